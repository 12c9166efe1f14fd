import {
  BREAK,
  getOperationAST,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Fields of the schema of schemas that answer a list. */
const lists = new Set([
  'types',
  'directives',
  'fields',
  'args',
  'inputFields',
  'interfaces',
  'possibleTypes',
  'enumValues',
]);
const roots = new Set(['__schema', '__type']);

/** Apollo gives the same object for the same text, as long as it remembers it. */
const known = new WeakMap<DocumentNode, boolean>();

/** Whether a document asks for the schema, at whatever place. */
export function asksForSchema(document: DocumentNode): boolean {
  const asks = known.get(document) ?? isSomewhereIn(document);
  known.set(document, asks);
  return asks;
}

function isSomewhereIn(document: DocumentNode): boolean {
  let asks = false;
  visit(document, {
    Field: ({ name }) => {
      if (!roots.has(name.value)) return undefined;
      asks = true;
      return BREAK;
    },
  });
  return asks;
}

/**
 * Whether a valid document asks for the schema as tools do: for nothing else beside it, for types, their fields and the
 * arguments of those, and for no list of a type that a field has. Lists within lists would make an answer of millions of
 * lines out of a few words.
 */
export function asksAsToolsDo(document: DocumentNode, operationName: string | null): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);

  const modest = (set: SelectionSetNode | undefined, within: readonly string[]): boolean =>
    (set?.selections ?? []).every((selection) => ofSelection(selection, within));
  const ofSelection = (selection: SelectionNode, within: readonly string[]): boolean => {
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return modest(fragments.get(selection.name.value)?.selectionSet, within);
    if (selection.kind === Kind.INLINE_FRAGMENT) return modest(selection.selectionSet, within);
    const name = selection.name.value;
    if (selection.alias || (within.length === 0 && !roots.has(name) && name !== '__typename')) return false;
    if (lists.has(name) && (within.includes(name) || within.includes('type') || within.includes('ofType')))
      return false;
    return modest(selection.selectionSet, [...within, name]);
  };
  return modest(getOperationAST(document, operationName)?.selectionSet, []);
}
