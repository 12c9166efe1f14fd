import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, ObjectType, PickType, Query, Resolver } from '@nestjs/graphql';
import { Type as Nested } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import type { Who } from '#libs/eventing/command.js';
import { includes, normalTarget } from '#libs/filtering/filter-target.js';
import { FilterScopeInput, FilterTargetInput } from '#libs/filtering/filtering.commands.js';
import {
  FilteringChangeLogEntry,
  filteringChangeLog,
  type FilteringChangeStatus,
} from '#projections/filtering-change-log.js';
import { reaching } from './filtering-reach.js';
import { AfterPosition } from './paging.js';
import { ReadModels } from './read-models.js';
import { Allow, Sender } from './who.js';

@ObjectType({ description: 'A change that reaches the same people and covers the same site.' })
export class OverlappingChange extends PickType(FilteringChangeLogEntry, [
  'id',
  'targetKind',
  'target',
  'scopeKind',
  'scopeName',
  'status',
  'until',
] as const) {}

@ArgsType()
class OverlapArgs {
  @Field(() => FilterTargetInput)
  @ValidateNested()
  @Nested(() => FilterTargetInput)
  target: FilterTargetInput;

  @Field(() => FilterScopeInput)
  @ValidateNested()
  @Nested(() => FilterScopeInput)
  scope: FilterScopeInput;

  @AfterPosition()
  after?: string;
}

/** Changes that let a site through, or will if nothing comes between. */
const underWay: readonly FilteringChangeStatus[] = [
  'requested',
  'informationAsked',
  'agreed',
  'open',
  'reblockOrdered',
];

/** Shows who asks, or is to agree, that a site is open already or soon will be. */
@Resolver()
export class FilteringOverlapsResolver {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  @Allow('filtering:request')
  @Query(() => [OverlappingChange], {
    description:
      'Changes under way that already let a site through for these people, or are about to: the same site, or a wider ' +
      'domain. To look before asking, and before agreeing. What a category holds only the filter knows.',
  })
  overlappingFilteringChanges(
    @Args() { target, scope, after }: OverlapArgs,
    @Sender() who: Who,
  ): Promise<OverlappingChange[]> {
    const wanted = normalTarget(target);
    return this.readModels.read(who, filteringChangeLog.name, after, async (rows) => {
      const covering = rows
        .createQueryBuilder(FilteringChangeLogEntry, 'entry')
        .where(`entry.direction = 'unblock' and entry.status = any(:underWay)`, { underWay })
        .andWhere('(entry.target_kind = :kind and entry.target = :value or entry.target_kind = :domain)', {
          ...wanted,
          domain: 'domain',
        });
      reaching(covering, scope);
      const changes = await covering.orderBy('entry.requested_at').addOrderBy('entry.id').getMany();
      return changes.filter(({ targetKind, target: value }) => includes({ kind: targetKind, value }, wanted));
    });
  }
}
