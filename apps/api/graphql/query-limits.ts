import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * The most that one request may ask for: twice what the largest honest one does, and no more than two full pages. Apollo
 * and graphql-js keep the rest: no batches, no cross-site requests, and `mostTokens` before anything is parsed.
 */
export const limits = {
  /** Levels of fields. */
  depth: 8,
  /** Queries and mutations in one request. */
  operations: 10,
  /** Fields with a name of the sender's, anywhere. */
  aliases: 15,
  directives: 10,
  /** Fields once all fragments are put in their place. */
  fields: 500,
  /** Entries of all lists together; one without `first` counts as the usual page. */
  entries: 400,
} as const;
export const mostTokens = 1_000;
/** What a request may have, in bytes: as many tokens as are allowed fit in it, and it is Express's own limit as well. */
export const mostBytes = 100_000;

type Sizes = Record<keyof typeof limits, number>;
type Variables = Readonly<Record<string, unknown>>;

/** As in `PageArgs`. */
const usualFirst = 50;
const mostFirst = 200;

/** Refuses what is larger than the limits before anything of it is run. */
export const queryLimits: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: (context: GraphQLRequestContextDidResolveOperation<object>) => {
        if (context.operation?.operation === OperationTypeNode.SUBSCRIPTION)
          throw new GraphQLError('Subscriptions go to /graphql/stream.', {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
          });
        assertWithinLimits(context.document, context.operationName, context.request.variables ?? {});
        return Promise.resolve();
      },
    }),
};

/** @throws GraphQLError naming what there is too much of. */
export function assertWithinLimits(document: DocumentNode, operationName: string | null, variables: Variables): void {
  const sizes = sizesOf(document, operationName, variables);
  for (const what of Object.keys(limits) as (keyof typeof limits)[])
    if (sizes[what] > limits[what]) throw tooLarge(what, limits[what]);
}

const words: Record<keyof typeof limits, string> = {
  depth: 'levels of fields',
  operations: 'queries or mutations',
  aliases: 'aliases',
  directives: 'directives',
  fields: 'fields',
  entries: 'entries of all lists together',
};

const tooLarge = (what: keyof typeof limits, most: number): GraphQLError =>
  new GraphQLError(`The request is too large: at most ${most} ${words[what]}.`, {
    extensions: { code: 'REQUEST_TOO_LARGE', http: { status: 400 } },
  });

/** What is summed up while measuring; `unpaged` counts the fields of a level that are not told how many to give. */
type Measured = Omit<Sizes, 'operations'> & { readonly here: number; readonly unpaged: number };
const none: Measured = { depth: 0, here: 0, unpaged: 0, aliases: 0, directives: 0, fields: 0, entries: 0 };

/**
 * How large an operation is. Each fragment is measured once, however often it is spread, so that measuring never takes
 * longer than the document is long. Validation has made sure before that no fragment spreads itself.
 */
export function sizesOf(document: DocumentNode, operationName: string | null, variables: Variables): Sizes {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measured = new Map<string, Measured>();

  const ofFragment = (name: string): Measured => {
    const sizes = measured.get(name) ?? ofSet(fragments.get(name)?.selectionSet);
    measured.set(name, sizes);
    return sizes;
  };
  const ofSet = (set: SelectionSetNode | undefined): Measured => (set?.selections ?? []).map(of).reduce(together, none);
  const of = (selection: SelectionNode): Measured => {
    const directives = { ...none, directives: selection.directives?.length ?? 0 };
    if (selection.kind === Kind.FRAGMENT_SPREAD) return together(ofFragment(selection.name.value), directives);
    const within = ofSet(selection.selectionSet);
    if (selection.kind === Kind.INLINE_FRAGMENT) return together(within, directives);
    const first = firstOf(selection, variables);
    return together(directives, {
      ...within,
      depth: within.depth + 1,
      here: 1,
      unpaged: first === undefined ? 1 : 0,
      aliases: within.aliases + (selection.alias ? 1 : 0),
      fields: within.fields + 1,
      entries: within.entries + (first ?? 0),
    });
  };

  const operation = getOperationAST(document, operationName);
  const { here, unpaged, ...sizes } = ofSet(operation?.selectionSet);
  const unpagedEntries = operation?.operation === OperationTypeNode.QUERY ? unpaged * usualFirst : 0;
  return { ...sizes, operations: here, entries: sizes.entries + unpagedEntries };
}

function together(one: Measured, other: Measured): Measured {
  return {
    depth: Math.max(one.depth, other.depth),
    here: one.here + other.here,
    unpaged: one.unpaged + other.unpaged,
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
    fields: one.fields + other.fields,
    entries: one.entries + other.entries,
  };
}

/** How many entries a field is told to give; whatever is no plain number counts as the most. */
function firstOf({ arguments: given }: FieldNode, variables: Variables): number | undefined {
  const value = given?.find(({ name }) => name.value === 'first')?.value;
  if (value === undefined) return undefined;
  if (value.kind === Kind.INT) return Number(value.value);
  const variable = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  return typeof variable === 'number' ? variable : mostFirst;
}
