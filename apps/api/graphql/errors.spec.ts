import { PayloadTooLargeException, type ArgumentsHost } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { EventStoreUnavailable } from '#libs/eventing/log/retry-window.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { BadInput, Forbidden, NotThereYet, PassOn, Unauthenticated } from './errors.js';

/** What a plain route answers when this is thrown in it. */
function answerTo(error: unknown): { status?: number; body?: object } {
  const answered: { status?: number; body?: object } = {};
  const response = {
    headersSent: false,
    status: (status: number) => ({ json: (body: object) => Object.assign(answered, { status, body }) }),
  };
  const host: ArgumentsHost = new ExecutionContextHost([{}, response]);
  new PassOn().catch(error, host);
  return answered;
}

describe('a plain route', () => {
  it.each<[number, string, Error]>([
    [401, 'UNAUTHENTICATED', new Unauthenticated('Send a token.')],
    [403, 'FORBIDDEN', new Forbidden('SL6')],
    [400, 'BAD_USER_INPUT', new BadInput([{ field: 'id', rule: 'id must be a UUID' }])],
    [409, 'WRONG_STATE', new Rejection('WRONG_STATE', 'It is closed.')],
    [503, 'NOT_THERE_YET', new NotThereYet('not yet')],
    [503, 'EVENT_STORE_UNAVAILABLE', new EventStoreUnavailable()],
    [500, 'INTERNAL_SERVER_ERROR', new Error('secret')],
  ])('answers %i for %s: a client that may send again is told so', (status, code, error) => {
    expect(answerTo(error)).toMatchObject({ status, body: { code } });
  });

  it('says nothing of what went wrong on our side but an id', () => {
    expect(JSON.stringify(answerTo(new Error('secret')))).not.toContain('secret');
  });

  it('keeps the status of what is refused before it is read', () => {
    expect(answerTo(new PayloadTooLargeException('too much'))).toMatchObject({ status: 413 });
  });
});
