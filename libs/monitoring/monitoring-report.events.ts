import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';

/** A week is called by its Monday. */
const day = z.iso.date();
const due = { week: day, dueOn: day };

/** The weekly reviews of a school's monitoring (D21), week after week; the record's id is the school's URN. */
export const monitoringReportEvents = eventCategory('monitoringReport', {
  WeeklyReviewsBegun: event(z.strictObject(due)),
  MonitoringWeekReviewed: event(z.strictObject({ week: day, findings: personal(z.string(), 'record') })),
  MonitoringWeekMissed: event(z.strictObject({ ...due, alerted: z.array(z.enum(schoolRoles)) })),
  /** The next week to look back at, and by when. */
  MonitoringWeekDue: event(z.strictObject(due)),
});

export type MonitoringReportEvent = EventOf<typeof monitoringReportEvents>;
