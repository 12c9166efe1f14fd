import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsBoolean, IsOptional } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { Day } from '#libs/eventing/commands/fields.js';
import { AlertDisposition, AlertStatus } from '#libs/monitoring/monitoring-enums.js';
import {
  AttachAlert,
  CloseMonitoringSource,
  DecideAlert,
  LookAtAlert,
  OpenMonitoringSource,
  RenewSourceSecret,
} from '#libs/monitoring/monitoring.commands.js';
import { PromoteAlert } from '#libs/monitoring/promote-alert.handler.js';
import type { Role } from '#libs/people/roles.js';
import { AlertImportEntry, alertImports } from '#projections/monitoring/alert-imports.js';
import { MonitoringAlertEntry, monitoringAlerts } from '#projections/monitoring/monitoring-alerts.js';
import { MonitoringSourceEntry, monitoringSources } from '#projections/monitoring/monitoring-sources.js';
import { among, OneOf } from '../reading/list-filter.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { permissions } from '../access/permissions.js';
import type { Rows } from '../reading/rows.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which alerts to show; all conditions hold at once.' })
export class MonitoringAlertFilter {
  @OneOf(AlertStatus)
  status?: AlertStatus[];

  @OneOf(AlertDisposition)
  disposition?: AlertDisposition[];

  @Field(() => Boolean, { nullable: true })
  @IsOptional()
  @IsBoolean()
  highRisk?: boolean;

  @Day('The Monday of the week in which they occurred.', { optional: true })
  week?: string;
}

@ObjectType()
export class MonitoringAlertPage extends pageOf(MonitoringAlertEntry) {}

@ObjectType()
export class AlertImportPage extends pageOf(AlertImportEntry) {}

@ArgsType()
class AlertImportArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only those that were cut short.' })
  @IsOptional()
  @IsBoolean()
  unfinished?: boolean;
}

@ObjectType()
export class MonitoringSourcePage extends pageOf(MonitoringSourceEntry) {}

/** Monitoring systems and their alerts, in the hands of those who look after the children (D21, SW7). */
@Resolver()
export class MonitoringResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('monitoring:configure')
  @Mutation(() => Receipt)
  openMonitoringSource(@Args('input') command: OpenMonitoringSource, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:configure')
  @Mutation(() => Receipt)
  renewSourceSecret(@Args('input') command: RenewSourceSecret, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:configure')
  @Mutation(() => Receipt)
  closeMonitoringSource(@Args('input') command: CloseMonitoringSource, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:handle')
  @Mutation(() => Receipt)
  lookAtAlert(@Args('input') command: LookAtAlert, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:handle')
  @Mutation(() => Receipt)
  decideAlert(@Args('input') command: DecideAlert, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:handle')
  @Mutation(() => Receipt)
  attachAlert(@Args('input') command: AttachAlert, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:handle')
  @Mutation(() => Receipt, { description: 'The receipt is that of the incident.' })
  promoteAlert(@Args('input') command: PromoteAlert, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('monitoring:import')
  @Query(() => MonitoringSourcePage, { description: 'Monitoring systems of the school, last opened first.' })
  monitoringSources(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<MonitoringSourcePage> {
    return this.readModels.readLog(who, monitoringSources, page, (rows) =>
      pageIn(rows.of(MonitoringSourceEntry), page, byOpenedAt, counted),
    );
  }

  @Allow('monitoring:import')
  @Query(() => AlertImportPage, { description: 'Files of alerts, last uploaded first.' })
  alertImports(
    @Args() { unfinished, ...page }: AlertImportArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<AlertImportPage> {
    return this.readModels.readLog(who, alertImports, page, (rows) => {
      const files = rows.of(AlertImportEntry);
      if (unfinished === true) files.andWhere('entry.finished_at is null');
      return pageIn(files, page, byBegunAt, counted);
    });
  }

  @Allow('monitoring:handle')
  @Query(() => MonitoringAlertPage, { description: 'Alerts, last received first; none about the sender (D21).' })
  monitoringAlerts(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: MonitoringAlertFilter,
  ): Promise<MonitoringAlertPage> {
    const { status, disposition, highRisk, week } = filter ?? {};
    return this.readModels.readLog(who, monitoringAlerts, page, (rows) => {
      const entries = among(visibleTo(who, rows), { status, disposition });
      if (highRisk !== undefined) entries.andWhere('entry.high_risk = :highRisk', { highRisk });
      if (week !== undefined) entries.andWhere('entry.week = :week', { week });
      return pageIn(entries, page, byReceivedAt, counted);
    });
  }
}

/** D21: alerts are for the safeguarding team alone; D6: nobody handles what is about themselves. */
export function visibleTo({ actor, roles }: Who, rows: Rows): SelectQueryBuilder<MonitoringAlertEntry> {
  const handles = roles.some((role) => handlers.includes(role));
  return rows.of(MonitoringAlertEntry, (entry) => `:handles and ${entry}.person is distinct from :actor`, {
    handles,
    actor,
  });
}
const handlers: readonly Role[] = permissions['monitoring:handle'].roles;

const byBegunAt: Order<AlertImportEntry> = { column: 'begun_at', momentOf: ({ begunAt }) => begunAt };
const byOpenedAt: Order<MonitoringSourceEntry> = { column: 'opened_at', momentOf: ({ openedAt }) => openedAt };
const byReceivedAt: Order<MonitoringAlertEntry> = { column: 'received_at', momentOf: ({ receivedAt }) => receivedAt };
