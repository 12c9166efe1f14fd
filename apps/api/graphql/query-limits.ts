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
import { asksForSchema } from './introspection.js';

/**
 * The most that one request may ask for: twice what the largest honest one does, and no more than two full pages. Apollo
 * and graphql-js keep the rest: no batches, no cross-site requests, and `mostTokens` before anything is parsed.
 */
export const limits = {
  /** Operations and fragments of the document. */
  definitions: 20,
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
  /** Totals, and questions about a past moment: each reads a whole log, and takes as long as several pages. */
  logs: 2,
  /** Values of all variables together, lists and objects included. */
  values: 2_000,
  /** The longest list, and the deepest value, in the variables. */
  list: 200,
  levels: 10,
} as const;
/** The levels of fields in a question for the schema. */
const schemaDepth = 20;
export const mostTokens = 1_000;
/** What a request may have, in bytes: as many tokens as are allowed fit in it, and it is Express's own limit as well. */
export const mostBytes = 100_000;

type Limit = keyof typeof limits;
type Variables = Readonly<Record<string, unknown>>;

/** As in `PageArgs`. */
const usualFirst = 50;
const mostFirst = 200;

/**
 * Measures a document before anything that takes longer than it is long, validation included.
 * @throws GraphQLError naming what there is too much of.
 */
export function assertWithinLimits(document: DocumentNode, operationName: string | null, variables: Variables): void {
  const { depth, ...sizes } = sizesOf(document, operationName, variables);
  // Tools ask for a type of a type of a type; what lists they may ask for is looked at when the document is valid.
  if (!asksForSchema(document) || depth > schemaDepth) assertWithin({ depth });
  assertWithin(sizes);
  assertWithin(sizesOfValues(variables));
}

function assertWithin(sizes: Partial<Record<Limit, number>>): void {
  for (const [what, size] of Object.entries(sizes) as [Limit, number][])
    if (size > limits[what]) throw tooLarge(what, limits[what]);
}

const words: Record<Limit, string> = {
  definitions: 'operations and fragments',
  depth: 'levels of fields',
  operations: 'queries or mutations',
  aliases: 'aliases',
  directives: 'directives',
  fields: 'fields',
  entries: 'entries of all lists together',
  logs: 'totals and questions about a past moment',
  values: 'values in the variables',
  list: 'entries in a list of the variables',
  levels: 'levels in the variables',
};

const tooLarge = (what: Limit, most: number): GraphQLError =>
  new GraphQLError(`The request is too large: at most ${most} ${words[what]}.`, {
    extensions: { code: 'REQUEST_TOO_LARGE', http: { status: 400 } },
  });

/** What is summed up while measuring; `unpaged` counts the fields of a level that are not told how many to give. */
interface Measured {
  readonly depth: number;
  readonly here: number;
  readonly unpaged: number;
  readonly aliases: number;
  readonly directives: number;
  readonly fields: number;
  readonly entries: number;
  readonly logs: number;
  /** Fields of all entries of the lists whose length is given, and fields of each entry of the others at this level. */
  readonly cost: number;
  readonly unpagedCost: number;
}
const none: Measured = {
  depth: 0,
  here: 0,
  unpaged: 0,
  aliases: 0,
  directives: 0,
  fields: 0,
  entries: 0,
  logs: 0,
  cost: 0,
  unpagedCost: 0,
};

type Sizes = Record<Exclude<Limit, keyof ValueSizes>, number>;

/** What a whole log, and a question for the schema, is reckoned at, in fields of entries: as long as it takes. */
const costOfLog = 5_000;
const costOfSchema = 10_000;
const costOfMutation = 200;

/** What an operation takes of its sender's budget, in fields of entries. */
export function costOf(document: DocumentNode, operationName: string | null, variables: Variables): number {
  return measured(document, operationName, variables).cost;
}

/**
 * How large a document is, all its operations together, and how many entries the operation that is named asks for. Each
 * fragment is measured once, however often it is spread, so that measuring never takes longer than the document is long.
 * The worst is assumed: a directive may spare no field. Of fragments that spread themselves, which validation refuses,
 * one round is measured.
 */
export function sizesOf(document: DocumentNode, operationName: string | null, variables: Variables): Sizes {
  return measured(document, operationName, variables).sizes;
}

function measured(
  document: DocumentNode,
  operationName: string | null,
  variables: Variables,
): { sizes: Sizes; cost: number } {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const ofFragments = new Map<string, Measured>();

  const ofFragment = (name: string): Measured => {
    const known = ofFragments.get(name);
    if (known) return known;
    ofFragments.set(name, none);
    const sizes = ofSet(fragments.get(name)?.selectionSet);
    ofFragments.set(name, sizes);
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
      logs: within.logs + (readsWholeLog(selection) ? 1 : 0),
      cost: first === undefined ? within.cost : first * within.fields,
      unpagedCost: first === undefined ? within.fields : 0,
    });
  };

  const operations = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? ofSet(definition.selectionSet) : none,
  );
  const unused = [...fragments.keys()].filter((name) => !ofFragments.has(name)).map(ofFragment);
  const { depth, aliases, directives, fields } = [...operations, ...unused].reduce(together, none);
  const asked = getOperationAST(document, operationName);
  const { here, unpaged, entries, logs, cost, unpagedCost } = ofSet(asked?.selectionSet);
  const ofQuery = asked?.operation === OperationTypeNode.QUERY;
  const unpagedEntries = ofQuery ? unpaged * usualFirst : 0;
  const forSchema = asksForSchema(document);
  const ofLists = forSchema ? costOfSchema : cost + (ofQuery ? unpagedCost * usualFirst : here * costOfMutation);
  const sizes = {
    definitions: document.definitions.length,
    depth,
    operations: here,
    aliases,
    directives,
    fields,
    entries: entries + unpagedEntries,
    logs,
  };
  return { sizes, cost: ofLists + logs * costOfLog };
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
    logs: one.logs + other.logs,
    cost: one.cost + other.cost,
    unpagedCost: one.unpagedCost + other.unpagedCost,
  };
}

const readsWholeLog = ({ name, arguments: given }: FieldNode): boolean =>
  name.value === 'total' || (given?.some((argument) => argument.name.value === 'asAt') ?? false);

/** How many entries a field is told to give; whatever is not the size of a page counts as the most. */
function firstOf({ arguments: given }: FieldNode, variables: Variables): number | undefined {
  const value = given?.find(({ name }) => name.value === 'first')?.value;
  if (value === undefined) return undefined;
  const first =
    value.kind === Kind.VARIABLE ? variables[value.name.value] : 'value' in value ? Number(value.value) : NaN;
  return Number.isInteger(first) && (first as number) >= 1 ? Math.min(first as number, mostFirst) : mostFirst;
}

interface ValueSizes {
  readonly values: number;
  readonly list: number;
  readonly levels: number;
}

/** How large variables are; counting ends soon after it is clear that they are too large. */
export function sizesOfValues(variables: Variables): ValueSizes {
  let [values, list, levels] = [0, 0, 0];
  const count = (value: unknown, level: number): void => {
    values++;
    levels = Math.max(levels, level);
    if (typeof value !== 'object' || value === null || values > limits.values || level > limits.levels) return;
    if (Array.isArray(value)) list = Math.max(list, value.length);
    for (const part of Object.values(value)) count(part, level + 1);
  };
  for (const value of Object.values(variables)) count(value, 1);
  return { values, list, levels };
}
