import type { IncomingMessage, ServerResponse } from 'node:http';
import { claimsOf, type Request } from '../access/who.js';
import type { TokenVerifier } from '../access/token-verifier.js';
import { formatError } from './errors.js';
import { mostBytes } from './query-limits.js';

/** Lets a request on only with a valid token, before anything of its body is read: a stranger's document costs nothing. */
export const tokenFirst =
  (tokens: () => TokenVerifier) =>
  (request: IncomingMessage & Request, response: ServerResponse, next: () => void): void => {
    claimsOf(tokens(), request).then(
      () => next(),
      (error: unknown) => refuse(request, response, error),
    );
  };

function refuse({ headers }: IncomingMessage, response: ServerResponse, error: unknown): void {
  const answer = formatError({ message: '' }, error);
  const known = answer.extensions?.['code'] === 'UNAUTHENTICATED';
  // Node reads what is left of a short body; a long one, or one without an end, is not worth that.
  const short = Number(headers['content-length'] ?? Infinity) <= mostBytes;
  response.writeHead(known ? 401 : 500, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(known && { 'www-authenticate': 'Bearer' }),
    ...(!short && { connection: 'close' }),
  });
  response.end(JSON.stringify({ errors: [answer] }));
}
