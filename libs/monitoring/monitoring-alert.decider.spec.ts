import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { monitoringAlert } from './monitoring-alert.decider.js';
import type { MonitoringAlertEvent } from './monitoring.events.js';
import { everybodyKnown, known } from '../../test/support/known-people.js';

const { given } = specFor(monitoringAlert);

const morning = '2026-03-13T09:00:00.000Z';
const closing = '2026-03-13T17:00:00.000Z';
const monday = '2026-03-16T17:00:00.000Z';
const id = (nth: number): string => `00000000-0000-4000-8000-00000000000${nth}`;
const at = (now: string, actor = 'ben'): Context => ({
  actor,
  role: 'dsl',
  roles: ['dsl'],
  school: '900002',
  now,
  policy: packFor('stokes-wood', '2024-09')!,
  people: everybodyKnown,
});
const past = (...events: MonitoringAlertEvent[]) =>
  events.map((event) => ({ ...event, by: { actor: 'vendor', role: 'system', at: morning } as const }));

const alert = {
  source: id(1),
  door: 'upload',
  occurredAt: '2026-03-13T08:00:00.000Z',
  grade: '5',
  highRisk: true,
  contentKind: 'term',
  content: 'a term',
  person: id(2),
} as const;
const expiresAt = '2027-03-13T09:00:00.000Z';
const received: MonitoringAlertEvent = { type: 'AlertReceived', data: { ...alert, expiresAt } };
const alarm: MonitoringAlertEvent = {
  type: 'HighRiskAlerted',
  data: { roles: ['dsl', 'deputyDsl', 'onlineSafetyLead'], lookBy: closing },
};
const escalated = (lookBy: string): MonitoringAlertEvent => ({
  type: 'AlertEscalated',
  data: { to: 'headteacher', lookBy },
});
const looked: MonitoringAlertEvent = { type: 'AlertLookedAt', data: {} };
const attached: MonitoringAlertEvent = { type: 'AlertAttached', data: { incident: id(3) } };
const expired: MonitoringAlertEvent = { type: 'RawAlertExpired', data: {} };

describe('D21: an alert is taken in once, and a high risk goes the same-day route', () => {
  it('alerts the DSL’s team of a high risk, to look the same working day', () => {
    given([]).when('RecordAlert', alert, at(morning)).then([received, alarm]);
    given(past(received)).when('RecordAlert', alert, at(morning)).thenRejected('ALREADY_EXISTS', 'D21');
    given([])
      .when('RecordAlert', { ...alert, highRisk: false }, at(morning))
      .then([{ type: 'AlertReceived', data: { ...alert, highRisk: false, expiresAt } }]);
    given([])
      .when('RecordAlert', { ...alert, occurredAt: closing }, at(morning))
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D21');
  });

  it('names nobody who is not on the list of the school', () => {
    const noOne = { ...at(morning), people: known({}) };
    given([]).when('RecordAlert', alert, noOne).thenRejected('PERSON_UNKNOWN', 'D21');
    const { source, door, occurredAt, grade, contentKind, content } = alert;
    const unnamed = { source, door, occurredAt, grade, highRisk: false, contentKind, content } as const;
    given([])
      .when('RecordAlert', unnamed, noOne)
      .then([{ type: 'AlertReceived', data: { ...unnamed, expiresAt } }]);
  });

  it('wants one that comes on a Friday evening looked at on Monday', () => {
    given([])
      .when('RecordAlert', alert, at(closing))
      .then([
        { type: 'AlertReceived', data: { ...alert, expiresAt: '2027-03-13T17:00:00.000Z' } },
        { type: 'HighRiskAlerted', data: { ...alarm.data, lookBy: monday } },
      ]);
  });

  it('passes what nobody looked at on to the headteacher, every working day anew', () => {
    const unseen = past(received, alarm);
    given(unseen).when('EscalateAlert', {}, at(morning)).then([]);
    given(unseen)
      .when('EscalateAlert', {}, at(closing))
      .then([escalated(monday)]);
    given([...unseen, ...past(escalated(monday))])
      .when('EscalateAlert', {}, at(monday))
      .then([escalated('2026-03-17T17:00:00.000Z')]);
    given([...unseen, ...past(looked)])
      .when('EscalateAlert', {}, at(closing))
      .then([]);
    given([...unseen, ...past(attached)])
      .when('EscalateAlert', {}, at(closing))
      .then([]);
  });
});

describe('D21: somebody looks, and says what it was', () => {
  it('who looked is on record once; a decision may be taken again', () => {
    given(past(received)).when('LookAtAlert', {}, at(morning)).then([looked]);
    given(past(received, looked)).when('LookAtAlert', {}, at(morning)).then([]);
    given(past(received, looked))
      .when('DecideAlert', { disposition: 'falsePositive', note: 'Homework.' }, at(morning))
      .then([{ type: 'AlertDecided', data: { disposition: 'falsePositive', note: 'Homework.' } }]);
  });

  it('never about themselves, and not where it is not there or has expired (D6)', () => {
    const decide = { disposition: 'truePositive' } as const;
    given(past(received))
      .when('DecideAlert', decide, at(morning, id(2)))
      .thenRejected('OWN_CASE', 'D6');
    given([]).when('DecideAlert', decide, at(morning)).thenRejected('NOT_FOUND');
    given(past(received, expired)).when('DecideAlert', decide, at(morning)).thenRejected('WRONG_STATE', 'D21');
  });

  it('becomes part of one case', () => {
    given(past(received))
      .when('AttachAlert', { incident: id(3) }, at(morning))
      .then([attached]);
    given(past(received, attached))
      .when('AttachAlert', { incident: id(4) }, at(morning))
      .thenRejected('WRONG_STATE', 'D21');
    given(past(received))
      .when('NoteAlertAttached', { incident: id(3) }, at(morning))
      .then([attached]);
    given(past(received, attached))
      .when('NoteAlertAttached', { incident: id(3) }, at(morning))
      .then([]);
  });
});

describe('D21: a raw alert ends with its retention, unless it is part of a case', () => {
  it('on the day, once', () => {
    given(past(received)).when('ExpireAlert', {}, at('2027-03-13T08:59:59.999Z')).then([]);
    given(past(received)).when('ExpireAlert', {}, at(expiresAt)).then([expired]);
    given(past(received, expired)).when('ExpireAlert', {}, at(expiresAt)).then([]);
    given(past(received, attached)).when('ExpireAlert', {}, at(expiresAt)).then([]);
  });
});
