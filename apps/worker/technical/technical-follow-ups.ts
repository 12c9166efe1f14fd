import { riskAssessmentKind } from '#libs/technical/risk-assessment.kind.js';
import { policyKind } from '#libs/policies/policy.kind.js';
import { technicalIncidentKind } from '#libs/technical/technical-incident.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { OpenBreach } from '#libs/technical/breach.commands.js';
import { breachOf } from '#libs/technical/breach-id.js';
import { NoteAssessment } from '#libs/technical/software.commands.js';
import { PlanTechnicalCheckByDefault } from '#libs/technical/technical-check.commands.js';
import { technicalCheckOf } from '#libs/technical/technical-check-id.js';
import { technicalCheckKinds } from '#libs/technical/technical-check-words.js';
import { follows } from '../follow-ups/follows.js';

/** SL11: from the day a policy is adopted each kind of check has a plan, so that none is forgotten because nobody planned it. */
export const planTechnicalChecksWhenPolicyIsAdopted = follows(
  'plan-technical-checks-when-policy-is-adopted',
  policyKind,
  {
    PolicyAdopted: (_, { school }) =>
      technicalCheckKinds.map((kind) =>
        commandOf(PlanTechnicalCheckByDefault, { id: technicalCheckOf(school, kind), kind }),
      ),
  },
);

/** D40: a technical incident that touches personal data opens a breach; its clock runs from when the school knew. */
export const openBreachWhenPersonalDataAreTouched = follows(
  'open-breach-when-personal-data-are-touched',
  technicalIncidentKind,
  {
    PersonalDataTouched: ({ awareAt }, { id: incident }) =>
      commandOf(OpenBreach, { id: breachOf(incident), awareAt, incident }),
  },
);

/** SW16: the software register learns what was decided about the assessment that its entry waits for. */
export const noteAssessmentOfSoftware = follows('note-assessment-of-software', riskAssessmentKind, {
  RiskAssessmentAccepted: ({ software: id, reviewBy }, { id: assessment, by: { at: decidedAt } }) =>
    id === undefined ? undefined : commandOf(NoteAssessment, { id, assessment, decidedAt, reviewBy }),
  RiskAssessmentRefused: ({ software: id }, { id: assessment, by: { at: decidedAt } }) =>
    id === undefined ? undefined : commandOf(NoteAssessment, { id, assessment, decidedAt }),
});

export const technicalFollowUps = [
  planTechnicalChecksWhenPolicyIsAdopted,
  openBreachWhenPersonalDataAreTouched,
  noteAssessmentOfSoftware,
];
