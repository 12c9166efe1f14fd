import { applyDecorators } from '@nestjs/common';
import { Field, GraphQLISODateTime, type FieldOptions } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  isISO8601,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { Kind, type GraphQLScalarType } from 'graphql';

/** The longest free text a field takes, in characters. */
const longestText = 10_000;

/** PostgreSQL takes neither NUL nor half a character: a text with one would keep its record out of the read models. */
const storable = /^[^\0\p{Surrogate}]*$/u;

interface Options {
  readonly description?: string;
  readonly optional?: true;
  /** May be left out as far as GraphQL knows; other rules of the field decide. */
  readonly nullable?: true;
  readonly max?: number;
}

interface MomentOptions extends Options {
  /** Its type in the GraphQL schema, if not a string. */
  readonly scalar?: typeof GraphQLISODateTime;
}

const fieldOptions = ({ description, optional, nullable }: Options): FieldOptions => ({
  ...(description !== undefined && { description }),
  ...((optional ?? nullable) && { nullable: true }),
});

/** A text that says something: trimmed, not empty, bounded. */
export function Text(options: Options = {}): PropertyDecorator {
  const { optional, max = longestText } = options;
  return applyDecorators(
    Field(() => String, fieldOptions(options)),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    ...(optional ? [IsOptional()] : []),
    IsString(),
    IsNotEmpty(),
    MaxLength(max),
    Matches(storable, { message: '$property holds a character that cannot be stored' }),
  );
}

/**
 * As an input, a DateTime is the text that was sent, so that the rules of its field judge it: Nest's own takes a moment
 * without a time zone, and would make the 2nd of March of the 30th of February.
 */
const dateTime: GraphQLScalarType = GraphQLISODateTime;
dateTime.parseValue = (value) => value;
dateTime.parseLiteral = (literal) => (literal.kind === Kind.STRING ? literal.value : literal.kind);

/** A moment with its time zone stated, ISO 8601; the command carries it in UTC with milliseconds, so that moments compare as text. */
export function Moment(options: MomentOptions = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => options.scalar ?? String, {
      description: 'ISO 8601 with a time zone, as 2026-03-12T10:15:00Z',
      ...fieldOptions(options),
    }),
    Transform(({ value }: { value: unknown }) => inUtc(value)),
    ...(options.optional ? [IsOptional()] : []),
    IsISO8601({ strict: true }),
    Matches(/(Z|[+-]\d{2}:\d{2})$/, { message: '$property must state its time zone, as 2026-03-12T10:15:00Z' }),
  );
}

/** What is no moment is left as it came, for the validator to refuse. */
function inUtc(value: unknown): unknown {
  if (typeof value !== 'string' || !/(Z|[+-]\d{2}:\d{2})$/.test(value)) return value;
  // `Date` would make the 2nd of March of the 30th of February.
  if (!isISO8601(value, { strict: true })) return value;
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? value : moment.toISOString();
}

const aDay = /^\d{4}-\d{2}-\d{2}$/;

/** A day, as a calendar has it: `2026-03-12`. */
export function Day(description: string, { optional }: Pick<Options, 'optional'> = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => String, { description: `${description} As 2026-03-12.`, ...(optional && { nullable: true }) }),
    ...(optional ? [IsOptional()] : []),
    IsISO8601({ strict: true }),
    Matches(aDay, { message: '$property must be a day, as 2026-03-12' }),
  );
}

/** A list of days, at most as many as a school year has weeks. */
export function Days(description: string): PropertyDecorator {
  return applyDecorators(
    Field(() => [String], { defaultValue: [], description: `${description} Each as 2026-03-12.` }),
    IsArray(),
    ArrayMaxSize(53),
    IsISO8601({ strict: true }, { each: true }),
    Matches(aDay, { each: true, message: 'each of $property must be a day, as 2026-03-12' }),
  );
}
