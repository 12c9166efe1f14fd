import { dayOf } from '#libs/calendar/london-time.js';
import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import { mustBeKnown } from '#libs/people/named-people.js';
import type { SchoolRole } from '#libs/people/roles.js';
import type { deviceSheetCommands, HandInDevice } from './device-sheet.commands.js';
import type { DeviceSheetEvent } from './device-sheet.events.js';
import type { DeviceKind, DeviceState } from './device-words.js';
import { balanceBy, nextAlarm } from './sheet-day.js';

interface OnSheet {
  readonly kind: DeviceKind;
  readonly state: DeviceState;
}

export interface DeviceSheet {
  readonly devices: Readonly<Record<string, OnSheet>>;
  /** When the next alarm is due, ISO 8601 in UTC. */
  readonly alarmAt?: string | undefined;
  readonly alarms: number;
}

/** Who hears that a sheet does not balance: who is in the building, then the head. */
const chain: readonly (readonly SchoolRole[])[] = [['officeManager', 'seniorLeader'], ['headteacher']];

/** A day's sheet of one class that must balance: handed in = given back, or named as a difference (SW15). */
export const deviceSheet = decider<DeviceSheet, DeviceSheetEvent, DataOfEach<typeof deviceSheetCommands>>({
  initial: { devices: {}, alarms: 0 },

  evolve: {
    DeviceHandedIn: (past, { device, kind, balanceBy }) => ({
      devices: { ...past.devices, [device]: { kind, state: 'handedIn' } },
      alarmAt: balanceBy,
      alarms: 0,
    }),
    DeviceReturned: (past, { device }) => settled(past, device, 'returned'),
    DeviceDifferenceNamed: (past, { device }) => settled(past, device, 'difference'),
    DeviceSheetUnbalanced: (past, { next }) => ({ ...past, alarmAt: next, alarms: past.alarms + 1 }),
  },

  decide: {
    HandInDevice: ({ schoolClass, day, yearGroup, device, pupil, kind, place }, past, context) => {
      if (past.devices[device]) reject('ALREADY_EXISTS', 'This device is already on the sheet.', 'SW15');
      if (day > dayOf(context.now)) reject('OCCURRED_IN_THE_FUTURE', 'A sheet is for today or an earlier day.', 'SW15');
      mustBelong({ kind, place, yearGroup });
      mustBeKnown(pupil, 'pupil', context, 'SW15');
      const data = { schoolClass, day, yearGroup, device, pupil, kind, place, balanceBy: balanceBy(day) };
      return [{ type: 'DeviceHandedIn', data }];
    },

    ReturnDevice: ({ device, to }, past) => {
      const { kind } = mustNotBeReturned(past, device);
      if (kind === 'smartWatch' && to !== 'parent')
        reject('RETURN_TO_PARENTS', 'A watch must be given back to a parent or carer.', 'SW15');
      return [{ type: 'DeviceReturned', data: { device, to } }];
    },

    NameDeviceDifference: ({ device, difference, done }, past) => {
      mustNotBeReturned(past, device);
      return [{ type: 'DeviceDifferenceNamed', data: { device, difference, done } }];
    },

    RaiseUnbalancedSheet: (_, past, { now }) => {
      const outstanding = Object.values(past.devices).filter(({ state }) => state === 'handedIn').length;
      const { alarmAt, alarms } = past;
      if (outstanding === 0 || alarmAt === undefined || alarmAt > now) return [];
      const next = alarms + 1 < chain.length ? { next: nextAlarm(now) } : {};
      const told = { alarm: alarms + 1, alert: [...(chain[alarms] ?? [])], ...next };
      return [{ type: 'DeviceSheetUnbalanced', data: { balanceBy: alarmAt, outstanding, ...told } }];
    },
  },
});

function settled(sheet: DeviceSheet, device: string, state: DeviceState): DeviceSheet {
  const before = sheet.devices[device];
  return before ? { ...sheet, devices: { ...sheet.devices, [device]: { ...before, state } } } : sheet;
}

/** SW15: watches are kept at the office; the lock box of a class is for the phones of Year 5 and 6. */
function mustBelong({ kind, place, yearGroup }: Pick<DataOf<HandInDevice>, 'kind' | 'place' | 'yearGroup'>): void {
  if (place === 'lockBox' && (kind !== 'phone' || ![5, 6].includes(yearGroup)))
    reject(
      'KEPT_AT_THE_OFFICE',
      'Only Year 5 and 6 phones go into a class lock box; everything else is kept at the office.',
      'SW15',
    );
}

/** A device named as a difference may still come back to its owner. */
function mustNotBeReturned({ devices }: DeviceSheet, device: string): OnSheet {
  const onSheet = devices[device];
  if (!onSheet) reject('NOT_FOUND', 'There is no such device on this sheet.');
  if (onSheet.state === 'returned') reject('WRONG_STATE', 'This device has already been given back.', 'SW15');
  return onSheet;
}
