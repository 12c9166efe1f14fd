import fc from 'fast-check';
import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { deviceSheet, type DeviceSheet } from './device-sheet.decider.js';
import type { DeviceSheetEvent } from './device-sheet.events.js';
import { everybodyKnown, known } from '../../test/support/known-people.js';

const { given } = specFor(deviceSheet);
/** A Thursday. */
const now = '2026-03-12T08:45:00.000Z';
const as = (role: Role, at = now, people: Context['people'] = everybodyKnown): Context => ({
  actor: 'tea',
  role,
  roles: [role],
  school: '900002',
  now: at,
  people,
  get policy(): never {
    throw new Error('a sheet asks no policy');
  },
});
const teacher = as('teacher');
const by = { actor: 'tea', role: 'teacher' as const, at: now };
const past = (...events: DeviceSheetEvent[]) => given(events.map((event) => ({ ...event, by })));

const sheet = { schoolClass: 'Year 5 Owls', day: '2026-03-12', yearGroup: 5, pupil: 'pip' };
const phone = { ...sheet, device: 'phone', kind: 'phone', place: 'lockBox' } as const;
const watch = { ...sheet, device: 'watch', kind: 'smartWatch', place: 'office' } as const;
const balanceBy = '2026-03-12T17:00:00.000Z';
const handedIn = (data: typeof phone | typeof watch): DeviceSheetEvent => ({
  type: 'DeviceHandedIn',
  data: { ...data, balanceBy },
});
const returned = (device: string, to: 'pupil' | 'parent'): DeviceSheetEvent => ({
  type: 'DeviceReturned',
  data: { device, to },
});
const lost = { device: 'phone', difference: 'lost', done: 'The box was searched; the parents were told.' } as const;
const named: DeviceSheetEvent = { type: 'DeviceDifferenceNamed', data: lost };

describe('SW15: phones and watches are handed in', () => {
  it('phones of Year 5 and 6 into the lock box of the class, watches to the office', () => {
    past()
      .when('HandInDevice', phone, teacher)
      .then([handedIn(phone)]);
    past()
      .when('HandInDevice', watch, teacher)
      .then([handedIn(watch)]);
    past()
      .when('HandInDevice', { ...watch, place: 'lockBox' }, teacher)
      .thenRejected('KEPT_AT_THE_OFFICE', 'SW15');
    past()
      .when('HandInDevice', { ...phone, yearGroup: 4 }, teacher)
      .thenRejected('KEPT_AT_THE_OFFICE', 'SW15');
  });

  it('by a pupil on the list of the school', () => {
    past()
      .when('HandInDevice', phone, as('teacher', now, known({})))
      .thenRejected('PERSON_UNKNOWN', 'SW15');
  });

  it('each once, and on no sheet of tomorrow', () => {
    past(handedIn(phone)).when('HandInDevice', phone, teacher).thenRejected('ALREADY_EXISTS', 'SW15');
    past()
      .when('HandInDevice', { ...phone, day: '2026-03-13' }, teacher)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'SW15');
  });
});

describe('SW15: and given back at the end of the day', () => {
  it('phones to the pupil, watches to a parent or carer', () => {
    past(handedIn(phone))
      .when('ReturnDevice', { device: 'phone', to: 'pupil' }, teacher)
      .then([returned('phone', 'pupil')]);
    past(handedIn(watch))
      .when('ReturnDevice', { device: 'watch', to: 'pupil' }, teacher)
      .thenRejected('RETURN_TO_PARENTS', 'SW15');
    past(handedIn(watch))
      .when('ReturnDevice', { device: 'watch', to: 'parent' }, teacher)
      .then([returned('watch', 'parent')]);
    past().when('ReturnDevice', { device: 'phone', to: 'pupil' }, teacher).thenRejected('NOT_FOUND');
    past(handedIn(phone), returned('phone', 'pupil'))
      .when('ReturnDevice', { device: 'phone', to: 'pupil' }, teacher)
      .thenRejected('WRONG_STATE', 'SW15');
  });

  it('or it is named why not, with what was done; it may still turn up', () => {
    past(handedIn(phone)).when('NameDeviceDifference', lost, teacher).then([named]);
    past(handedIn(phone), named)
      .when('ReturnDevice', { device: 'phone', to: 'parent' }, teacher)
      .then([returned('phone', 'parent')]);
    past(handedIn(phone), returned('phone', 'pupil'))
      .when('NameDeviceDifference', lost, teacher)
      .thenRejected('WRONG_STATE', 'SW15');
  });

  it('a sheet that does not balance raises the alarm at the end of the day, then tells the head', () => {
    const ring = (at: string, ...events: DeviceSheetEvent[]) =>
      past(...events).when('RaiseUnbalancedSheet', {}, as('system', at));
    const first: DeviceSheetEvent = {
      type: 'DeviceSheetUnbalanced',
      data: {
        balanceBy,
        outstanding: 1,
        alarm: 1,
        alert: ['officeManager', 'seniorLeader'],
        next: '2026-03-13T17:00:00.000Z',
      },
    };
    ring('2026-03-12T16:59:59.999Z', handedIn(phone)).then([]);
    ring(balanceBy, handedIn(phone), handedIn(watch), returned('watch', 'parent')).then([first]);
    ring('2026-03-13T17:00:00.000Z', handedIn(phone), first).then([
      {
        type: 'DeviceSheetUnbalanced',
        data: { balanceBy: '2026-03-13T17:00:00.000Z', outstanding: 1, alarm: 2, alert: ['headteacher'] },
      },
    ]);
    ring(balanceBy, handedIn(phone), named).then([]);
    ring(balanceBy, handedIn(phone), returned('phone', 'pupil')).then([]);
  });

  it('whatever happens, handed in = given back + named + outstanding, and only what is outstanding raises an alarm', () => {
    const acts = fc.array(
      fc.record({
        device: fc.constantFrom('a', 'b', 'c'),
        command: fc.constantFrom('HandInDevice', 'ReturnDevice', 'NameDeviceDifference'),
      }),
    );
    fc.assert(
      fc.property(acts, (steps) => {
        const log: DeviceSheetEvent[] = [];
        const state = () =>
          fold<DeviceSheet, never>(
            deviceSheet,
            log.map((event) => ({ ...event, by })),
          );
        for (const { device, command } of steps) {
          const input = { ...phone, device, to: 'pupil', difference: 'lost', done: 'Searched.' } as const;
          try {
            log.push(...deviceSheet.decide[command as 'HandInDevice'](input, state(), teacher));
          } catch {
            // Refused: nothing is on record.
          }
        }
        const open = new Set<string>();
        for (const { type, data } of log) {
          if (type === 'DeviceHandedIn') open.add(data.device);
          else if (type !== 'DeviceSheetUnbalanced') open.delete(data.device);
        }
        const alarm = deviceSheet.decide.RaiseUnbalancedSheet({}, state(), as('system', balanceBy));
        expect(alarm.map(({ data }) => (data as { outstanding?: number }).outstanding)).toEqual(
          open.size === 0 ? [] : [open.size],
        );
      }),
    );
  });
});
