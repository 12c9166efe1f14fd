import { RaiseUnbalancedSheet } from '#libs/devices/device-sheet.commands.js';
import { deviceSheetEvents } from '#libs/devices/device-sheet.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SW15: at the end of the day a sheet that does not balance is told to who is in the building, then to the head. */
export const raiseAlarmWhenDeviceSheetIsUnbalanced = reaction(
  'raise-alarm-when-device-sheet-is-unbalanced',
  deviceSheetEvents,
  {
    DeviceHandedIn: ({ balanceBy }) => new Date(balanceBy),
    DeviceReturned: 'ignored',
    DeviceDifferenceNamed: 'ignored',
    DeviceSheetUnbalanced: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
  },
  () => new RaiseUnbalancedSheet(),
);
