import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { alarm } from './alarm-chain.js';
import { riskLevels, technologyUses } from './risk-assessment-words.js';

const moment = z.iso.datetime();
const text = personal(z.string(), 'record');
/** The entry of the software register that waits for the decision. */
const software = z.guid().optional();

/** A technology assessed before it is used (SW16). */
export const riskAssessmentEvents = eventCategory('riskAssessment', {
  RiskAssessmentDrafted: event(
    z.strictObject({ technology: text, use: z.enum(technologyUses), purpose: text, software }),
  ),
  RiskRecorded: event(z.strictObject({ riskId: z.guid(), risk: text, level: z.enum(riskLevels), mitigation: text })),
  RiskAssessmentAccepted: event(z.strictObject({ reasons: text, reviewOn: z.iso.date(), reviewBy: moment, software })),
  RiskAssessmentRefused: event(z.strictObject({ reasons: text, software })),
  RiskReviewOverdue: event(z.strictObject({ reviewBy: moment, ...alarm })),
});

export type RiskAssessmentEvent = EventOf<typeof riskAssessmentEvents>;
