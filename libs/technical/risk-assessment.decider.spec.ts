import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { riskAssessment } from './risk-assessment.decider.js';
import type { RiskAssessmentEvent } from './risk-assessment.events.js';
import { software } from './software.decider.js';
import type { SoftwareEvent } from './software.events.js';

const now = '2026-03-12T09:00:00.000Z';
const as = (role: Role, actor: string, at = now): Context => ({
  actor,
  role,
  roles: [role],
  school: '900002',
  now: at,
  get policy(): never {
    throw new Error('an assessment asks no policy');
  },
});
const lead = as('onlineSafetyLead', 'lea');
const head = as('headteacher', 'hal');
const by = { actor: 'lea', role: 'onlineSafetyLead' as const, at: now };
const text = 'What was written.';
const id = '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a01';

describe('SW16: technology is risk-assessed before it is used', () => {
  const { given } = specFor(riskAssessment);
  const draft = { technology: 'Story Writer', use: 'aiTool', purpose: text, software: id } as const;
  const drafted: RiskAssessmentEvent = { type: 'RiskAssessmentDrafted', data: draft };
  const risk = { riskId: id, risk: text, level: 'low', mitigation: text } as const;
  const recorded: RiskAssessmentEvent = { type: 'RiskRecorded', data: risk };
  const acceptance = { reasons: text, reviewOn: '2026-09-12' };
  const accepted: RiskAssessmentEvent = {
    type: 'RiskAssessmentAccepted',
    // A Saturday: the review is due when Monday's work is over.
    data: { ...acceptance, reviewBy: '2026-09-14T16:00:00.000Z', software: id },
  };
  const refused: RiskAssessmentEvent = { type: 'RiskAssessmentRefused', data: { reasons: text, software: id } };
  const past = (...events: RiskAssessmentEvent[]) => given(events.map((event) => ({ ...event, by })));

  it('drafted, with its risks and what is done about each', () => {
    past().when('DraftRiskAssessment', draft, lead).then([drafted]);
    past(drafted).when('DraftRiskAssessment', draft, lead).thenRejected('ALREADY_EXISTS', 'SW16');
    past(drafted).when('RecordRisk', risk, lead).then([recorded]);
    past().when('RecordRisk', risk, lead).thenRejected('NOT_FOUND');
  });

  it('accepted by somebody else, with a risk named and a review within a year', () => {
    past(drafted, recorded).when('AcceptRiskAssessment', acceptance, head).then([accepted]);
    past(drafted, recorded).when('AcceptRiskAssessment', acceptance, lead).thenRejected('OWN_REQUEST', 'SW16');
    past(drafted).when('AcceptRiskAssessment', acceptance, head).thenRejected('RISKS_MISSING', 'SW16');
    const review = (reviewOn: string) =>
      past(drafted, recorded).when('AcceptRiskAssessment', { reasons: text, reviewOn }, head);
    review('2026-03-12').thenRejected('END_DATE_IN_THE_PAST', 'SW16');
    review('2027-03-13').thenRejected('END_DATE_TOO_FAR', 'SW16');
  });

  it('or refused, also at a review', () => {
    past(drafted).when('RefuseRiskAssessment', { reasons: text }, head).then([refused]);
    past(drafted, recorded, accepted).when('RefuseRiskAssessment', { reasons: text }, head).then([refused]);
    past(drafted, refused).when('AcceptRiskAssessment', acceptance, head).thenRejected('WRONG_STATE', 'SW16');
  });

  it('and a review that nobody does raises the alarm', () => {
    const ring = (at: string, ...more: RiskAssessmentEvent[]) =>
      past(drafted, recorded, accepted, ...more).when('RaiseOverdueRiskReview', {}, as('system', 'daybook', at));
    ring('2026-09-14T15:59:59.999Z').then([]);
    ring('2026-09-14T16:00:00.000Z').then([
      {
        type: 'RiskReviewOverdue',
        data: {
          reviewBy: '2026-09-14T16:00:00.000Z',
          alarm: 1,
          alert: ['onlineSafetyLead'],
          next: '2026-09-15T16:00:00.000Z',
        },
      },
    ]);
    ring('2026-09-14T16:00:00.000Z', refused).then([]);
  });
});

describe('SL11, SW16: the software register', () => {
  const { given } = specFor(software);
  const proposal = { name: 'Story Writer', purpose: text, takesPersonalData: true, ageRating: 13, ai: true };
  const proposed: SoftwareEvent = { type: 'SoftwareProposed', data: { ...proposal, dataTaken: 'First names.' } };
  const reviewBy = '2026-09-14T16:00:00.000Z';
  const accepted: SoftwareEvent = {
    type: 'AssessmentAcceptanceNoted',
    data: { assessment: id, decidedAt: now, reviewBy },
  };
  const later = '2026-04-01T09:00:00.000Z';
  const refusal: SoftwareEvent = { type: 'AssessmentRefusalNoted', data: { assessment: id, decidedAt: later } };
  const approved: SoftwareEvent = { type: 'SoftwareApproved', data: { assessment: id, reasons: text } };
  const stopped: SoftwareEvent = { type: 'SoftwareStopped', data: { assessment: id } };
  const past = (...events: SoftwareEvent[]) => given(events.map((event) => ({ ...event, by })));
  const daybook = as('system', 'daybook');

  it('says which personal data are taken', () => {
    past()
      .when('ProposeSoftware', { ...proposal, dataTaken: 'First names.' }, lead)
      .then([proposed]);
    past().when('ProposeSoftware', proposal, lead).thenRejected('REASON_MISSING', 'SL11');
    past(proposed).when('ProposeSoftware', proposal, lead).thenRejected('ALREADY_EXISTS', 'SL11');
  });

  it('refuses use without an accepted assessment, and on one whose review is past', () => {
    past(proposed).when('ApproveSoftware', { reasons: text }, head).thenRejected('ASSESSMENT_MISSING', 'SW16');
    past(proposed, accepted, refusal)
      .when('ApproveSoftware', { reasons: text }, head)
      .thenRejected('ASSESSMENT_MISSING', 'SW16');
    past(proposed, accepted)
      .when('ApproveSoftware', { reasons: text }, as('headteacher', 'hal', reviewBy))
      .thenRejected('ASSESSMENT_MISSING', 'SW16');
    past(proposed, accepted).when('ApproveSoftware', { reasons: text }, head).then([approved]);
  });

  it('is not approved by who proposed it, nor twice', () => {
    past(proposed, accepted).when('ApproveSoftware', { reasons: text }, lead).thenRejected('OWN_REQUEST', 'SL11');
    past(proposed, accepted, approved)
      .when('ApproveSoftware', { reasons: text }, head)
      .thenRejected('WRONG_STATE', 'SL11');
    past().when('ApproveSoftware', { reasons: text }, head).thenRejected('NOT_FOUND');
  });

  it('stops what was approved when its assessment is refused, whatever order the decisions arrive in', () => {
    const note = (...events: SoftwareEvent[]) => past(proposed, ...events);
    note().when('NoteAssessment', { assessment: id, decidedAt: now, reviewBy }, daybook).then([accepted]);
    note(accepted, approved)
      .when('NoteAssessment', { assessment: id, decidedAt: later }, daybook)
      .then([refusal, stopped]);
    note(accepted).when('NoteAssessment', { assessment: id, decidedAt: later }, daybook).then([refusal]);
    note(accepted, refusal).when('NoteAssessment', { assessment: id, decidedAt: now, reviewBy }, daybook).then([]);
    past().when('NoteAssessment', { assessment: id, decidedAt: now, reviewBy }, daybook).then([]);
  });

  it('may be refused, or withdrawn', () => {
    const withdrawn: SoftwareEvent = { type: 'SoftwareWithdrawn', data: { reasons: text } };
    past(proposed)
      .when('RefuseSoftware', { reasons: text }, head)
      .then([{ type: 'SoftwareRefused', data: { reasons: text } }]);
    past(proposed, accepted, approved).when('WithdrawSoftware', { reasons: text }, head).then([withdrawn]);
    past(proposed, withdrawn).when('WithdrawSoftware', { reasons: text }, head).thenRejected('WRONG_STATE', 'SL11');
  });
});
