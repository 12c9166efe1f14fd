import { Inject } from '@nestjs/common';
import { Args, Field, GraphQLISODateTime, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Who } from '#libs/eventing/commands/command.js';
import { ProjectionCheck, projectionChecks } from '#projections/projection-checks/projection-check.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order, type Page } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class ProjectionCheckPage extends pageOf(ProjectionCheck) {}

@ObjectType({
  description: 'A nightly check as governors see it: how many read models were compared, and how much differed.',
})
export class ProjectionCheckCount {
  @Field(() => GraphQLISODateTime)
  recordedAt: Date;

  @Field(() => Int)
  readModels: number;

  @Field(() => Int, { description: 'How many rows differ: 0 is what should stand here.' })
  differing: number;
}

@ObjectType()
export class ProjectionCheckCountPage extends pageOf(ProjectionCheckCount) {}

const byMoment: Order<ProjectionCheck> = { column: 'recordedAt', momentOf: ({ recordedAt }) => recordedAt };

@Resolver()
export class ProjectionChecksResolver {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  @Allow('operations:read')
  @Query(() => ProjectionCheckPage, { description: 'The nightly checks of the school’s read models, newest first.' })
  projectionChecks(
    @Args() args: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<Page<ProjectionCheck>> {
    return this.page(args, who, counted);
  }

  @Allow('operations:readCounts')
  @Query(() => ProjectionCheckCountPage, { description: 'The same in numbers, for governors.' })
  async projectionCheckCounts(
    @Args() args: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<Page<ProjectionCheckCount>> {
    const { entries, ...page } = await this.page(args, who, counted);
    return {
      ...page,
      // How many rows there are grows with each incident, shown or not (D25).
      entries: entries.map(({ recordedAt, readModels, differing }) => ({
        recordedAt,
        readModels: readModels.length,
        differing,
      })),
    };
  }

  private page(args: PageArgs, who: Who, counted: boolean): Promise<Page<ProjectionCheck>> {
    return this.readModels.readLog(who, projectionChecks, args, (rows) =>
      pageIn(rows.of(ProjectionCheck), args, byMoment, counted),
    );
  }
}
