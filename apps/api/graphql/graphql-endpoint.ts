import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cutOff } from '../http/cut-off.js';
import { mostBytes } from './query-limits.js';
import { sendExplorer } from './explorer.js';
import type { tokenFirst } from './token-first.js';
import { requestSpan } from '../http/request-span.js';

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Hands the usual request for GraphQL, a short JSON body by POST, to Apollo as it comes. On its way through Express's
 * routes and parsers it took a tenth of all its processor time. A query by GET is in the address, and a browser that asks
 * for a page gets the explorer. Whatever is unusual goes to `others`, which refuse it or can read it.
 */
export const graphqlEndpoint =
  (server: () => ApolloServer, knownFirst: ReturnType<typeof tokenFirst>, others: Listener): Listener =>
  (request, response) => {
    const run = (asked: Asked): void =>
      requestSpan(request, response, () => {
        // Apollo answers what goes wrong in a request; this is what went wrong in answering.
        answer(server(), request, response, asked).catch((error: unknown) =>
          cutOff(response, 'a request was not answered', error),
        );
      });
    const [path, search = ''] = (request.url ?? '').split(/(?=\?)/);
    if (path === '/graphql' && request.method === 'GET') {
      if (search === '' && wantsPage(request)) sendExplorer(response);
      else knownFirst(request, response, () => run({ method: 'GET', search, body: undefined }));
    } else if (!isUsual(request)) others(request, response);
    else
      knownFirst(request, response, () =>
        bodyOf(request, (text) => {
          const body = parsed(text);
          if (body === undefined) refuseUnread(response);
          else run({ method: 'POST', search: '', body });
        }),
      );
  };

interface Asked {
  readonly method: 'GET' | 'POST';
  /** What an address says after its path, with the `?`. */
  readonly search: string;
  readonly body: unknown;
}

const wantsPage = ({ headers }: IncomingMessage): boolean => /\btext\/html\b/.test(headers.accept ?? '');

const utf8Json = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i;

function isUsual({ method, url, headers }: IncomingMessage): boolean {
  const { 'content-type': type, 'content-length': length, 'content-encoding': encoding } = headers;
  return (
    method === 'POST' &&
    url === '/graphql' &&
    encoding === undefined &&
    utf8Json.test(type ?? '') &&
    Number(length) <= mostBytes
  );
}

/** Of a sender who goes away in the middle nothing is heard any more. */
function bodyOf(request: IncomingMessage, then: (body: string) => void): void {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (part: string) => (body += part));
  request.once('end', () => then(body));
}

async function answer(
  server: ApolloServer,
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
): Promise<void> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, [value].flat().join(', '));
  const given = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { ...asked, headers },
    context: () => Promise.resolve({ req: request }),
  });
  if (given.body.kind === 'chunked') throw new Error('answers are given whole');
  const body = Buffer.from(given.body.string);
  response.writeHead(given.status ?? 200, {
    ...Object.fromEntries(given.headers),
    'content-length': body.length,
    // Every answer may hold personal data: no browser or proxy keeps one.
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** What is no JSON is not quoted: it may be anything. */
function refuseUnread(response: ServerResponse): void {
  const message = 'The request cannot be read: its body must be valid JSON.';
  response.writeHead(400, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
