import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { alarm } from './alarm-chain.js';

const moment = z.iso.datetime();
const text = personal(z.string(), 'record');
const number = z.int().nonnegative();

/** The licences of one product: how many were bought, and each time they were compared with what is installed (SL11). */
export const licenceEvents = eventCategory('licence', {
  LicenceRecorded: event(
    z.strictObject({
      product: text,
      supplier: text.optional(),
      purchased: number,
      everyMonths: z.int().positive(),
      reconcileBy: moment,
    }),
  ),
  LicencesPurchased: event(z.strictObject({ purchased: number, reason: text })),
  LicencesReconciled: event(
    z.strictObject({
      purchased: number,
      installed: number,
      explanation: text.optional(),
      action: text.optional(),
      actionBy: z.iso.date().optional(),
      reconcileBy: moment,
    }),
  ),
  LicenceReconciliationOverdue: event(z.strictObject({ reconcileBy: moment, ...alarm })),
  LicenceEnded: event(z.strictObject({ reason: text })),
});

export type LicenceEvent = EventOf<typeof licenceEvents>;
