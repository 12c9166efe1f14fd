import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';
import { readFileSync } from 'node:fs';

/** The published schema: what somebody outside knows of the API. */
export const schema = buildSchema(
  readFileSync(new URL('../../schema/graphql/schema.graphql', import.meta.url), 'utf8'),
);

export type Kind = 'query' | 'mutation' | 'subscription';

/** A query, mutation or subscription. */
export interface Operation {
  readonly kind: Kind;
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
}

export const operations: readonly Operation[] = [
  ...operationsOf('query', schema.getQueryType()),
  ...operationsOf('mutation', schema.getMutationType()),
  ...operationsOf('subscription', schema.getSubscriptionType()),
];

function operationsOf(kind: Kind, type: ReturnType<typeof schema.getQueryType>): Operation[] {
  return Object.values(type?.getFields() ?? {}).map((field) => ({ kind, name: field.name, field }));
}

/** One value of an input: the argument, and the fields on the way to it; `0` for the one item of a list. */
export interface Place {
  readonly path: readonly (string | number)[];
  /** The GraphQL type of the value itself, as `ID` or `DateTime`. */
  readonly type: string;
  readonly description: string;
}

interface Choices {
  /** The value at a place; `undefined` leaves the usual one. */
  readonly value?: (place: Place) => unknown;
  /** Whether fields that may be left out are there too. */
  readonly optional?: boolean;
  /** Those that may be left out and are there all the same, by name. */
  readonly also?: readonly string[];
}

export const aDay = '2026-03-12';
export const aMoment = '2026-03-12T10:15:00Z';
export const anId = '00000000-0000-4000-8000-0000000000a1';

export const isMoment = ({ type, description }: Place): boolean =>
  type === 'DateTime' || (type === 'String' && description.includes('ISO 8601'));
export const isDay = ({ type, description }: Place): boolean =>
  type === 'String' && description.includes('2026-03-12.');

/** Arguments that GraphQL takes, as few as it does. */
export function argumentsOf({ field }: Operation, choices: Choices = {}): Record<string, unknown> {
  return objectOf(field.args, [], choices, isRequiredArgument);
}

function objectOf<F extends GraphQLArgument | GraphQLInputField>(
  fields: readonly F[],
  path: Place['path'],
  choices: Choices,
  required: (field: F) => boolean,
): Record<string, unknown> {
  const there = fields.filter(
    (field) => choices.optional === true || choices.also?.includes(field.name) === true || required(field),
  );
  return Object.fromEntries(
    there.map(({ name, type, description }) => [name, valueOf(type, [...path, name], description ?? '', choices)]),
  );
}

function valueOf(type: GraphQLInputType, path: Place['path'], description: string, choices: Choices): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, path, description, choices);
  if (isListType(type)) return [valueOf(type.ofType, [...path, 0], description, choices)];
  if (isInputObjectType(type)) return objectOf(Object.values(type.getFields()), path, choices, isRequiredInputField);
  const place = { path, type: type.name, description };
  const chosen = choices.value?.(place);
  if (chosen !== undefined) return chosen;
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isMoment(place)) return aMoment;
  if (isDay(place)) return aDay;
  return { ID: anId, Int: 1, Float: 1, Boolean: true }[type.name] ?? 'xyz';
}

/** Every value that an operation takes, those that may be left out too. */
export function placesOf(operation: Operation): Place[] {
  const places: Place[] = [];
  argumentsOf(operation, { optional: true, value: (place) => void places.push(place) });
  return places;
}

/** Passes these variables as arguments, and asks for every plain field of the answer to this depth of objects. */
export function documentOf({ kind, name, field }: Operation, variables: object, depth: number): string {
  const given = field.args.filter((arg) => arg.name in variables);
  const declared = given.map((arg) => `$${arg.name}: ${String(arg.type)}`);
  const passed = given.map((arg) => `${arg.name}: $${arg.name}`);
  const inBrackets = (parts: readonly string[]): string => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  return `${kind} ${inBrackets(declared)} { ${name}${inBrackets(passed)} ${selectionOf(field.type, depth)} }`;
}

function selectionOf(output: GraphQLOutputType, depth: number): string {
  const type = getNamedType(output);
  if (!isObjectType(type)) return '';
  if (depth === 0) return '{ __typename }';
  const asked = Object.values(type.getFields())
    .filter(({ args }) => !args.some(isRequiredArgument))
    .map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`);
  return `{ __typename ${asked.join(' ')} }`;
}
