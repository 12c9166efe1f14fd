import { dayOf } from '#libs/calendar/london-time.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { alarmOf, isDue, type Alarm, type AlarmChain } from './alarm-chain.js';
import { dayAfter } from './intervals.js';
import type { riskAssessmentCommands } from './risk-assessment.commands.js';
import type { RiskAssessmentEvent } from './risk-assessment.events.js';
import type { riskAssessmentStatuses } from './risk-assessment-words.js';
import { workEndsOn } from './school-day.js';

interface Known extends Alarm {
  readonly status: (typeof riskAssessmentStatuses)[number];
  readonly draftedBy: string;
  readonly risks: number;
  readonly software?: string;
}

export type RiskAssessment = { readonly status: 'none' } | Known;

const known = (assessment: RiskAssessment): Known => assessment as Known;

const chain: AlarmChain = [['onlineSafetyLead'], ['headteacher']];

/** One technology, its risks, and whether it may be used (SW16): another person than the author decides. */
export const riskAssessment = decider<RiskAssessment, RiskAssessmentEvent, DataOfEach<typeof riskAssessmentCommands>>({
  initial: { status: 'none' },

  evolve: {
    RiskAssessmentDrafted: (_, { software }, { actor }) => ({
      status: 'draft',
      draftedBy: actor,
      risks: 0,
      ...(software && { software }),
      alarms: 0,
    }),
    RiskRecorded: (past) => ({ ...known(past), risks: known(past).risks + 1 }),
    RiskAssessmentAccepted: (past, { reviewBy }) => ({
      ...known(past),
      status: 'accepted',
      alarmAt: reviewBy,
      alarms: 0,
    }),
    RiskAssessmentRefused: (past) => ({ ...known(past), status: 'refused', alarmAt: undefined }),
    RiskReviewOverdue: (past, { next }) => ({ ...known(past), alarmAt: next, alarms: known(past).alarms + 1 }),
  },

  decide: {
    DraftRiskAssessment: ({ technology, use, purpose, software }, past) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This assessment is already on record.', 'SW16');
      return [{ type: 'RiskAssessmentDrafted', data: { technology, use, purpose, ...(software && { software }) } }];
    },

    RecordRisk: ({ riskId, risk, level, mitigation }, past) => {
      mustBe(past, ['draft', 'accepted']);
      return [{ type: 'RiskRecorded', data: { riskId, risk, level, mitigation } }];
    },

    AcceptRiskAssessment: ({ reasons, reviewOn }, past, context) => {
      const { risks, software } = mustDecide(past, ['draft', 'accepted'], context);
      if (risks === 0) reject('RISKS_MISSING', 'An assessment names a risk and what is done about it.', 'SW16');
      mustBeWithinAYear(reviewOn, context);
      const reviewBy = workEndsOn(reviewOn);
      return [{ type: 'RiskAssessmentAccepted', data: { reasons, reviewOn, reviewBy, ...(software && { software }) } }];
    },

    RefuseRiskAssessment: ({ reasons }, past, context) => {
      const { software } = mustDecide(past, ['draft', 'accepted'], context);
      return [{ type: 'RiskAssessmentRefused', data: { reasons, ...(software && { software }) } }];
    },

    RaiseOverdueRiskReview: (_, past, { now }) => {
      if (past.status !== 'accepted' || !isDue(past, now)) return [];
      return [{ type: 'RiskReviewOverdue', data: { reviewBy: past.alarmAt, ...alarmOf(chain, past, now) } }];
    },
  },
});

function mustBe(assessment: RiskAssessment, wanted: readonly Known['status'][]): Known {
  if (assessment.status === 'none') reject('NOT_FOUND', 'There is no such assessment in your school.');
  if (!wanted.includes(assessment.status))
    reject('WRONG_STATE', 'The assessment was refused; draft another one.', 'SW16');
  return assessment;
}

function mustDecide(assessment: RiskAssessment, wanted: readonly Known['status'][], { actor }: Context): Known {
  const found = mustBe(assessment, wanted);
  if (found.draftedBy === actor) reject('OWN_REQUEST', 'Somebody else decides about your assessment.', 'SW16');
  return found;
}

function mustBeWithinAYear(reviewOn: string, { now }: Context): void {
  const today = dayOf(now);
  if (reviewOn <= today) reject('END_DATE_IN_THE_PAST', 'The review lies ahead.', 'SW16');
  if (reviewOn > dayAfter(today, { count: 1, unit: 'year' }))
    reject('END_DATE_TOO_FAR', 'An assessment is reviewed within a year.', 'SW16');
}
