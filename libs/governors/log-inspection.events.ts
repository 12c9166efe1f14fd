import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';

const moment = z.iso.datetime();

/** Whether the governors look at the change-control log of the filter as often as the policy has it (SL3); one record for each school. */
export const logInspectionEvents = eventCategory('logInspection', {
  LogInspectionPlanned: event(z.strictObject({ dueBy: moment })),
  /** A governor has signed that they looked; the next look is due, where the school has a policy. */
  LogInspected: event(z.strictObject({ visit: z.guid(), on: z.iso.date(), dueBy: moment.optional() })),
  /** No governor has signed in time; `next`: when others are told, if nobody has by then. */
  LogInspectionMissed: event(
    z.strictObject({ dueBy: moment, alert: z.array(z.enum(schoolRoles)), next: moment.optional() }),
  ),
});

export type LogInspectionEvent = EventOf<typeof logInspectionEvents>;
