import { applyDecorators } from '@nestjs/common';
import { Field, GraphQLISODateTime, type FieldOptions } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateBy,
} from 'class-validator';
import { dayRule, happenedIn, isDay, momentIn, momentRule } from './moments.js';
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
  /** It has happened; see `HappenedAt`. */
  readonly happened?: true;
}

const fieldOptions = ({ description, optional, nullable }: Options): FieldOptions => ({
  ...(description !== undefined && { description }),
  ...((optional ?? nullable) && { nullable: true }),
});

/** Anything but blanks, line ends, and signs that only steer how others are shown. */
const visible = /[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** A text that says something: trimmed, not empty, bounded. */
export function Text(options: Options = {}): PropertyDecorator {
  const { optional, max = longestText } = options;
  return applyDecorators(
    Field(() => String, fieldOptions(options)),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    ...(optional ? [IsOptional()] : []),
    IsString(),
    IsNotEmpty(),
    Matches(visible, { message: '$property should not be empty: nothing in it can be seen' }),
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

/** A rule of ours for a field, named by what it asks for. */
const obeys = (name: string, validate: (value: unknown) => boolean, rule: string, each = false): PropertyDecorator =>
  ValidateBy(
    { name, validator: { validate, defaultMessage: () => `${each ? 'each of ' : ''}$property ${rule}` } },
    { each },
  );

/** A moment with its time zone stated, ISO 8601; the command carries it in UTC with milliseconds, so that moments compare as text. */
export function Moment(options: MomentOptions = {}): PropertyDecorator {
  const read = options.happened === true ? happenedIn : momentIn;
  return applyDecorators(
    Field(() => options.scalar ?? String, {
      description: 'ISO 8601 with a time zone, as 2026-03-12T10:15:00Z',
      ...fieldOptions(options),
    }),
    // What is no moment is left as it came, for the validator to refuse.
    Transform(({ value }: { value: unknown }) => read(value) ?? value),
    ...(options.optional ? [IsOptional()] : []),
    obeys('isMoment', (value) => momentIn(value) !== undefined, momentRule),
  );
}

/** When something happened: as `Moment`, and never ahead of us because the sender's clock is a little. */
export const HappenedAt = (options: MomentOptions = {}): PropertyDecorator => Moment({ ...options, happened: true });

/** A day, as a calendar has it: `2026-03-12`. */
export function Day(description: string, { optional }: Pick<Options, 'optional'> = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => String, { description: `${description} As 2026-03-12.`, ...(optional && { nullable: true }) }),
    ...(optional ? [IsOptional()] : []),
    obeys('isDay', (value) => isDay(value), dayRule),
  );
}

/** A list of days, at most as many as a school year has weeks. */
export function Days(description: string): PropertyDecorator {
  return applyDecorators(
    Field(() => [String], { defaultValue: [], description: `${description} Each as 2026-03-12.` }),
    IsArray(),
    ArrayMaxSize(53),
    obeys('isDay', (value) => isDay(value), dayRule, true),
  );
}
