import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { breach } from './breach.decider.js';
import type { BreachEvent } from './breach.events.js';
import { technicalIncident } from './technical-incident.decider.js';
import type { TechnicalIncidentEvent } from './technical-incident.events.js';

/** A Friday afternoon. */
const now = '2026-03-13T15:00:00.000Z';
const as = (role: Role, at = now): Context => ({
  actor: 'tom',
  role,
  roles: [role],
  school: '900001',
  now: at,
  get policy(): never {
    throw new Error('the law asks no policy');
  },
});
const by = { actor: 'tom', role: 'technician' as const, at: now };
const text = 'What was written.';

describe('SL11: users report technical incidents to those who can act', () => {
  const { given } = specFor(technicalIncident);
  const report = {
    kind: 'phishing',
    potential: false,
    noticedAt: '2026-03-13T14:00:00.000Z',
    description: text,
  } as const;
  const reported: TechnicalIncidentEvent = {
    type: 'TechnicalIncidentReported',
    data: { ...report, triageBy: '2026-03-13T19:00:00.000Z' },
  };
  const triaged: TechnicalIncidentEvent = { type: 'TechnicalIncidentTriaged', data: { severity: 'high', note: text } };
  const contained: TechnicalIncidentEvent = { type: 'TechnicalIncidentContained', data: { how: text } };
  const resolved: TechnicalIncidentEvent = { type: 'TechnicalIncidentResolved', data: { how: text } };
  const touched: TechnicalIncidentEvent = { type: 'PersonalDataTouched', data: { awareAt: now, note: text } };
  const past = (...events: TechnicalIncidentEvent[]) => given(events.map((event) => ({ ...event, by })));

  it('once, and not ahead of time', () => {
    past().when('ReportTechnicalIncident', report, as('teacher')).then([reported]);
    past(reported).when('ReportTechnicalIncident', report, as('teacher')).thenRejected('ALREADY_EXISTS', 'SL11');
    past()
      .when('ReportTechnicalIncident', { ...report, noticedAt: '2026-03-13T15:00:00.001Z' }, as('teacher'))
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'SL11');
  });

  it('it is triaged, then contained, then resolved', () => {
    const technician = as('technician');
    past(reported).when('TriageTechnicalIncident', { severity: 'high', note: text }, technician).then([triaged]);
    past(reported, triaged).when('ContainTechnicalIncident', { how: text }, technician).then([contained]);
    past(reported, triaged, contained).when('ResolveTechnicalIncident', { how: text }, technician).then([resolved]);
    past(reported).when('ContainTechnicalIncident', { how: text }, technician).thenRejected('WRONG_STATE', 'SL11');
    past(reported, triaged)
      .when('ResolveTechnicalIncident', { how: text }, technician)
      .thenRejected('WRONG_STATE', 'SL11');
    past().when('ResolveTechnicalIncident', { how: text }, technician).thenRejected('NOT_FOUND');
  });

  it('that personal data are touched can be found out at any time, once', () => {
    past(reported, triaged, contained, resolved)
      .when('ReportPersonalDataTouched', { awareAt: now, note: text }, as('technician'))
      .then([touched]);
    past(reported, touched)
      .when('ReportPersonalDataTouched', { awareAt: now, note: text }, as('technician'))
      .thenRejected('ALREADY_EXISTS', 'D40');
  });

  it('a report that nobody looks at is told to one after the other', () => {
    const first: TechnicalIncidentEvent = {
      type: 'TechnicalIncidentUntriaged',
      data: {
        triageBy: '2026-03-13T19:00:00.000Z',
        alarm: 1,
        alert: ['networkManager', 'technician'],
        next: '2026-03-16T17:00:00.000Z',
      },
    };
    past(reported).when('RaiseUntriagedIncident', {}, as('system', '2026-03-13T18:59:59.999Z')).then([]);
    past(reported).when('RaiseUntriagedIncident', {}, as('system', '2026-03-13T19:00:00.000Z')).then([first]);
    past(reported, triaged).when('RaiseUntriagedIncident', {}, as('system', '2026-03-14T19:00:00.000Z')).then([]);
  });
});

describe('D40: a breach of personal data is told to the ICO within 72 hours of when the school knew', () => {
  const { given } = specFor(breach);
  const notifyBy = '2026-03-16T15:00:00.000Z';
  const opened: BreachEvent = {
    type: 'BreachOpened',
    data: { awareAt: now, warnAt: '2026-03-15T15:00:00.000Z', notifyBy },
  };
  const assessed = (risk: 'unlikely' | 'likely' | 'high'): BreachEvent => ({
    type: 'BreachAssessed',
    data: { risk, people: 30, what: text },
  });
  const notified: BreachEvent = { type: 'IcoNotified', data: { notifiedAt: notifyBy } };
  const notNotified: BreachEvent = { type: 'IcoNotNotified', data: { reasons: text } };
  const told: BreachEvent = { type: 'PeopleToldOfBreach', data: { toldAt: now, how: text } };
  const closed: BreachEvent = { type: 'BreachClosed', data: { lessons: text } };
  const past = (...events: BreachEvent[]) => given(events.map((event) => ({ ...event, by })));
  const head = (at = now) => as('headteacher', at);

  it('which run over the weekend', () => {
    past().when('OpenBreach', { awareAt: now }, head()).then([opened]);
    past(opened).when('OpenBreach', { awareAt: now }, head()).thenRejected('ALREADY_EXISTS', 'D40');
    past()
      .when('OpenBreach', { awareAt: '2026-03-13T15:00:00.001Z' }, head())
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D40');
  });

  it('later only with the reason for the delay', () => {
    const late = '2026-03-16T15:00:00.001Z';
    past(opened).when('RecordIcoNotified', { notifiedAt: notifyBy }, head(notifyBy)).then([notified]);
    past(opened).when('RecordIcoNotified', { notifiedAt: late }, head(late)).thenRejected('REASON_MISSING', 'D40');
    past(opened)
      .when('RecordIcoNotified', { notifiedAt: late, lateBecause: text }, head(late))
      .then([{ type: 'IcoNotified', data: { notifiedAt: late, lateBecause: text } }]);
  });

  it('not at all only where harm is unlikely, with the reasons', () => {
    past(opened, assessed('unlikely')).when('RecordIcoNotNotified', { reasons: text }, head()).then([notNotified]);
    for (const more of [[], [assessed('likely')], [assessed('high')]])
      past(opened, ...more)
        .when('RecordIcoNotNotified', { reasons: text }, head())
        .thenRejected('NOTIFICATION_MANDATORY', 'D40');
    past(opened, assessed('unlikely'), notNotified)
      .when('AssessBreach', { risk: 'likely', people: 30, what: text }, head())
      .thenRejected('NOTIFICATION_MANDATORY', 'D40');
  });

  it('where the risk is high those concerned are told too, before it is closed', () => {
    past(opened).when('CloseBreach', { lessons: text }, head()).thenRejected('WRONG_STATE', 'D40');
    past(opened, assessed('high'), notified)
      .when('CloseBreach', { lessons: text }, head())
      .thenRejected('NOTIFICATION_MANDATORY', 'D40');
    past(opened, assessed('high'), notified).when('RecordPeopleTold', { toldAt: now, how: text }, head()).then([told]);
    past(opened, assessed('high'), notified, told).when('CloseBreach', { lessons: text }, head()).then([closed]);
    past(opened, closed).when('CloseBreach', { lessons: text }, head()).thenRejected('WRONG_STATE', 'D40');
    past().when('CloseBreach', { lessons: text }, head()).thenRejected('NOT_FOUND');
  });

  it('with a warning a day before they end, and an alarm when they have', () => {
    const warn = (at: string, ...more: BreachEvent[]) =>
      past(opened, ...more).when('WarnOfBreachDeadline', {}, as('system', at));
    const near: BreachEvent = {
      type: 'BreachDeadlineNear',
      data: { notifyBy, alert: ['headteacher', 'seniorLeader', 'onlineSafetyLead'] },
    };
    warn('2026-03-15T14:59:59.999Z').then([]);
    warn('2026-03-15T15:00:00.000Z').then([near]);
    warn('2026-03-15T15:00:00.000Z', near).then([]);
    warn('2026-03-15T15:00:00.000Z', notified).then([]);
    const ring = (at: string, ...more: BreachEvent[]) =>
      past(opened, ...more).when('RaiseMissedBreachDeadline', {}, as('system', at));
    ring('2026-03-16T14:59:59.999Z').then([]);
    ring(notifyBy).then([
      {
        type: 'BreachDeadlineMissed',
        data: { notifyBy, alarm: 1, alert: ['headteacher', 'seniorLeader'], next: '2026-03-17T17:00:00.000Z' },
      },
    ]);
    ring(notifyBy, notified).then([]);
    ring(notifyBy, assessed('unlikely'), notNotified).then([]);
  });
});
