import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';
import { alarm } from './alarm-chain.js';
import { breachRisks } from './technical-incident-words.js';

const moment = z.iso.datetime();
const text = personal(z.string(), 'record');

/** A breach of personal data, in the register that UK GDPR art. 33(5) asks for (D40). */
export const breachEvents = eventCategory('breach', {
  BreachOpened: event(
    z.strictObject({ incident: z.guid().optional(), awareAt: moment, warnAt: moment, notifyBy: moment }),
  ),
  BreachAssessed: event(z.strictObject({ risk: z.enum(breachRisks), people: z.int().nonnegative(), what: text })),
  IcoNotified: event(z.strictObject({ notifiedAt: moment, reference: text.optional(), lateBecause: text.optional() })),
  IcoNotNotified: event(z.strictObject({ reasons: text })),
  PeopleToldOfBreach: event(z.strictObject({ toldAt: moment, how: text })),
  BreachDeadlineNear: event(z.strictObject({ notifyBy: moment, alert: z.array(z.enum(schoolRoles)) })),
  BreachDeadlineMissed: event(z.strictObject({ notifyBy: moment, ...alarm })),
  BreachClosed: event(z.strictObject({ lessons: text })),
});

export type BreachEvent = EventOf<typeof breachEvents>;
