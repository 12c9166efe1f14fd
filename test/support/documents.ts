import fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** Text of a value of the type as it stands in a document. */
export type Literals = (type: GraphQLInputType, input: GraphQLArgument | GraphQLInputField) => fc.Arbitrary<string>;

interface Options {
  readonly literals: Literals;
  /** Directives, fragments on several paths, names that meet. */
  readonly twisted: boolean;
}

const ways = ['@include(if: true)', '@include(if: false)', '@skip(if: true)', '@include(if: $on)', '@skip(if: $on)'];

/** Selections of an object type as text. They are mostly valid: names that meet may say different things. */
export function selectionsOf(type: GraphQLObjectType, options: Options, levels = 3): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).filter((field) => levels > 1 || isLeafType(getNamedType(field.type)));
  if (fields.length === 0) return fc.constant('__typename');
  const chosen = fc.constantFrom(...fields);
  const some = { minLength: 1, maxLength: 4 };
  const selected = (options.twisted ? fc.array(chosen, some) : fc.uniqueArray(chosen, some))
    .chain((all) => fc.tuple(...all.map((field) => fieldOf(field, options, levels))))
    .map((all) => all.join(' '));
  if (!options.twisted) return selected;
  const directive = fc.constantFrom(...ways, '', '', '');
  const within = fc.tuple(directive, selected).map(([when, set]) => `... on ${type.name} ${when} { ${set} }`);
  const spread = fc
    .tuple(fc.constantFrom('a', 'b'), directive)
    .map(([name, when]) => `...${type.name}_${name} ${when}`);
  return fc
    .array(fc.oneof(selected, selected, within, spread), { minLength: 1, maxLength: 3 })
    .map((all) => all.join(' '));
}

function fieldOf(field: GraphQLField<unknown, unknown>, options: Options, levels: number): fc.Arbitrary<string> {
  const type = getNamedType(field.type);
  const alias = options.twisted ? fc.constantFrom('', '', '', '', 'x: ', 'y: ') : fc.constant('');
  const directive = options.twisted ? fc.constantFrom('', '', '', ...ways) : fc.constant('');
  const set = isObjectType(type)
    ? selectionsOf(type, options, levels - 1).map((text) => `{ ${text} }`)
    : fc.constant('');
  return fc
    .tuple(alias, argumentsOf(field.args, options.literals), directive, set)
    .map(([name, given, when, selected]) => `${name}${field.name}${given} ${when} ${selected}`);
}

/** All required arguments, and some of the others. */
export function argumentsOf(args: readonly GraphQLArgument[], literals: Literals): fc.Arbitrary<string> {
  return inputsOf(args, literals).map((given) => (given.length > 0 ? `(${given.join(', ')})` : ''));
}

function inputsOf(
  inputs: readonly (GraphQLArgument | GraphQLInputField)[],
  literals: Literals,
): fc.Arbitrary<string[]> {
  return fc
    .tuple(
      ...inputs.map((input) => {
        const value = valueOf(input.type, input, literals).map((text) => `${input.name}: ${text}`);
        return isNonNullType(input.type) && input.defaultValue === undefined
          ? value
          : fc.option(value, { nil: '', freq: 1 });
      }),
    )
    .map((given) => given.filter((text) => text !== ''));
}

function valueOf(
  type: GraphQLInputType,
  input: GraphQLArgument | GraphQLInputField,
  literals: Literals,
): fc.Arbitrary<string> {
  const given: GraphQLInputType = getNullableType(type);
  if (isListType(given))
    return fc.array(valueOf(given.ofType, input, literals), { maxLength: 3 }).map((values) => `[${values.join(', ')}]`);
  if (isInputObjectType(given))
    return inputsOf(Object.values(given.getFields()), literals).map((fields) => `{ ${fields.join(', ')} }`);
  if (isEnumType(given)) return fc.constantFrom(...given.getValues().map(({ name }) => name));
  return literals(given, input);
}

/** A query of a few fields of the schema, with all fragments that it spreads. */
export function queriesOf(schema: GraphQLSchema, options: Options): fc.Arbitrary<string> {
  const root = schema.getQueryType();
  if (!root) throw new Error('the schema has no queries');
  return selectionsOf(root, options).chain((set) => {
    const query = `query ($on: Boolean! = true) { ${set} }`;
    return withFragments(schema, options, query, new Set());
  });
}

function withFragments(
  schema: GraphQLSchema,
  options: Options,
  document: string,
  defined: ReadonlySet<string>,
): fc.Arbitrary<string> {
  const name = [...document.matchAll(/\.\.\.(\w+_[ab])/g)]
    .map(([, spread = '']) => spread)
    .find((each) => !defined.has(each));
  if (name === undefined) return fc.constant(document);
  const type = schema.getType(name.slice(0, -2)) as GraphQLObjectType;
  // Within a fragment nothing is spread, so that none spreads itself.
  return selectionsOf(type, { ...options, twisted: false }, 3).chain((set) =>
    withFragments(
      schema,
      options,
      `${document} fragment ${name} on ${type.name} { ${set} }`,
      new Set([...defined, name]),
    ),
  );
}
