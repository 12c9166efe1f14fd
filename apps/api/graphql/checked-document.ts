import type { ApolloServerPlugin } from '@apollo/server';
import {
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { asksAsToolsDo, asksForSchema } from './introspection.js';
import type { Budgets } from '../access/budgets.js';
import type { Request } from '../access/who.js';
import { assertWithinLimits, costOf } from './query-limits.js';

/** Nobody reads the tenth error of a document, and finding names that are like the sender's takes long. */
const firstErrorOnly = { maxErrors: 1, hideSuggestions: true };

/** Documents that have passed validation: Apollo gives the same object for the same text, as long as it remembers it. */
const valid = new WeakSet<DocumentNode>();

interface Asked {
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * Checks a document that has been parsed: first that it is not too large, so that what comes then is short, then that it
 * is valid, has the operation, and is given its variables. @returns what kind of operation is asked for.
 * @throws GraphQLError for the first thing that is wrong.
 */
export function operationIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  { operationName = null, variables }: Asked,
): OperationTypeNode {
  assertWithinLimits(document, operationName, variables ?? {});
  if (!valid.has(document)) {
    const [wrong] = validate(schema, document, specifiedRules, firstErrorOnly);
    if (wrong) throw refused(wrong.message, 'GRAPHQL_VALIDATION_FAILED');
    valid.add(document);
  }
  const operation = getOperationAST(document, operationName);
  if (!operation) throw notInDocument(operationName);
  if (asksForSchema(document) && !asksAsToolsDo(document, operationName))
    throw refused(
      'Ask for the schema by itself, without aliases, and for no lists of a type that a field has.',
      'REQUEST_TOO_LARGE',
    );
  const { errors, coerced = {} } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    { ...variables },
    firstErrorOnly,
  );
  if (errors?.[0]) throw refused(errors[0].message, 'BAD_USER_INPUT');
  if (operation.variableDefinitions?.length) assertArgumentsFit(schema, document, coerced);
  return operation.operation;
}

/**
 * A variable that may be null fits by its type where an argument has a default, and yet its null does not: executors
 * would call that an error of their own.
 */
function assertArgumentsFit(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>): void {
  const types = new TypeInfo(schema);
  const fit = (
    definition: GraphQLField<unknown, unknown> | GraphQLDirective,
    node: FieldNode | DirectiveNode,
  ): void => {
    try {
      getArgumentValues(definition, node, variables);
    } catch (error) {
      throw refused((error as Error).message, 'BAD_USER_INPUT');
    }
  };
  const Field = (node: FieldNode): void => {
    const field = types.getFieldDef();
    if (field) fit(field, node);
  };
  const Directive = (node: DirectiveNode): void => {
    const directive = schema.getDirective(node.name.value);
    if (directive) fit(directive, node);
  };
  visit(document, visitWithTypeInfo(types, { Field, Directive }));
}

const refused = (message: string, code: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

function notInDocument(operationName: string | null): GraphQLError {
  const rule =
    operationName === null
      ? 'operationName must say which of the operations in the document is to be run'
      : 'operationName must be the name of an operation in the document';
  return refused(rule, 'BAD_USER_INPUT');
}

/** Queries that are told whose name or which words to look for: addresses end up in the logs of proxies. */
const personal = new Set(['findPeople', 'people', 'searchIncidents', 'userActions']);

function assertFitsInAddress(document: DocumentNode): void {
  visit(document, {
    Field: ({ name: { value: name } }) => {
      if (personal.has(name))
        throw refused(`Send ${name} by POST, so that no name of a person is part of an address.`, 'BAD_REQUEST');
    },
  });
}

/** Takes the place of Apollo's own validation, which is switched off: it looks for the size of nothing. */
export const checkedDocuments = (budgets: Budgets): ApolloServerPlugin => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: async ({ schema, document, request, contextValue }) => {
        const kind = operationIn(schema, document, request);
        if (kind === OperationTypeNode.SUBSCRIPTION)
          throw refused('Subscriptions go to /graphql/stream.', 'BAD_REQUEST');
        if (request.http?.method === 'GET') assertFitsInAddress(document);
        const claims = await (contextValue as { req: Request }).req.claims;
        const { operationName = null, variables = {} } = request;
        if (claims) budgets.spend(claims.actor, costOf(document, operationName, variables));
      },
    }),
});
