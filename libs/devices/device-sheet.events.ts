import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';
import { deviceDifferences, deviceKinds, devicePlaces, deviceReceivers } from './device-words.js';

const moment = z.iso.datetime();
const id = z.guid();

/** A day's sheet of one class: what was handed in, and what became of each (SW15). Pupils by id alone. */
export const deviceSheetEvents = eventCategory('deviceSheet', {
  DeviceHandedIn: event(
    z.strictObject({
      schoolClass: z.string(),
      day: z.iso.date(),
      yearGroup: z.int().nonnegative(),
      device: id,
      pupil: id,
      kind: z.enum(deviceKinds),
      place: z.enum(devicePlaces),
      balanceBy: moment,
    }),
  ),
  DeviceReturned: event(z.strictObject({ device: id, to: z.enum(deviceReceivers) })),
  DeviceDifferenceNamed: event(
    z.strictObject({ device: id, difference: z.enum(deviceDifferences), done: personal(z.string(), 'record') }),
  ),
  DeviceSheetUnbalanced: event(
    z.strictObject({
      balanceBy: moment,
      outstanding: z.int().positive(),
      alarm: z.int().positive(),
      alert: z.array(z.enum(schoolRoles)),
      next: moment.optional(),
    }),
  ),
});

export type DeviceSheetEvent = EventOf<typeof deviceSheetEvents>;
