import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { changeDirections } from './filter-scope.js';

/** What a change does to the filter: it lets a site through, or blocks one more. */
export const FilteringChangeDirection = graphqlEnum(changeDirections);
export type FilteringChangeDirection = keyof typeof FilteringChangeDirection;
registerEnumType(FilteringChangeDirection, { name: 'FilteringChangeDirection' });
