import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { cycleUnits } from '#libs/calendar/review-cycle.js';
import { schoolRoles } from '#libs/people/roles.js';
import { checkedDevices, checkedGroups, evidenceKinds, filterTests, testResults, testServices } from './check-words.js';

const id = z.guid();
const moment = z.iso.datetime();
const day = z.iso.date();
/** A device or a room may be somebody's own, so what is written of them is sealed. */
const text = personal(z.string(), 'record');
const alerted = z.array(z.enum(schoolRoles));

const tried = z.strictObject({ result: z.enum(testResults), address: text.optional() });

/** One test of the web filter (D22), and what became of it where something got through. */
export const filteringCheckEvents = eventCategory('filteringCheck', {
  FilteringChecked: event(
    z.strictObject({
      /** The plan that it fulfils. */
      plan: id.optional(),
      checkedAt: moment,
      userGroup: z.enum(checkedGroups),
      deviceKind: z.enum(checkedDevices),
      device: text,
      location: text,
      results: z.strictObject({ csam: tried, terrorism: tried, adultContent: tried, profanity: tried }),
      evidence: z.enum(evidenceKinds),
      /** The service whose result was taken over, and the network it saw. */
      report: z.strictObject({ service: z.enum(testServices), network: text }).optional(),
    }),
  ),
  /** Something got through: what was done at once, whom it alerts, and by when a new test has to show that it is mended. */
  FilterFoundFailing: event(
    z.strictObject({ tests: z.array(z.enum(filterTests)), action: text, remedyBy: moment, alerted }),
  ),
  FailingFilterOverdue: event(z.strictObject({ remedyBy: moment, alerted })),
  FilterRemedied: event(z.strictObject({ retest: id, note: text.optional() })),
});

export type FilteringCheckEvent = EventOf<typeof filteringCheckEvents>;

const every = z.strictObject({ count: z.int().positive(), unit: z.enum(cycleUnits) });

/** The school's own schedule: what is to be tested, for whom, on what, where and how often (D22). */
export const filteringCheckPlanEvents = eventCategory('filteringCheckPlan', {
  ChecksPlanned: event(
    z.strictObject({
      userGroup: z.enum(checkedGroups),
      deviceKind: z.enum(checkedDevices),
      location: text.optional(),
      every,
      dueOn: day,
    }),
  ),
  PlannedCheckDone: event(z.strictObject({ check: id, on: day, dueOn: day })),
  PlannedCheckOverdue: event(z.strictObject({ dueOn: day, alerted })),
  CheckPlanEnded: event(z.strictObject({ reason: text })),
});

export type FilteringCheckPlanEvent = EventOf<typeof filteringCheckPlanEvents>;
