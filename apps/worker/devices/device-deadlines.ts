import { deviceSheetKind } from '#libs/devices/device-sheet.kind.js';
import { RaiseUnbalancedSheet } from '#libs/devices/device-sheet.commands.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { dueWhen } from '../deadlines/due-when.js';

/** SW15: at the end of the day a sheet that does not balance is told to who is in the building, then to the head. */
export const raiseAlarmWhenDeviceSheetIsUnbalanced = dueWhen(
  'raise-alarm-when-device-sheet-is-unbalanced',
  deviceSheetKind,
  ({ devices, alarmAt }) => (Object.values(devices).some(({ state }) => state === 'handedIn') ? alarmAt : undefined),
  (id) => commandOf(RaiseUnbalancedSheet, { id }),
);

export const deviceDeadlines = [raiseAlarmWhenDeviceSheetIsUnbalanced];
