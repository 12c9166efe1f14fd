import { applyDecorators, Inject } from '@nestjs/common';
import { Args, Field, InputType, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';
import type { Who } from '#libs/eventing/command.js';
import { IncidentRisk, IncidentStatus } from '#libs/incidents/incident-enums.js';
import { GovernorIncidentLogEntry, governorIncidentLog } from '#projections/governor-incident-log.js';
import { among, Codes, OneOf } from './list-filter.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from './paging.js';
import { ReadModels } from './read-models.js';
import type { Rule } from './rows.js';
import { Allow, Sender } from './who.js';

const Month = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => String, { nullable: true, description }),
    IsOptional(),
    Matches(/^\d{4}-(0[1-9]|1[0-2])$/, { message: '$property must be a month, as 2026-03' }),
  );

@InputType({ description: 'Which incidents to show; only by what the answer shows anyway (D25).' })
export class GovernorIncidentFilter {
  @OneOf(IncidentStatus)
  status?: IncidentStatus[];

  @Codes()
  kind?: string[];

  @OneOf(IncidentRisk)
  risk?: IncidentRisk[];

  @Codes()
  seriousness?: string[];

  @Month('Happened in this month or later, as 2026-03.')
  from?: string;

  @Month('Happened in this month or earlier, as 2026-03.')
  to?: string;
}

@ObjectType()
export class GovernorIncidentLogPage extends pageOf(GovernorIncidentLogEntry) {}

@Resolver()
export class GovernorIncidentsResolver {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  @Allow('incidents:readAnonymous')
  @Query(() => GovernorIncidentLogPage, { description: 'The incident log without anything personal (SL3, SW2).' })
  governorIncidentLog(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: GovernorIncidentFilter,
  ): Promise<GovernorIncidentLogPage> {
    return this.readModels.readLog(who, governorIncidentLog, page, (rows) => {
      const { from, to, status, kind, risk, seriousness } = filter ?? {};
      const visible = rows.of(GovernorIncidentLogEntry, namesNobody).andWhere(`entry.status <> 'merged'`);
      const entries = among(visible, { status, kind, risk, seriousness });
      if (from) entries.andWhere('entry.month >= :from', { from });
      if (to) entries.andWhere('entry.month <= :to', { to });
      return pageIn(entries, page, byMonth, counted);
    });
  }
}

/** In a small school a case about staff would name them (a second report of an event is left out as no second incident). */
export const namesNobody: Rule = (entry) => `${entry}.about <> 'staff' and not ${entry}.staff_alleged`;

/** A cursor tells no more than the entry: the month, not the moment. */
const byMonth: Order<GovernorIncidentLogEntry> = {
  column: 'month',
  momentOf: ({ month }) => new Date(`${month}-01T00:00:00Z`),
  columnOf: (moment) => moment.toISOString().slice(0, 'yyyy-mm'.length),
};
