import { z } from 'zod';
import { alarm } from './alarm-chain.js';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { intervalUnits } from './intervals.js';
import { planBases, responsibleRoles, technicalCheckKinds, technicalCheckResults } from './technical-check-words.js';

const moment = z.iso.datetime();
const day = z.iso.date();
const text = personal(z.string(), 'record');

/** One kind of planned technical check at a school (SL11): its plan, and each time it was done or missed. */
export const technicalCheckEvents = eventCategory('technicalCheck', {
  TechnicalCheckPlanned: event(
    z.strictObject({
      kind: z.enum(technicalCheckKinds),
      every: z.strictObject({ count: z.int().positive(), unit: z.enum(intervalUnits) }),
      responsible: z.enum(responsibleRoles),
      basis: z.enum(planBases),
      clause: z.string(),
      dueBy: moment,
    }),
  ),
  TechnicalCheckDone: event(
    z.strictObject({
      kind: z.enum(technicalCheckKinds),
      checkedOn: day,
      result: z.enum(technicalCheckResults),
      finding: text,
      /** What is done about a failed check, and by when: then it is checked again. */
      action: text.optional(),
      actionBy: day.optional(),
      dueBy: moment,
    }),
  ),
  TechnicalCheckOverdue: event(
    z.strictObject({
      kind: z.enum(technicalCheckKinds),
      dueBy: moment,
      ...alarm,
    }),
  ),
});

export type TechnicalCheckEvent = EventOf<typeof technicalCheckEvents>;
