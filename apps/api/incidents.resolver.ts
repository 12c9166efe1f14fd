import { applyDecorators, Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/command.js';
import { Moment, Text } from '#libs/eventing/fields.js';
import type { ReadModelRow } from '#libs/eventing/projection.js';
import { IncidentRisk, IncidentStatus } from '#libs/incidents/incident-enums.js';
import {
  AcknowledgeIncident,
  AddAddendum,
  CloseIncident,
  CompleteAction,
  CorrectFacts,
  DecideSeriousness,
  LinkPerson,
  RaiseIncident,
  RecategoriseIncident,
  RecordAction,
  RecordParentsInformed,
  RecordParentsNotInformed,
  ReopenIncident,
} from '#libs/incidents/incidents.commands.js';
import { GovernorIncidentLogEntry, governorIncidentLog } from '#projections/governor-incident-log.js';
import { IncidentLogEntry, incidentLog } from '#projections/incident-log.js';
import { IncidentReceipt, incidentReceipts } from '#projections/incident-receipts.js';
import { AfterPosition, PageArgs, pageIn, pageOf, type Order } from './paging.js';
import { ReadModels } from './read-models.js';
import { Allow, Sender } from './who.js';

const OneOf = (words: Readonly<Record<string, string>>): PropertyDecorator =>
  applyDecorators(
    Field(() => [words], { nullable: true }),
    IsOptional(),
    IsIn(Object.values(words), { each: true }),
  );

/** Codes of the adopted policy. */
const Codes = (): PropertyDecorator =>
  applyDecorators(
    Field(() => [String], { nullable: true }),
    IsOptional(),
    IsString({ each: true }),
    MaxLength(100, { each: true }),
  );

const Month = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => String, { nullable: true, description }),
    IsOptional(),
    Matches(/^\d{4}-(0[1-9]|1[0-2])$/, { message: '$property must be a month, as 2026-03' }),
  );

@InputType({ description: 'Which incidents to show; all conditions hold at once.' })
export class IncidentFilter {
  @OneOf(IncidentStatus)
  status?: IncidentStatus[];

  @Codes()
  kind?: string[];

  @Codes()
  seriousness?: string[];

  @Moment({ optional: true, description: 'Occurred at or after this moment.' })
  from?: string;

  @Moment({ optional: true, description: 'Occurred before this moment.' })
  to?: string;

  @Text({ optional: true, max: 200, description: 'Stands in the facts or in what was written since.' })
  text?: string;
}

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

@ArgsType()
class IncidentArgs {
  @Field(() => ID)
  @IsUUID()
  id: string;

  @AfterPosition()
  after?: string;
}

@ObjectType()
export class IncidentLogPage extends pageOf(IncidentLogEntry) {}

@ObjectType()
export class IncidentReceiptPage extends pageOf(IncidentReceipt) {}

@ObjectType()
export class GovernorIncidentLogPage extends pageOf(GovernorIncidentLogEntry) {}

@Resolver()
export class IncidentsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('incidents:raise')
  @Mutation(() => Receipt)
  raiseIncident(@Args('input') command: RaiseIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  linkPerson(@Args('input') command: LinkPerson, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  acknowledgeIncident(@Args('input') command: AcknowledgeIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  decideSeriousness(@Args('input') command: DecideSeriousness, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  recordAction(@Args('input') command: RecordAction, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  completeAction(@Args('input') command: CompleteAction, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  recordParentsInformed(@Args('input') command: RecordParentsInformed, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  recordParentsNotInformed(@Args('input') command: RecordParentsNotInformed, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  addAddendum(@Args('input') command: AddAddendum, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  correctFacts(@Args('input') command: CorrectFacts, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  recategoriseIncident(@Args('input') command: RecategoriseIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  closeIncident(@Args('input') command: CloseIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  reopenIncident(@Args('input') command: ReopenIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:read')
  @Query(() => IncidentLogPage, { description: 'The incident log, last recorded first (SL4, SW6).' })
  incidentLog(
    @Args() { after, ...page }: PageArgs,
    @Sender() who: Who,
    @Args('filter', { nullable: true }) filter?: IncidentFilter,
  ): Promise<IncidentLogPage> {
    return this.readModels.read(who, incidentLog.name, after, (rows) => {
      const visible = matching(visibleTo(who, rows), filter ?? {});
      const { status, kind, seriousness } = filter ?? {};
      return pageIn(among(visible, { status, kind, seriousness }), page, byRecordedAt);
    });
  }

  @Allow('incidents:read')
  @Query(() => IncidentLogEntry, { nullable: true, description: 'One incident; null where the sender sees none.' })
  incident(@Args() { id, after }: IncidentArgs, @Sender() who: Who): Promise<IncidentLogEntry | null> {
    return this.readModels.read(who, incidentLog.name, after, (rows) =>
      visibleTo(who, rows).andWhere('entry.id = :id', { id }).getOne(),
    );
  }

  @Allow('incidents:readOwn')
  @Query(() => IncidentReceiptPage, { description: 'What became of the incidents the sender raised (D8).' })
  myReports(@Args() { after, ...page }: PageArgs, @Sender() who: Who): Promise<IncidentReceiptPage> {
    return this.readModels.read(who, incidentReceipts.name, after, (rows) => {
      const own = rows.createQueryBuilder(IncidentReceipt, 'entry').where('entry.reported_by = :actor', who);
      return pageIn(own, page, byReportedAt);
    });
  }

  @Allow('incidents:readAnonymous')
  @Query(() => GovernorIncidentLogPage, { description: 'The incident log without anything personal (SL3, SW2).' })
  governorIncidentLog(
    @Args() { after, ...page }: PageArgs,
    @Sender() who: Who,
    @Args('filter', { nullable: true }) filter?: GovernorIncidentFilter,
  ): Promise<GovernorIncidentLogPage> {
    return this.readModels.read(who, governorIncidentLog.name, after, (rows) => {
      const { from, to, status, kind, risk, seriousness } = filter ?? {};
      const entries = among(
        rows.createQueryBuilder(GovernorIncidentLogEntry, 'entry').where(`entry.about <> 'staff'`),
        { status, kind, risk, seriousness },
      );
      if (from) entries.andWhere('entry.month >= :from', { from });
      if (to) entries.andWhere('entry.month <= :to', { to });
      return pageIn(entries, page, byMonth);
    });
  }
}

/** Incidents about staff are the headteacher's alone, and nobody reads of a case in which they are the alleged (SL16, D6). */
function visibleTo({ actor, roles }: Who, rows: EntityManager): SelectQueryBuilder<IncidentLogEntry> {
  const entries = rows
    .createQueryBuilder(IncidentLogEntry, 'entry')
    .where('not entry.people @> :accused::jsonb', { accused: JSON.stringify([{ person: actor, role: 'alleged' }]) });
  return roles.includes('headteacher') ? entries : entries.andWhere(`entry.about <> 'staff'`);
}

function matching(query: SelectQueryBuilder<IncidentLogEntry>, { from, to, text }: IncidentFilter): typeof query {
  if (from) query.andWhere('entry.occurred_at >= :from', { from });
  if (to) query.andWhere('entry.occurred_at < :to', { to });
  if (text) {
    const written = `exists (select from jsonb_array_elements(entry.steps) step where step->>'text' ilike :text)`;
    query.andWhere(`(entry.facts ilike :text or ${written})`, { text: `%${text.replace(/[\\%_]/g, '\\$&')}%` });
  }
  return query;
}

/** Narrows each column to the words given for it; the columns are ours, never the sender's. */
function among<Row extends ReadModelRow>(
  query: SelectQueryBuilder<Row>,
  lists: Readonly<Record<string, readonly string[] | null | undefined>>,
): typeof query {
  for (const [column, words] of Object.entries(lists))
    if (words) query.andWhere(`entry.${column} = any(:${column})`, { [column]: words });
  return query;
}

const byRecordedAt: Order<IncidentLogEntry> = { column: 'recorded_at', momentOf: ({ recordedAt }) => recordedAt };
const byReportedAt: Order<IncidentReceipt> = { column: 'reported_at', momentOf: ({ reportedAt }) => reportedAt };
/** A cursor tells no more than the entry: the month, not the moment. */
const byMonth: Order<GovernorIncidentLogEntry> = {
  column: 'month',
  momentOf: ({ month }) => new Date(`${month}-01T00:00:00Z`),
  columnOf: (moment) => moment.toISOString().slice(0, 'yyyy-mm'.length),
};
