import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { filterFindings } from './filter-difference.events.js';

export const FilterFinding = graphqlEnum(filterFindings);
export type FilterFinding = keyof typeof FilterFinding;
registerEnumType(FilterFinding, {
  name: 'FilterFinding',
  description: 'open: the filter lets through what should be blocked. blocked: the other way round.',
});
