import { GraphQLError } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { claimsOf, type Request } from '../access/who.js';
import type { Budgets } from '../access/budgets.js';
import type { TokenVerifier } from '../access/token-verifier.js';
import { formatError } from './errors.js';
import { mostBytes } from './query-limits.js';

/** What every request takes of a budget, whatever it asks for. */
const costOfRequest = 100;
/** How long somebody waits to be told that they ask too often: who asks again at once would keep us busy with that. */
const heldMs = 500;
/** So many are held at once; the others are told at once. */
const mostHeld = 1_000;

/**
 * Lets a request on only with a valid token, and with something left of its sender's budget, before anything of its body
 * is read: a stranger's document costs nothing, and mistakes cost their sender as much as anything else.
 */
export const tokenFirst = (tokens: () => TokenVerifier, budgets: () => Budgets) => {
  let held = 0;
  const hold = (then: () => void): void => {
    const told = (): void => {
      held--;
      then();
    };
    held++;
    if (held > mostHeld) told();
    else setTimeout(told, heldMs).unref();
  };
  return (request: IncomingMessage & Request, response: ServerResponse, next: () => void): void => {
    claimsOf(tokens(), request).then(
      ({ actor }) => {
        const seconds = budgets().wait(actor);
        if (seconds > 0) hold(() => refuse(request, response, new TooMany(seconds)));
        else {
          budgets().spend(actor, costOfRequest);
          next();
        }
      },
      (error: unknown) => refuse(request, response, error),
    );
  };
};

class TooMany extends GraphQLError {
  constructor(readonly seconds: number) {
    super(`You have asked for more than is answered at once. Ask again in ${seconds} s, for less at a time.`, {
      extensions: { code: 'TOO_MANY_REQUESTS' },
    });
  }
}

function refuse({ headers }: IncomingMessage, response: ServerResponse, error: unknown): void {
  const answer = formatError(error instanceof GraphQLError ? error.toJSON() : { message: '' }, error);
  const known = answer.extensions?.['code'] === 'UNAUTHENTICATED';
  const tooMany = error instanceof TooMany;
  // Node reads what is left of a short body; a long one, or one without an end, is not worth that.
  const short = Number(headers['content-length'] ?? Infinity) <= mostBytes;
  response.writeHead(known ? 401 : tooMany ? 429 : 500, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(known && { 'www-authenticate': 'Bearer' }),
    ...(tooMany && { 'retry-after': String(error.seconds) }),
    ...(!short && { connection: 'close' }),
  });
  response.end(JSON.stringify({ errors: [answer] }));
}
