import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { reviewCauses, reviewStatuses, reviewTriggers } from './check-words.js';

export const FilteringReviewTrigger = graphqlEnum(reviewTriggers);
export type FilteringReviewTrigger = keyof typeof FilteringReviewTrigger;
registerEnumType(FilteringReviewTrigger, {
  name: 'FilteringReviewTrigger',
  description: 'What makes a review due before its year is over (D22).',
});
export const FilteringReviewCause = graphqlEnum(reviewCauses);
export type FilteringReviewCause = keyof typeof FilteringReviewCause;
registerEnumType(FilteringReviewCause, { name: 'FilteringReviewCause' });
export const FilteringReviewStatus = graphqlEnum(reviewStatuses);
export type FilteringReviewStatus = keyof typeof FilteringReviewStatus;
registerEnumType(FilteringReviewStatus, { name: 'FilteringReviewStatus' });
