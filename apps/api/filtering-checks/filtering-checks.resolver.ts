import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  CheckedDevice,
  CheckedGroup,
  CheckPlanStatus,
  EvidenceKind,
  FilteringCheckStatus,
} from '#libs/filtering-checks/check-enums.js';
import {
  EndCheckPlan,
  PlanFilteringChecks,
  RecordFilteringCheck,
  RemedyFailedCheck,
} from '#libs/filtering-checks/filtering-checks.commands.js';
import { FilteringCheckEntry, filteringChecks } from '#projections/filtering-checks/filtering-checks.js';
import { FilteringCheckPlanEntry, filteringCheckPlans } from '#projections/filtering-checks/filtering-check-plans.js';
import { among, OneOf } from '../reading/list-filter.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which tests to show; all conditions hold at once.' })
export class FilteringCheckFilter {
  @OneOf(FilteringCheckStatus)
  status?: FilteringCheckStatus[];

  @OneOf(CheckedGroup)
  userGroup?: CheckedGroup[];

  @OneOf(CheckedDevice)
  deviceKind?: CheckedDevice[];

  @OneOf(EvidenceKind)
  evidence?: EvidenceKind[];
}

@InputType({ description: 'Which plans to show.' })
export class CheckPlanFilter {
  @OneOf(CheckPlanStatus)
  status?: CheckPlanStatus[];
}

@ObjectType()
export class FilteringCheckPage extends pageOf(FilteringCheckEntry) {}

@ObjectType()
export class FilteringCheckPlanPage extends pageOf(FilteringCheckPlanEntry) {}

/** The filtering test log and its schedule (D22, SW7). */
@Resolver()
export class FilteringChecksResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('filteringChecks:record')
  @Mutation(() => Receipt)
  recordFilteringCheck(@Args('input') command: RecordFilteringCheck, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filteringChecks:record')
  @Mutation(() => Receipt)
  remedyFailedCheck(@Args('input') command: RemedyFailedCheck, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filteringChecks:plan')
  @Mutation(() => Receipt)
  planFilteringChecks(@Args('input') command: PlanFilteringChecks, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filteringChecks:plan')
  @Mutation(() => Receipt)
  endCheckPlan(@Args('input') command: EndCheckPlan, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:read')
  @Query(() => FilteringCheckPage, { description: 'The filtering test log, last tested first (D22).' })
  filteringChecks(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: FilteringCheckFilter,
  ): Promise<FilteringCheckPage> {
    const { status, userGroup, deviceKind, evidence } = filter ?? {};
    return this.readModels.readLog(who, filteringChecks, page, (rows) => {
      const entries = among(rows.of(FilteringCheckEntry), {
        status,
        user_group: userGroup,
        device_kind: deviceKind,
        evidence,
      });
      return pageIn(entries, page, byCheckedAt, counted);
    });
  }

  @Allow('filtering:read')
  @Query(() => FilteringCheckPlanPage, { description: 'The schedule of tests, last planned first (D22).' })
  filteringCheckPlans(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: CheckPlanFilter,
  ): Promise<FilteringCheckPlanPage> {
    const { status } = filter ?? {};
    return this.readModels.readLog(who, filteringCheckPlans, page, (rows) =>
      pageIn(among(rows.of(FilteringCheckPlanEntry), { status }), page, byPlannedAt, counted),
    );
  }
}

const byCheckedAt: Order<FilteringCheckEntry> = { column: 'checked_at', momentOf: ({ checkedAt }) => checkedAt };
const byPlannedAt: Order<FilteringCheckPlanEntry> = { column: 'planned_at', momentOf: ({ plannedAt }) => plannedAt };
