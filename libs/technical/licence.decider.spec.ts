import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { licence } from './licence.decider.js';
import type { LicenceEvent } from './licence.events.js';

const { given } = specFor(licence);
const as = (role: Role, at: string): Context => ({
  actor: 'ola',
  role,
  roles: [role],
  school: '900001',
  now: at,
  get policy(): never {
    throw new Error('licences ask no policy');
  },
});
const now = '2026-03-12T09:00:00.000Z';
const office = as('officeManager', now);
const did = (event: LicenceEvent) => ({ ...event, by: { actor: 'ola', role: 'officeManager' as const, at: now } });

const bought = { product: 'Phonics Pro', purchased: 30, everyMonths: 4 };
const recorded = {
  type: 'LicenceRecorded',
  data: { ...bought, reconcileBy: '2026-07-13T16:00:00.000Z' },
} as const satisfies LicenceEvent;
const ended = { type: 'LicenceEnded', data: { reason: 'Replaced.' } } as const satisfies LicenceEvent;
const why = {
  explanation: 'Two laptops came from another school.',
  action: 'Remove it there.',
  actionBy: '2026-03-20',
};

describe('SL11: the office reconciles purchased licences with installations', () => {
  it('from the day they come into the log, regularly', () => {
    given([]).when('RecordLicence', bought, office).then([recorded]);
    given([did(recorded)])
      .when('RecordLicence', bought, office)
      .thenRejected('ALREADY_EXISTS', 'SL11');
  });

  it('equal numbers need nothing more', () => {
    given([did(recorded)])
      .when('ReconcileLicences', { installed: 30 }, office)
      .then([
        {
          type: 'LicencesReconciled',
          data: { purchased: 30, installed: 30, reconcileBy: '2026-07-13T16:00:00.000Z' },
        },
      ]);
  });

  it.each([28, 32])('with %s installed instead of 30, a difference needs an explanation and an action', (installed) => {
    const reconcile = (more: Partial<typeof why>) =>
      given([did(recorded)]).when('ReconcileLicences', { installed, ...more }, office);
    reconcile({}).thenRejected('REASON_MISSING', 'SL11');
    reconcile({ explanation: why.explanation }).thenRejected('ACTION_MISSING', 'SL11');
    reconcile({ explanation: why.explanation, action: why.action }).thenRejected('ACTION_MISSING', 'SL11');
    reconcile({ ...why, actionBy: '2026-03-11' }).thenRejected('END_DATE_IN_THE_PAST', 'SL11');
    reconcile(why).then([
      {
        type: 'LicencesReconciled',
        data: { purchased: 30, installed, ...why, reconcileBy: '2026-03-20T17:00:00.000Z' },
      },
    ]);
  });

  it('against the number that is held by then', () => {
    const more = { type: 'LicencesPurchased', data: { purchased: 32, reason: 'A bigger class.' } } as const;
    given([did(recorded)])
      .when('RecordLicencesPurchased', more.data, office)
      .then([more]);
    given([did(recorded), did(more)])
      .when('ReconcileLicences', { installed: 32 }, office)
      .then([
        {
          type: 'LicencesReconciled',
          data: { purchased: 32, installed: 32, reconcileBy: '2026-07-13T16:00:00.000Z' },
        },
      ]);
  });

  it('until the product goes', () => {
    given([did(recorded)])
      .when('EndLicence', ended.data, office)
      .then([ended]);
    given([did(recorded), did(ended)])
      .when('ReconcileLicences', { installed: 30 }, office)
      .thenRejected('WRONG_STATE', 'SL11');
    given([]).when('ReconcileLicences', { installed: 30 }, office).thenRejected('NOT_FOUND');
  });

  it('and the head hears when the office does not', () => {
    const due = '2026-07-13T16:00:00.000Z';
    const first: LicenceEvent = {
      type: 'LicenceReconciliationOverdue',
      data: { reconcileBy: due, alarm: 1, alert: ['officeManager'], next: '2026-07-14T16:00:00.000Z' },
    };
    const ring = (past: readonly LicenceEvent[], at: string) =>
      given(past.map(did)).when('RaiseOverdueReconciliation', {}, as('system', at));
    ring([recorded], '2026-07-13T15:59:59.999Z').then([]);
    ring([recorded], due).then([first]);
    ring([recorded, first], '2026-07-14T16:00:00.000Z').then([
      {
        type: 'LicenceReconciliationOverdue',
        data: { reconcileBy: '2026-07-14T16:00:00.000Z', alarm: 2, alert: ['headteacher'] },
      },
    ]);
    ring([recorded, first, ended], '2026-07-14T16:00:00.000Z').then([]);
  });
});
