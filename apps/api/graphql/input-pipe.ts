import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { canonicalId } from '#libs/eventing/commands/record-id.js';
import { BadInput, badInput } from './errors.js';

/** How many arguments are remembered as checked. */
const mostRemembered = 1_000;

/** Checks every input, of GraphQL and of plain routes, against the rules of its fields. A `null` is the same as a field left out. */
export class InputPipe extends ValidationPipe {
  /** By class, and by what was given; only of numbers, so that nothing personal stays in memory. */
  private readonly checked = new Map<unknown, Map<number, object>>();
  private remembered = 0;

  constructor() {
    super({ transform: true, whitelist: true, exceptionFactory: (errors) => badInput(errors) });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return super.transform(value, metadata);
    const given = canonical(value, metadata.data ?? '');
    // An argument that may be left out, and was.
    if (given === undefined && metadata.data !== undefined) return undefined;
    const first = firstAlone(given);
    if (first === undefined) return super.transform(given, metadata);
    return this.checked.get(metadata.metatype)?.get(first) ?? this.remember(first, given, metadata);
  }

  /** Every list is asked for its usual page, and checking that costs more than many a query. */
  private async remember(first: number, given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const checked: unknown = await super.transform(given, metadata);
    if (typeof checked !== 'object' || checked === null || this.remembered >= mostRemembered) return checked;
    const ofClass = this.checked.get(metadata.metatype) ?? new Map<number, object>();
    this.checked.set(metadata.metatype, ofClass.set(first, Object.freeze(checked)));
    this.remembered++;
    return checked;
  }
}

/** The number, where nothing is given but how many entries there are to be. */
function firstAlone(given: unknown): number | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const [[name, first] = [], ...others] = Object.entries(given) as [string, unknown][];
  return name === 'first' && others.length === 0 && typeof first === 'number' ? first : undefined;
}

/**
 * Of two ways to write the same there is one: nothing for `null`, and lower case for an id, which Swift writes in capitals.
 * @throws BadInput for text that PostgreSQL cannot keep as it is.
 */
function canonical(value: unknown, field: string): unknown {
  if (value === null) return undefined;
  if (typeof value === 'string') return canonicalId(storable(value, field));
  if (Array.isArray(value)) return value.map((part) => canonical(part, field));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([name, part]) => [name, canonical(part, field ? `${field}.${name}` : name)]),
  );
}

/** One half of a pair of UTF-16 without the other, which no text in UTF-8 can have. */
const loneHalf = /\p{Surrogate}/u;

function storable(text: string, field: string): string {
  if (text.includes('\0') || loneHalf.test(text))
    throw new BadInput([{ field, rule: `${field} must be text without NUL and without half characters` }]);
  return text;
}
