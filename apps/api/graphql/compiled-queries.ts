import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import {
  execute,
  GraphQLError,
  isObjectType,
  Kind,
  OperationTypeNode,
  valueFromASTUntyped,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { asksForSchema } from './introspection.js';
import { isPlain } from './plain-operation.js';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';

type Gateway = ApolloServerOptionsWithGateway<object>['gateway'];
type Executor = Awaited<ReturnType<Gateway['load']>>['executor'];

/** What is known of a document: how often it came, and its operations that are compiled, or cannot be. */
interface Known {
  times: number;
  readonly operations: Map<string, CompiledQuery | undefined>;
}

/** Compiling takes milliseconds and pays only for what clients send again; hostile documents come once. */
const compileAtTime = 3;

/**
 * Runs operations for Apollo: a plain query that is sent again and again as a function compiled for it, any other one, and
 * all mutations, by graphql-js. Apollo gives the same object for the same text, as long as it remembers it.
 */
export function executorOf(schema: GraphQLSchema): NonNullable<Executor> {
  readProperties(schema);
  const documents = new WeakMap<DocumentNode, Known>();
  const schemaAnswers = new WeakMap<DocumentNode, ExecutionResult>();
  const compiled = (document: DocumentNode, operation: OperationDefinitionNode): CompiledQuery | undefined => {
    const known = documents.get(document) ?? { times: 0, operations: new Map<string, CompiledQuery | undefined>() };
    documents.set(document, known);
    if (++known.times < compileAtTime) return undefined;
    const name = operation.name?.value ?? '';
    if (!known.operations.has(name)) {
      const query = isPlain(schema, document, operation) ? compileQuery(schema, document, name) : undefined;
      known.operations.set(name, query && isCompiledQuery(query) ? query : undefined);
    }
    return known.operations.get(name);
  };

  return async ({ document, request, operation, context }) => {
    const { operationName, variables = {} } = request;
    const told = schemaAnswers.get(document);
    if (told) return told as never;
    const query = operation.operation === OperationTypeNode.QUERY ? compiled(document, operation) : undefined;
    const result: ExecutionResult = query
      ? withGraphqlErrors(await query.query(undefined, context, withDefaults(operation, variables)))
      : await execute({
          schema,
          document,
          contextValue: context,
          variableValues: variables,
          operationName,
        });
    if (asksForSchema(document) && isAlone(document, operation)) schemaAnswers.set(document, result);
    return result as never;
  };
}

/** Whether what a document answers about the schema is the same for everybody, however it is sent. */
const isAlone = ({ definitions }: DocumentNode, { variableDefinitions = [] }: OperationDefinitionNode): boolean =>
  variableDefinitions.length === 0 && definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length === 1;

/**
 * Nest gives every field a function that reads the property of its name. Without one the property is read all the same,
 * and a page of 50 entries is spared two thousand calls.
 */
function readProperties(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const field of Object.values(type.getFields())) if (readsItsName(field)) delete field.resolve;
}

/** One that reads another property, or knows a default, stays. */
function readsItsName({ name, resolve }: GraphQLField<unknown, unknown>): boolean {
  if (resolve?.name !== 'rootFieldResolver') return false;
  const read = resolve as (from: object) => unknown;
  const value = {};
  return read({ [name]: value }) === value && read({}) === undefined;
}

/** graphql-jit asks for a variable of a type like `Int!` also where the query gives it a default. */
function withDefaults(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: object,
): Record<string, unknown> {
  const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...variables };
}

/** graphql-jit's errors lack what Apollo reads of any error of graphql-js. */
function withGraphqlErrors(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map(
    ({ message, path, originalError }) =>
      new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null }),
  );
  return { ...result, errors };
}

/** Nest's driver for Apollo, with our executor. Apollo takes one where it expects a gateway's. */
@Injectable()
export class CompiledQueriesDriver extends ApolloDriver {
  override start(options: ApolloDriverConfig): Promise<void> {
    const { schema } = options;
    if (!schema) throw new Error('the schema has to be built before the driver starts');
    const executor = executorOf(schema);
    let load = (): void => undefined;
    const gateway: Gateway = {
      onSchemaLoadOrUpdate: (tell) => {
        load = () => tell({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      load: () => {
        load();
        return Promise.resolve({ executor });
      },
      stop: () => Promise.resolve(),
    };
    return super.start({ ...options, gateway } as ApolloDriverConfig);
  }
}
