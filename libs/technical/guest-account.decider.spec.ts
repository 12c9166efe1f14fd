import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { guestAccount } from './guest-account.decider.js';
import type { GuestAccountEvent } from './guest-account.events.js';

const { given } = specFor(guestAccount);
const as = (role: Role, at: string): Context => ({
  actor: 'ann',
  role,
  roles: [role],
  school: '900001',
  now: at,
  get policy(): never {
    throw new Error('a guest account asks no policy');
  },
});
const now = '2026-03-12T09:00:00.000Z';
const office = as('officeManager', now);
const did = (event: GuestAccountEvent) => ({ ...event, by: { actor: 'ann', role: 'officeManager' as const, at: now } });

const account = { guest: 'g', name: 'Sam Supply', kind: 'supplyStaff', access: 'Registers of Year 4.' } as const;
const friday = { lastDay: '2026-03-13', remindAt: '2026-03-13T08:00:00.000Z', endsAt: '2026-03-13T17:00:00.000Z' };
const opened = { type: 'GuestAccountOpened', data: { ...account, ...friday } } as const satisfies GuestAccountEvent;
const closed = { type: 'GuestAccountClosed', data: { how: 'Disabled.' } } as const satisfies GuestAccountEvent;
const reminded = {
  type: 'GuestAccountEndsToday',
  data: { lastDay: friday.lastDay, alert: ['technician', 'networkManager'] },
} as const satisfies { type: string; data: unknown };

describe('SL11: a guest has an account for a time', () => {
  it('which has an end, today at the earliest and within a year', () => {
    given([])
      .when('OpenGuestAccount', { ...account, lastDay: friday.lastDay }, office)
      .then([opened]);
    const ending = (lastDay: string) => given([]).when('OpenGuestAccount', { ...account, lastDay }, office);
    ending('2026-03-11').thenRejected('END_DATE_IN_THE_PAST', 'SL11');
    ending('2027-03-13').thenRejected('END_DATE_TOO_FAR', 'SL11');
    given([did(opened)])
      .when('OpenGuestAccount', { ...account, lastDay: friday.lastDay }, office)
      .thenRejected('ALREADY_EXISTS', 'SL11');
  });

  it('and may stay longer for a reason; summer time moves the end with the clock', () => {
    const reason = 'The class teacher is still ill.';
    given([did(opened)])
      .when('ExtendGuestAccount', { lastDay: '2026-03-30', reason }, office)
      .then([
        {
          type: 'GuestAccountExtended',
          data: {
            reason,
            lastDay: '2026-03-30',
            remindAt: '2026-03-30T07:00:00.000Z',
            endsAt: '2026-03-30T16:00:00.000Z',
          },
        },
      ]);
    given([did(opened)])
      .when('ExtendGuestAccount', { lastDay: '2026-03-13', reason }, office)
      .thenRejected('END_DATE_NOT_LATER', 'SL11');
    given([]).when('ExtendGuestAccount', { lastDay: '2026-03-30', reason }, office).thenRejected('NOT_FOUND');
  });

  it('until somebody confirms that it is closed, once', () => {
    given([did(opened)])
      .when('ConfirmGuestAccountClosed', closed.data, office)
      .then([closed]);
    given([did(opened), did(closed)])
      .when('ConfirmGuestAccountClosed', closed.data, office)
      .thenRejected('WRONG_STATE', 'SL11');
  });
});

describe('SL11: an account that ends is not forgotten', () => {
  it('those who close it are reminded on its last day, once', () => {
    const remind = (past: readonly GuestAccountEvent[], at: string) =>
      given(past.map(did)).when('RemindOfGuestAccount', {}, as('system', at));
    remind([opened], '2026-03-12T23:00:00.000Z').then([]);
    remind([opened], friday.remindAt).then([
      { ...reminded, data: { ...reminded.data, alert: [...reminded.data.alert] } },
    ]);
    remind([opened, { ...reminded, data: { ...reminded.data, alert: [] } }], friday.remindAt).then([]);
    remind([opened, closed], friday.remindAt).then([]);
  });

  it('and one after the other when nobody confirms it, over a weekend too', () => {
    const ring = (past: readonly GuestAccountEvent[], at: string) =>
      given(past.map(did)).when('RaiseOverdueGuestAccount', {}, as('system', at));
    const first: GuestAccountEvent = {
      type: 'GuestAccountOverdue',
      data: {
        endsAt: friday.endsAt,
        alarm: 1,
        alert: ['technician', 'networkManager'],
        next: '2026-03-16T17:00:00.000Z',
      },
    };
    ring([opened], '2026-03-13T16:59:59.999Z').then([]);
    ring([opened], friday.endsAt).then([first]);
    ring([opened, first], '2026-03-16T17:00:00.000Z').then([
      {
        type: 'GuestAccountOverdue',
        data: {
          endsAt: '2026-03-16T17:00:00.000Z',
          alarm: 2,
          alert: ['onlineSafetyLead'],
          next: '2026-03-17T17:00:00.000Z',
        },
      },
    ]);
    ring([opened, first, closed], '2026-03-16T17:00:00.000Z').then([]);
  });
});
