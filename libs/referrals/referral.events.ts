import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { caseSubjects } from '#libs/people/case-subjects.js';
import { schoolRoles } from '#libs/people/roles.js';
import { referralAgencies, referralWays } from './referral-words.js';

const moment = z.iso.datetime();
const id = z.guid();
const text = personal(z.string(), 'record');
const agency = z.enum(referralAgencies);
const about = z.enum(caseSubjects);
/** What it follows from. */
const origin = { incident: id.optional(), investigation: id.optional() };
/** Who is told, in roles alone; the last in the chain has no moment after it. */
const alarm = { alert: z.array(z.enum(schoolRoles)), next: moment.optional() };

/** One agency told, or not told, about one case (SW4, SL17, D14, D15). */
export const referralEvents = eventCategory('referral', {
  ReferralConsidered: event(
    z.strictObject({ agency, agencyName: text.optional(), about, subjects: z.array(id), concern: text, ...origin }),
  ),
  ReferralRequired: event(z.strictObject({ agency, about, makeBy: moment, mandatory: z.boolean(), ...origin })),
  ReferralOverdue: event(z.strictObject({ makeBy: moment, ...alarm })),
  ReferralMade: event(
    z.strictObject({
      madeAt: moment,
      madeBy: z.string().min(1),
      how: z.enum(referralWays),
      contact: text.optional(),
      reference: text.optional(),
      told: text,
      answerBy: moment,
      investigation: id.optional(),
    }),
  ),
  ReferralNotMade: event(z.strictObject({ reasons: text })),
  ReferralAcknowledged: event(
    z.strictObject({ acknowledgedAt: moment, contact: text.optional(), reference: text.optional() }),
  ),
  ReferralAnswered: event(z.strictObject({ answeredAt: moment, answer: text })),
  ReferralAnswerLate: event(z.strictObject({ answerBy: moment, ...alarm })),
  ReferralChased: event(z.strictObject({ how: z.enum(referralWays), note: text.optional(), answerBy: moment })),
  ReferralWithdrawn: event(z.strictObject({ reason: text })),
  ReferralClosed: event(z.strictObject({ outcome: text })),
  ReferralReportTaken: event(z.strictObject({})).next(
    z.strictObject({
      /** Of the file that went out. */
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .optional(),
    }),
    (before) => before,
  ),
});

export type ReferralEvent = EventOf<typeof referralEvents>;
