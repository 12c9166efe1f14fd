import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, ID, InputType, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsUUID } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import type { Who } from '#libs/eventing/commands/command.js';
import { Moment } from '#libs/eventing/commands/fields.js';
import { IncidentStatus } from '#libs/incidents/incident-enums.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { IncidentLogEntry } from '#projections/incidents/incident-log-entry.js';
import { among, Codes, OneOf } from '../reading/list-filter.js';
import {
  AfterPosition,
  AsAt,
  CountAsked,
  EntryFieldsAsked,
  LogArgs,
  type Order,
  PageArgs,
  pageIn,
  pageOf,
} from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import type { Rows, Rule } from '../reading/rows.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which incidents to show; all conditions hold at once.' })
export class IncidentFilter {
  @OneOf(IncidentStatus)
  status?: IncidentStatus[];

  @Codes()
  kind?: string[];

  @Codes()
  seriousness?: string[];

  @Moment({ optional: true, description: 'Occurred at or after this moment: ISO 8601 with a time zone.' })
  from?: string;

  @Moment({ optional: true, description: 'Occurred before this moment: ISO 8601 with a time zone.' })
  to?: string;
}

@ArgsType()
export class IncidentArgs extends LogArgs {
  @Field(() => ID)
  @IsUUID()
  id: string;
}

@ArgsType()
export class AfterArgs {
  @AfterPosition()
  after?: string;
}

@ArgsType()
class ReadArgs extends AfterArgs {
  @AsAt()
  asAt?: string;
}

@ObjectType()
export class IncidentLogPage extends pageOf(IncidentLogEntry) {}

@Resolver()
export class IncidentLogResolver {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

  @Allow('incidents:read')
  @Query(() => IncidentLogPage, { description: 'The incident log, last recorded first (SL4, SW6).' })
  incidentLog(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @EntryFieldsAsked() fields: ReadonlySet<string>,
    @Args('filter', { nullable: true }) filter?: IncidentFilter,
  ): Promise<IncidentLogPage> {
    return this.readModels.readLog(who, incidentLog, page, (rows) =>
      pageIn(matching(visibleTo(who, rows), filter ?? {}), page, byRecordedAt, counted, fields),
    );
  }

  @Allow('incidents:read')
  @Query(() => IncidentLogEntry, { nullable: true, description: 'One incident; null where the sender sees none.' })
  incident(@Args() { id, ...read }: IncidentArgs, @Sender() who: Who): Promise<IncidentLogEntry | null> {
    return this.readModels.readLog(who, incidentLog, read, (rows) =>
      visibleTo(who, rows).andWhere('entry.id = :id', { id }).getOne(),
    );
  }

  @Allow('incidents:read')
  @Query(() => [IncidentLogEntry], {
    description: 'What is linked to an incident, from either side, or merged into it.',
  })
  linkedIncidents(@Args() { id, ...read }: IncidentArgs, @Sender() who: Who): Promise<IncidentLogEntry[]> {
    return this.readModels.readLog(who, incidentLog, read, async (rows) => {
      const from = await visibleTo(who, rows).andWhere('entry.id = :id', { id }).getOne();
      if (!from) return [];
      const to = JSON.stringify([{ to: id }]);
      const ids = [...from.links.map((link) => link.to), ...(from.mergedInto === null ? [] : [from.mergedInto])];
      return visibleTo(who, rows)
        .andWhere('(entry.id = any(:ids) or entry.links @> :to::jsonb or entry.merged_into = :id)', { ids, to, id })
        .orderBy('entry.recorded_at')
        .addOrderBy('entry.id')
        .getMany();
    });
  }

  @Allow('incidents:readAboutHeadteacher')
  @Query(() => [IncidentLogEntry], {
    description: 'The incidents that are in the hands of the chair of governors, the last recorded first (D6).',
  })
  incidentsForChair(@Args() read: ReadArgs, @Sender() who: Who): Promise<IncidentLogEntry[]> {
    return this.readModels.readLog(who, incidentLog, read, (rows) =>
      visibleTo({ ...who, roles: ['chairOfGovernors'] }, rows)
        .orderBy('entry.recorded_at', 'DESC')
        .addOrderBy('entry.id', 'DESC')
        .getMany(),
    );
  }
}

/** Each incident is shown to the roles that handle it, and to nobody who is the alleged in it (SL16, D6). */
export function visibleTo({ actor, roles }: Who, rows: Rows): SelectQueryBuilder<IncidentLogEntry> {
  const rule: Rule = (entry) =>
    `not ${entry}.people @> :accused::jsonb and jsonb_exists_any(${entry}.handled_by, :roles)`;
  return rows.of(IncidentLogEntry, rule, {
    accused: JSON.stringify([{ person: actor, role: 'alleged' }]),
    roles,
  });
}

/** Narrows a query to what the filter asks for. */
export function matching(
  query: SelectQueryBuilder<IncidentLogEntry>,
  { from, to, status, kind, seriousness }: IncidentFilter,
): typeof query {
  if (from) query.andWhere('entry.occurred_at >= :from', { from });
  if (to) query.andWhere('entry.occurred_at < :to', { to });
  return among(query, { status, kind, seriousness });
}

export const byRecordedAt: Order<IncidentLogEntry> = {
  column: 'recorded_at',
  momentOf: ({ recordedAt }) => recordedAt,
};
