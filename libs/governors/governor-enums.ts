import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import {
  dfeStandards,
  governorLogs,
  ratingEvidence,
  ratings,
  releaseOccasions,
  visitStatuses,
} from './governor-words.js';

export const GovernorLog = graphqlEnum(governorLogs);
export type GovernorLog = keyof typeof GovernorLog;
registerEnumType(GovernorLog, { name: 'GovernorLog', description: 'What a governor can look at on a visit (SL3).' });

export const ReleaseOccasion = graphqlEnum(releaseOccasions);
export type ReleaseOccasion = keyof typeof ReleaseOccasion;
registerEnumType(ReleaseOccasion, {
  name: 'ReleaseOccasion',
  description: 'endOfTerm: Daybook, when the term was over; byAct: the DSL or the headteacher, before that.',
});

export const GovernorVisitStatus = graphqlEnum(visitStatuses);
export type GovernorVisitStatus = keyof typeof GovernorVisitStatus;
registerEnumType(GovernorVisitStatus, { name: 'GovernorVisitStatus' });

export const DfeStandard = graphqlEnum(dfeStandards);
registerEnumType(DfeStandard, {
  name: 'DfeStandard',
  description: 'The four DfE standards for filtering and monitoring.',
});

export const StandardRating = graphqlEnum(ratings);
registerEnumType(StandardRating, { name: 'StandardRating' });

export const RatingEvidence = graphqlEnum(ratingEvidence);
registerEnumType(RatingEvidence, {
  name: 'RatingEvidence',
  description: 'On whose word it stands: a machine has measured it, the school says so itself, or a third party does.',
});
