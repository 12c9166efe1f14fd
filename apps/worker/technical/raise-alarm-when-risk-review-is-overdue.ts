import { RaiseOverdueRiskReview } from '#libs/technical/risk-assessment.commands.js';
import { riskAssessmentEvents } from '#libs/technical/risk-assessment.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SW16: an accepted assessment that nobody reviews in time is told to the online safety lead, then to the head. */
export const raiseAlarmWhenRiskReviewIsOverdue = reaction(
  'raise-alarm-when-risk-review-is-overdue',
  riskAssessmentEvents,
  {
    RiskAssessmentDrafted: 'ignored',
    RiskRecorded: 'ignored',
    RiskAssessmentAccepted: ({ reviewBy }) => new Date(reviewBy),
    RiskAssessmentRefused: 'cleared',
    RiskReviewOverdue: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
  },
  () => new RaiseOverdueRiskReview(),
);
