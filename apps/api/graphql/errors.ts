import { unwrapResolverError } from '@apollo/server/errors';
import {
  BadRequestException,
  Catch,
  HttpException,
  Logger,
  NotFoundException,
  type ArgumentsHost,
  type ValidationError,
} from '@nestjs/common';
import type { GqlContextType, GqlExceptionFilter } from '@nestjs/graphql';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { randomUUID } from 'node:crypto';
import { brokenRules, InvalidCommand, type BrokenRule } from '#libs/eventing/commands/command-of.js';
import { EventStoreUnavailable } from '#libs/eventing/log/retry-window.js';
import { UnfitData } from '#libs/eventing/schemas/event-codec.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';

/** No valid token came with the request. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
}

/** The token is good, but none of its roles may do this. */
export class Forbidden extends Error {
  /** `roles` are those that may. */
  constructor(
    readonly clause: string,
    roles: readonly string[] = [],
  ) {
    const whose = roles.length === 0 ? '' : ` These may (${clause}): ${roles.join(', ')}.`;
    super(`None of your roles may do this.${whose}`);
  }
}

/** Who signed in like this is not known yet. */
export class NotLinked extends Forbidden {
  constructor() {
    super('SL2');
    this.message =
      'It is not on record yet whose sign-in this is. Give the office or the head its id (`ownSignIn`), to link it to you.';
  }
}

/** The read model did not reach the asked-for position in time. */
export class NotThereYet extends Error {
  override readonly name = 'NotThereYet';
}

/** Input that breaks the rules of its fields. Names the fields and rules, never the values. */
export class BadInput extends Error {
  constructor(readonly fields: readonly BrokenRule[]) {
    super(fields.map(({ rule }) => rule).join('; '));
  }
}

const logger = new Logger('api');

/** The only place where an error becomes an answer. What is not foreseen answers an id, and its trace goes to the log. */
export function formatError(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  const error = unwrapResolverError(thrown);
  const { path } = formatted;
  const answer = (message: string, code: string, more: Record<string, unknown> = {}): GraphQLFormattedError => ({
    message,
    ...(path && { path }),
    extensions: { code, ...more },
  });
  if (error instanceof Rejection)
    return answer(error.message, error.code, error.clause ? { clause: error.clause } : {});
  if (error instanceof Unauthenticated) return answer(error.message, 'UNAUTHENTICATED');
  if (error instanceof Forbidden) return answer(error.message, 'FORBIDDEN', { clause: error.clause });
  // A plain route builds its command out of what came in.
  if (error instanceof BadInput || error instanceof InvalidCommand)
    return answer(error.message, 'BAD_USER_INPUT', { fields: error.fields });
  if (error instanceof UnfitData) {
    // The field should have been refused before; its name is what is needed to mend that.
    logger.warn(`${error.message}\n${traceOf(error)}`);
    const fields = error.fields.map((field) => ({ field, rule: `${field} has a value that cannot be recorded` }));
    return answer(fields.map(({ rule }) => rule).join('; '), 'BAD_USER_INPUT', { fields });
  }
  if (error instanceof NotThereYet) return answer(error.message, 'NOT_THERE_YET');

  if (error instanceof EventStoreUnavailable)
    return answer(
      'The record does not answer just now. Send a command again with the same commandId: it is done once.',
      'EVENT_STORE_UNAVAILABLE',
    );

  const code = formatted.extensions?.['code'];
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR')
    return answer(withoutValues(formatted.message), code);
  // Apollo gives a persisted query that does not fit its hash a status, and no code.
  if (error instanceof GraphQLError && isSendersFault(error))
    return answer(withoutValues(error.message), 'BAD_REQUEST');

  const id = randomUUID();
  logger.error(`${id} ${traceOf(error)}`);
  return answer('Something went wrong on our side. Give this id to your administrator.', 'INTERNAL_SERVER_ERROR', {
    id,
  });
}

const isSendersFault = ({ extensions: { http } }: GraphQLError): boolean =>
  Math.floor(((http as { status?: number } | undefined)?.status ?? 0) / 100) === 4;

/** GraphQL quotes what it could not read; that may be a child's name. */
function withoutValues(message: string): string {
  if (message.endsWith('tokens. Parsing aborted.')) return 'The document is too long.';
  if (message.startsWith('Syntax Error')) return 'The document is not valid GraphQL.';
  return message
    .replace(/got invalid value .+?(?=; | at "|$)/s, 'got an invalid value')
    .replace(/Value "(?:[^"\\]|\\.)*" does not exist/gs, 'The value does not exist')
    .replace(/ value: .+/s, ' value.')
    .replace(/, found .+/s, '.');
}

/** What a plain route answers through. */
interface HttpResponse {
  readonly headersSent: boolean;
  destroy(): unknown;
  status(status: number): { json(body: object): unknown };
}

/** Hands every error on to `formatError` as it is; Nest's own handler would write it to the log whole. */
@Catch()
export class PassOn implements GqlExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<GqlContextType>() === 'graphql') return error;
    const response = host.switchToHttp().getResponse<HttpResponse>();
    // What is half sent can only be cut off.
    if (response.headersSent) return response.destroy();
    const { status, body } = httpAnswer(error);
    // What goes wrong before GraphQL reads a request is told as GraphQL tells it.
    const asGraphql = /^\/graphql(?:[/?]|$)/.test(host.switchToHttp().getRequest<{ url: string }>().url);
    const { message, ...extensions } = body;
    return response.status(status).json(asGraphql ? { errors: [{ message, extensions }] } : body);
  }
}

/** What is ours for a while is 503, so that a client sends it again; what is ours for good is 500. */
const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  NOT_THERE_YET: 503,
  EVENT_STORE_UNAVAILABLE: 503,
};

/** The codes of what is refused before a route has seen it. */
const codesAtTheDoor: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  404: 'NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** In our words: those of a parser or a router quote what was sent. */
function messageAtTheDoor(error: HttpException): string {
  if (error instanceof BadRequestException) return 'The request cannot be read: its body must be valid JSON.';
  if (error instanceof NotFoundException) return 'There is nothing at this address, or not by this method.';
  if (error.getStatus() === 415) return 'Send the body in UTF-8, not compressed, or by gzip, deflate or br.';
  return error.message;
}

/** The answer of a plain route: the same codes and clauses as in GraphQL, under the status that fits. */
function httpAnswer(error: unknown): { status: number; body: { readonly message: string } } {
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const code = codesAtTheDoor[status] ?? 'BAD_REQUEST';
    return { status, body: { message: messageAtTheDoor(error), ...{ code } } };
  }
  const { message, extensions = {} } = formatError({ message: '' }, error);
  const status = error instanceof Rejection ? 409 : statuses[String(extensions['code'])];
  return { status: status ?? 500, body: { message, ...extensions } };
}

/** Where it happened and what kind it is, without the message: a database's may quote a row. */
function traceOf(error: unknown): string {
  const { name, code, stack } = error as { name?: unknown; code?: unknown; stack?: unknown };
  const frames =
    typeof stack === 'string'
      ? stack
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
          .join('\n')
      : '';
  return `${[name, code].filter((part) => typeof part === 'string').join(' ')}\n${frames}`;
}

/** So many faults of an input are told at once; who mends these is told the others. */
const mostFaults = 20;

/** What the validation pipe throws. */
export const badInput = (errors: readonly ValidationError[]): BadInput =>
  new BadInput(brokenRules(errors).slice(0, mostFaults));
