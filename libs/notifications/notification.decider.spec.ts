import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { attemptResults, obstacles } from './email-words.js';
import { noticeKinds, sentenceOf } from './notice-kinds.js';
import { notification } from './notification.decider.js';
import { vacancy } from './vacancy.decider.js';

const { given } = specFor(notification);

const now = '2026-09-10T09:00:00.000Z';
const [earlier, later] = ['2026-09-10T08:59:59.000Z', '2026-09-10T09:02:00.000Z'];
const as = (actor: string): Context => ({
  actor,
  role: 'system',
  roles: ['system'],
  school: '900001',
  now,
  get policy(): never {
    throw new Error('who is told does not hang on the policy by then');
  },
});
const worker = as('daybook');
const recipient = '5f2b1c0e-8f65-4a7e-9d5a-0c4d3c0f7a11';
const [token, another] = ['0c4d3c0f-8f65-4a7e-9d5a-5f2b1c0e7a11', '1c4d3c0f-8f65-4a7e-9d5a-5f2b1c0e7a11'];
const by = { actor: 'daybook', role: 'system', at: earlier } as const;
const notice = {
  recipient,
  kind: 'incidentAlert',
  mandatory: true,
  about: { category: 'incident', id: token },
  causedBy: another,
  roles: ['dsl'],
  insteadOf: [],
};
const due = { type: 'NotificationDue', data: notice, by } as const;
const started = (giveUpAt = later) => ({ type: 'EmailStarted', data: { attempt: 1, token, giveUpAt }, by }) as const;
const failed = (retryAt?: string) =>
  ({ type: 'EmailFailed', data: { attempt: 1, ...(retryAt !== undefined && { retryAt }) }, by }) as const;
const begin = { token, giveUpAt: later };

describe('D6: each is told once', () => {
  it('of one event, however often it is read', () => {
    given([])
      .when('Notify', { notice }, worker)
      .then([{ type: 'NotificationDue', data: notice }]);
    given([due]).when('Notify', { notice }, worker).then([]);
  });

  it('and only the recipient marks it as read, once', () => {
    given([due])
      .when('MarkNotificationRead', {}, as(recipient))
      .then([{ type: 'NotificationRead', data: {} }]);
    given([due, { type: 'NotificationRead', data: {}, by }])
      .when('MarkNotificationRead', {}, as(recipient))
      .then([]);
    given([due]).when('MarkNotificationRead', {}, as(another)).thenRejected('NOT_FOUND');
    given([]).when('MarkNotificationRead', {}, as(recipient)).thenRejected('NOT_FOUND');
  });
});

describe('an e-mail is sent once at most', () => {
  it('its beginning is recorded before it goes out', () => {
    given([due])
      .when('BeginEmail', begin, worker)
      .then([{ type: 'EmailStarted', data: { attempt: 1, token, giveUpAt: later } }]);
  });

  it.each(obstacles)('it is not tried where there is an obstacle: %s', (obstacle) => {
    given([due])
      .when('BeginEmail', { ...begin, obstacle }, worker)
      .then([{ type: 'EmailNotSent', data: { because: obstacle } }]);
    given([due, { type: 'EmailNotSent', data: { because: obstacle }, by }])
      .when('BeginEmail', begin, worker)
      .then([]);
  });

  it('a second alarm begins nothing while the first attempt is under way', () => {
    given([due, started()])
      .when('BeginEmail', { ...begin, token: another }, worker)
      .then([]);
  });

  it.each(attemptResults)('an attempt that ended as %s is recorded, and only by the one that made it', (result) => {
    const event = {
      sent: 'EmailSent',
      failed: 'EmailFailed',
      refused: 'EmailRefused',
      uncertain: 'EmailUncertain',
    } as const;
    given([due, started()])
      .when('RecordEmailResult', { token, result }, worker)
      .then([{ type: event[result], data: { attempt: 1 } }]);
    given([due, started()]).when('RecordEmailResult', { token: another, result }, worker).then([]);
  });

  it.each(['EmailSent', 'EmailRefused', 'EmailUncertain'] as const)('nothing follows after %s', (type) => {
    const past = [due, started(), { type, data: { attempt: 1 }, by }];
    given(past).when('BeginEmail', begin, worker).then([]);
    given(past).when('GiveUpOnEmail', {}, worker).then([]);
    given(past).when('RecordEmailResult', { token, result: 'sent' }, worker).then([]);
  });

  it('what certainly failed is tried again when its time has come, and for ever no more after the last time', () => {
    given([due, started()])
      .when('RecordEmailResult', { token, result: 'failed', retryAt: later }, worker)
      .then([{ type: 'EmailFailed', data: { attempt: 1, retryAt: later } }]);
    given([due, started(), failed(later)])
      .when('BeginEmail', begin, worker)
      .then([]);
    given([due, started(), failed(earlier)])
      .when('BeginEmail', { ...begin, token: another }, worker)
      .then([{ type: 'EmailStarted', data: { attempt: 2, token: another, giveUpAt: later } }]);
    given([due, started(), failed()]).when('BeginEmail', begin, worker).then([]);
  });

  it('an attempt of which nothing is heard is uncertain after its time, and not before', () => {
    given([due, started()]).when('GiveUpOnEmail', {}, worker).then([]);
    given([due, started(earlier)])
      .when('GiveUpOnEmail', {}, worker)
      .then([{ type: 'EmailUncertain', data: { attempt: 1 } }]);
    given([due]).when('GiveUpOnEmail', {}, worker).then([]);
  });
});

describe('what is told', () => {
  it('names nobody and nothing of the matter: a kind has one sentence, the same for everybody', () => {
    for (const { sentence } of Object.values(noticeKinds)) expect(sentence).toMatch(/^[A-Z][a-z ]+\.$/);
  });

  it('a kind of another version still reads', () => {
    expect(sentenceOf('incidentAlert')).toBe('You have a report to review.');
    expect(sentenceOf('unknownHere')).toBe('Something needs your attention.');
  });
});

it('D23: a role without a holder is put on record once a day', () => {
  const found = { type: 'RoleFoundVacant', data: { role: 'dsl', on: '2026-09-10', fellTo: 'headteacher' } } as const;
  const spec = specFor(vacancy);
  spec.given([]).when('RecordVacancy', found.data, worker).then([found]);
  spec
    .given([{ ...found, by }])
    .when('RecordVacancy', found.data, worker)
    .then([]);
  const alone = { role: 'chairOfGovernors', on: '2026-09-10' };
  spec
    .given([])
    .when('RecordVacancy', alone, worker)
    .then([{ type: 'RoleFoundVacant', data: alone }]);
});
