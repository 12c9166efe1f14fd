import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, ObjectType, PickType, Query, Resolver } from '@nestjs/graphql';
import { Type as Nested } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import type { Who } from '#libs/eventing/commands/command.js';
import type { ScopeKind } from '#libs/filtering/filter-scope.js';
import { normalTarget } from '#libs/filtering/filter-target.js';
import { FilterScopeInput, FilterTargetInput } from '#libs/filtering/filtering.commands.js';
import { SchoolMoment } from '#libs/filtering/school-moment.js';
import { overlapOf, scopesSharing, statusesUnderWay, type OverlapKind } from '#libs/filtering/filtering-overlap.js';
import {
  FilteringChangeLogEntry,
  filteringChangeLog,
  FilteringOverlapKind,
} from '#projections/filtering/filtering-change-log.js';
import { AfterPosition } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType({ description: 'A change that reaches some of the same people and lies over the same site.' })
export class OverlappingChange extends PickType(FilteringChangeLogEntry, [
  'change',
  'direction',
  'targetKind',
  'target',
  'scopeKind',
  'scopeName',
  'status',
  'opensFrom',
  'until',
] as const) {
  @Field(() => FilteringOverlapKind)
  how: OverlapKind;
}

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

  @SchoolMoment('begin', { optional: true, description: 'From when it is to be let through.' })
  from?: string;

  @SchoolMoment('end', { optional: true, description: 'Until when.' })
  until?: string;

  @AfterPosition()
  after?: string;
}

/** Shows who asks, or is to agree, that a site is open already or soon will be. */
@Resolver()
export class FilteringOverlapsResolver {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  @Allow('filtering:request')
  @Query(() => [OverlappingChange], {
    description:
      'Changes under way, openings and blocks, for the same site and some of these people, or about to be. To look ' +
      'before asking; a request answers with the same, from the log itself.',
  })
  overlappingFilteringChanges(
    @Args() { target, scope, from, until, after }: OverlapArgs,
    @Sender() who: Who,
  ): Promise<OverlappingChange[]> {
    const wanted = { target: normalTarget(target), scope, from, until };
    return this.readModels.read(who, filteringChangeLog.name, after, async (rows) => {
      const changes = await rows
        .createQueryBuilder(FilteringChangeLogEntry, 'entry')
        .where('entry.status = any(:underWay) and entry.scope_kind = any(:scopes)', {
          underWay,
          scopes: scopesSharing(scope.kind),
        })
        .orderBy('entry.requested_at')
        .addOrderBy('entry.id')
        .getMany();
      return changes.flatMap((change) => {
        const how = overlapOf(wanted, {
          target: { kind: change.targetKind, value: change.target },
          scope: { kind: change.scopeKind as ScopeKind, name: change.scopeName ?? undefined },
          from: change.opensFrom?.toISOString(),
          // What is past its end is open all the same until somebody says that it is blocked.
          until: change.status === 'reblockOrdered' ? undefined : change.until?.toISOString(),
        });
        return how === undefined ? [] : [Object.assign(change, { how })];
      });
    });
  }
}

/** In the words of the log. */
const underWay = statusesUnderWay.flatMap((status) =>
  status === 'refused' ? ['blockRefused', 'liftingAgreed'] : status,
);
