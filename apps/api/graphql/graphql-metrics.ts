import type { ApolloServerPlugin } from '@apollo/server';
import { trace } from '@opentelemetry/api';
import { Kind, type OperationDefinitionNode } from 'graphql';
import { Histogram, type Registry } from 'prom-client';

/**
 * Times every request by the query or mutation of the schema it is for: `several` if it has more than one, `refused` if
 * none was run. Names that senders give their operations are not used: there is no end to them.
 */
export function graphqlMetrics(metrics: Registry): ApolloServerPlugin {
  const durations = new Histogram({
    name: 'daybook_graphql_request_seconds',
    help: 'Duration of GraphQL requests by query or mutation',
    labelNames: ['operation'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  });
  return {
    requestDidStart: () => {
      const end = durations.startTimer();
      let operation = 'refused';
      return Promise.resolve({
        didResolveOperation: ({ operation: resolved }) => {
          operation = resolved ? fieldOf(resolved) : 'refused';
          trace.getActiveSpan()?.updateName(`${resolved?.operation ?? 'query'} ${operation}`);
          return Promise.resolve();
        },
        willSendResponse: () => {
          end({ operation });
          return Promise.resolve();
        },
      });
    },
  };
}

function fieldOf({ selectionSet: { selections } }: OperationDefinitionNode): string {
  const [only, ...others] = selections;
  return only?.kind === Kind.FIELD && others.length === 0 ? only.name.value : 'several';
}
