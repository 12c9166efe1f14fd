import { createHash } from 'node:crypto';
import { z } from 'zod';
import { placeOf, type Keys } from './event-codec.js';
import type { EventCategory } from './event-schemas.js';
import { sealPersonal, subjectsToSeal } from '../privacy/personal-data.js';
import { sealOf } from '../log/seal.js';
import { eventMetadata, streamName, type NewEventMetadata } from '../log/stored-event.js';

/** An event as it stands in the store, position and number left out. */
export const eventSample = z.strictObject({
  eventId: z.string(),
  stream: z.string(),
  data: z.unknown(),
  metadata: eventMetadata,
});
export type EventSample = z.infer<typeof eventSample>;

const id = '00000000-0000-4000-8000-000000000001';
const moment = '2026-03-12T10:15:00.000Z';

const key = createHash('sha256').update('the key of the golden samples').digest();
const keysOf = (_school: string, subjects: readonly string[]): Promise<Map<string, Buffer>> =>
  Promise.resolve(new Map(subjects.map((subject) => [subject, key])));

/** One key for every subject of the samples, and for nothing else: anybody may read them. */
export const sampleKeys: Keys = {
  keysToSeal: keysOf,
  keysToOpen: keysOf,
  seals: {
    seal: (event) => Promise.resolve(sealOf(event, { version: 1, key })),
    isOf: () => Promise.resolve(undefined),
    // They are from before there were seals.
    faultsOf: () => Promise.resolve(new Map()),
  },
};

/** Makes a sample of an event in one of its versions: every field is there, the same each time but for the sealing. */
export function makeSample({ category, types }: EventCategory, type: string, version: number): EventSample {
  const shape = types[type]?.versions[version - 1];
  if (!shape) throw new Error(`${category} has no ${type} of version ${version}`);
  const stream = streamName(category, id);
  const plain = valueOf(shape.schema, type);
  const keys = new Map(subjectsToSeal(plain, shape.personalPaths, stream).map((subject) => [subject, key]));
  const data = sealPersonal(plain, shape.personalPaths, stream, placeOf({ stream, type, eventId: id }), keys);
  return { eventId: id, stream, data, metadata: sampleMetadata(version) };
}

/** Every field of the metadata is there, as of a refusal that was put on record. */
export function sampleMetadata(schemaVersion: number): NewEventMetadata {
  return {
    school: '900001',
    actor: id,
    role: 'dsl',
    command: 'MakeSample',
    commandId: id,
    schemaVersion,
    policy: 'sample@2026-03',
    refusal: { code: 'WRONG_STATE', clause: 'SL6' },
    recordedAt: moment,
    $correlationId: id,
    $causationId: id,
  };
}

/** Data that an event of this type can have, of its newest version: every field is there. */
export function sampleData({ category, types }: EventCategory, type: string): object {
  const shape = types[type]?.versions.at(-1);
  if (!shape) throw new Error(`${category} has no ${type}`);
  return valueOf(shape.schema, type) as object;
}

interface Definition {
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Record<string, unknown>;
  readonly values?: readonly unknown[];
}

function valueOf(schema: z.ZodType, name: string): unknown {
  const { shape, element, innerType, options, entries, values } = schema.def as Definition;
  if (shape) return Object.fromEntries(Object.entries(shape).map(([field, inner]) => [field, valueOf(inner, field)]));
  if (element) return [valueOf(element, name)];
  if (innerType) return valueOf(innerType, name);
  if (options?.[0]) return valueOf(options[0], name);
  const stated = z.globalRegistry.get(schema)?.['examples'] as readonly unknown[] | undefined;
  const known = [...(stated ?? []), ...Object.values(entries ?? {}), ...(values ?? [])];
  const fitting = [...known, ...common(name)].find((value) => schema.safeParse(value).success);
  if (fitting === undefined) throw new Error(`state a sample of '${name}' in its schema: .meta({ examples: [...] })`);
  return fitting;
}

/** What most fields take, the plainest first. */
const common = (name: string): unknown[] => [
  `the ${name}`,
  moment,
  moment.slice(0, 'yyyy-mm-dd'.length),
  id,
  'https://example.org/',
  'somebody@example.org',
  'ab'.repeat(32),
  1,
  true,
];
