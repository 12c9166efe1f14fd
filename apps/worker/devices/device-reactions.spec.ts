import { specsOfDeadlines, type Happened } from '../testing/reaction-specs.js';
import { deviceDeadlines } from './device-deadlines.js';

const [balanceBy, next] = ['2026-03-12T17:00:00.000Z', '2026-03-13T17:00:00.000Z'] as const;
const [phone, watch] = ['1f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90', '2f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90'] as const;
const did = (type: string, data: object = {}): Happened => ({ type, data });
const handedIn = did('DeviceHandedIn', { device: phone, balanceBy });
const returned = did('DeviceReturned', { device: phone });

specsOfDeadlines(deviceDeadlines, {
  'raise-alarm-when-device-sheet-is-unbalanced': {
    sends: 'RaiseUnbalancedSheet',
    cases: [
      ['SW15: stands at the end of the day while a device is in', [handedIn], balanceBy],
      ['is over when all are given back', [handedIn, returned], 'nothing'],
      ['is over when the difference is named', [handedIn, did('DeviceDifferenceNamed', { device: phone })], 'nothing'],
      [
        'stands while one of two is in',
        [handedIn, did('DeviceHandedIn', { device: watch, balanceBy }), returned],
        balanceBy,
      ],
      ['stands for the head', [handedIn, did('DeviceSheetUnbalanced', { next })], next],
      ['is over when the last has been told', [handedIn, did('DeviceSheetUnbalanced', { next: undefined })], 'nothing'],
    ],
  },
});
