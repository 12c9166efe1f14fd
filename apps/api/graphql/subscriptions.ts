import {
  GraphQLError,
  OperationTypeNode,
  parse,
  subscribe,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { cutOff } from '../http/cut-off.js';
import { formatError } from './errors.js';
import { operationIn } from './checked-document.js';
import { mostBytes, mostTokens } from './query-limits.js';

/** Proxies end what is silent for a minute. */
const beatEveryMs = 15_000;
/** How long a client may leave unread what it was sent. */
const timeoutMs = 30_000;

const asked = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Subscriptions as server-sent events: one POST request each, with the token, guards and limits of any other, that goes on
 * being answered. It is the protocol of graphql-sse in its "distinct connections" mode.
 */
export const subscriptionsOf =
  (schema: () => GraphQLSchema) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    answer(schema(), request, response).catch((error: unknown) => {
      // That a client went away is no fault.
      if (!response.destroyed) cutOff(response, 'a subscription was cut off', error);
    });
  };

async function answer(schema: GraphQLSchema, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let result: Awaited<ReturnType<typeof subscribe>>;
  try {
    const { query, operationName = null, variables } = await askedIn(request);
    const document = documentOf(schema, query, operationName, variables ?? {});
    const contextValue = { req: request };
    result = await subscribe({ schema, document, operationName, variableValues: variables ?? {}, contextValue });
  } catch (error) {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ errors: formatted([error as Error]) }));
    return;
  }
  const results = Symbol.asyncIterator in result ? result : only(result);
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
    void results.return(undefined);
  });
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  response.flushHeaders();
  const beat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, beatEveryMs);
  try {
    for await (const { errors, ...rest } of results) {
      const next = JSON.stringify({ ...rest, ...(errors && { errors: formatted(errors) }) });
      if (response.write(`event: next\ndata: ${next}\n\n`)) continue;
      // Nothing is taken from the feed before this is read, so that no more than one answer ever waits.
      await once(response, 'drain', { signal: AbortSignal.any([gone.signal, AbortSignal.timeout(timeoutMs)]) });
    }
    response.end('event: complete\ndata: \n\n');
  } finally {
    clearInterval(beat);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- so that it is read as a stream is
async function* only(result: ExecutionResult): AsyncGenerator<ExecutionResult, void> {
  yield result;
}

/** @throws GraphQLError for what is no request for a stream. */
async function askedIn(request: IncomingMessage): Promise<z.infer<typeof asked>> {
  const { accept = '', 'content-type': type = '', 'content-length': length } = request.headers;
  let body = '';
  if (accept.includes('text/event-stream') && /^application\/json\s*(;|$)/i.test(type) && Number(length) <= mostBytes)
    for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
  try {
    return asked.parse(JSON.parse(body));
  } catch {
    throw badRequest('Ask for text/event-stream, with a document as application/json.');
  }
}

/** @throws GraphQLError for what is no subscription, or too large. */
function documentOf(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null,
  variables: Readonly<Record<string, unknown>>,
): DocumentNode {
  const document = parsed(query);
  if (operationIn(schema, document, { operationName, variables }) !== OperationTypeNode.SUBSCRIPTION)
    throw badRequest('Here are subscriptions; queries and mutations go to /graphql.');
  return document;
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: mostTokens });
  } catch (error) {
    throw withCode((error as Error).message, 'GRAPHQL_PARSE_FAILED');
  }
}

const withCode = (message: string, code: string): GraphQLError => new GraphQLError(message, { extensions: { code } });
const badRequest = (message: string): GraphQLError => withCode(message, 'BAD_REQUEST');

const formatted = (errors: readonly Error[]): object[] =>
  errors.map((error) => formatError(error instanceof GraphQLError ? error.toJSON() : { message: '' }, error));
