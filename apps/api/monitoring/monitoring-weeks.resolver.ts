import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { Day } from '#libs/eventing/commands/fields.js';
import { BeginWeeklyReviews, ReviewMonitoringWeek } from '#libs/monitoring/monitoring-report.commands.js';
import { MonitoringAlertEntry } from '#projections/monitoring/monitoring-alerts.js';
import { MonitoringWeekEntry, monitoringWeeks } from '#projections/monitoring/monitoring-weeks.js';
import { AfterPosition } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ArgsType()
class WeeksArgs {
  @Day('The first day, as of a term.')
  from: string;

  @Day('The last day.')
  to: string;

  @AfterPosition()
  after?: string;
}

@ObjectType({ description: 'How many alerts of a week were what (D21).' })
export class AlertsOfWeek {
  @Field(() => Int)
  truePositive: number;

  @Field(() => Int)
  falsePositive: number;

  @Field(() => Int, { description: 'Nobody has said yet what they were.' })
  undecided: number;
}

@ObjectType({ description: 'A school week of monitoring, with its alerts in numbers.' })
export class MonitoringWeekView {
  @Field(() => MonitoringWeekEntry)
  week: MonitoringWeekEntry;

  @Field(() => AlertsOfWeek)
  alerts: AlertsOfWeek;
}

/** The weekly look back at monitoring (D21). */
@Resolver()
export class MonitoringWeeksResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('monitoring:handle')
  @Mutation(() => Receipt)
  beginWeeklyReviews(@Args('input') command: BeginWeeklyReviews, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:handle')
  @Mutation(() => Receipt)
  reviewMonitoringWeek(@Args('input') command: ReviewMonitoringWeek, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:handle')
  @Query(() => [MonitoringWeekView], { description: 'The school weeks of a time, as of a term, the first one first.' })
  monitoringWeeks(@Args() { from, to, after }: WeeksArgs, @Sender() who: Who): Promise<MonitoringWeekView[]> {
    return this.readModels.read(who, monitoringWeeks.name, after, async (rows) => {
      const [weeks, counts] = await Promise.all([
        rows
          .createQueryBuilder(MonitoringWeekEntry, 'entry')
          .where('entry.week between :from and :to', { from, to })
          .orderBy('entry.week')
          .limit(60)
          .getMany(),
        rows
          .createQueryBuilder(MonitoringAlertEntry, 'entry')
          .select(['entry.week as week', 'entry.disposition as disposition', 'count(*)::int as count'])
          .where('entry.week between :from and :to', { from, to })
          .groupBy('entry.week')
          .addGroupBy('entry.disposition')
          .getRawMany<{ week: string; disposition: string | null; count: number }>(),
      ]);
      const countOf = (week: string, what: string | null): number =>
        counts.find((one) => one.week === week && one.disposition === what)?.count ?? 0;
      return weeks.map((entry) => ({
        week: entry,
        alerts: {
          truePositive: countOf(entry.week, 'truePositive'),
          falsePositive: countOf(entry.week, 'falsePositive'),
          undecided: countOf(entry.week, null),
        },
      }));
    });
  }
}
