import {
  getNamedType,
  isLeafType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Whether an operation of a valid document is of the kind for which the compiled executor has been shown to answer as
 * graphql-js does (`compiled-queries.spec.ts`): no directives, object types only, and at each level no two fields that
 * answer under one name, so that there is nothing to leave out and nothing to merge.
 */
export function isPlain(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);

  /** `names` are those under which the level has answered so far. */
  const plain = (set: SelectionSetNode, type: GraphQLObjectType, names: Set<string>): boolean =>
    set.selections.every((selection) => {
      if (selection.directives && selection.directives.length > 0) return false;
      if (selection.kind !== Kind.FIELD) {
        const within = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        return within !== undefined && !within.directives?.length && plain(within.selectionSet, type, names);
      }
      const name = (selection.alias ?? selection.name).value;
      const field = type.getFields()[selection.name.value];
      if (names.has(name) || !field) return false;
      names.add(name);
      const given = getNamedType(field.type);
      if (isLeafType(given)) return true;
      return (
        isObjectType(given) && selection.selectionSet !== undefined && plain(selection.selectionSet, given, new Set())
      );
    });

  const root = schema.getRootType(operation.operation);
  return !!root && !operation.directives?.length && plain(operation.selectionSet, root, new Set());
}
