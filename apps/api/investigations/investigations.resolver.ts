import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsUUID } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  AddInvestigationNote,
  AddInvestigator,
  AgreeJudgement,
  AgreeRelease,
  ChangeComputer,
  ConcludeInvestigation,
  DeclareEvidence,
  IsolateComputer,
  JoinInvestigation,
  JudgeSubstance,
  ProposeRelease,
  RecordSignedSheet,
  RecordSite,
  RemoveInvestigator,
  ReportSuspicion,
  ResumeInvestigation,
  StartInvestigation,
} from '#libs/investigations/investigation.commands.js';
import { subjectsFor } from '#libs/people/case-subjects.js';
import { InvestigationLogEntry, investigationLog } from '#projections/investigations/investigation-log.js';
import { CountAsked, LogArgs, type Order, PageArgs, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import type { Rows, Rule } from '../reading/rows.js';
import { Allow, Sender } from '../access/who.js';

@ArgsType()
class InvestigationArgs extends LogArgs {
  @Field(() => ID)
  @IsUUID()
  id: string;
}

@ObjectType()
export class InvestigationPage extends pageOf(InvestigationLogEntry) {}

@Resolver()
export class InvestigationsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('investigations:start')
  @Mutation(() => Receipt)
  startInvestigation(@Args('input') command: StartInvestigation, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  joinInvestigation(@Args('input') command: JoinInvestigation, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  addInvestigator(@Args('input') command: AddInvestigator, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  removeInvestigator(@Args('input') command: RemoveInvestigator, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  changeComputer(@Args('input') command: ChangeComputer, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  isolateComputer(@Args('input') command: IsolateComputer, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  recordSite(@Args('input') command: RecordSite, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  recordSignedSheet(@Args('input') command: RecordSignedSheet, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  addInvestigationNote(@Args('input') command: AddInvestigationNote, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  reportSuspicion(@Args('input') command: ReportSuspicion, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  resumeInvestigation(@Args('input') command: ResumeInvestigation, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  judgeSubstance(@Args('input') command: JudgeSubstance, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  agreeJudgement(@Args('input') command: AgreeJudgement, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  concludeInvestigation(@Args('input') command: ConcludeInvestigation, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  declareEvidence(@Args('input') command: DeclareEvidence, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  proposeRelease(@Args('input') command: ProposeRelease, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:conduct')
  @Mutation(() => Receipt)
  agreeRelease(@Args('input') command: AgreeRelease, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('investigations:read')
  @Query(() => InvestigationPage, { description: 'The investigations the sender conducts or handles, last one first.' })
  investigations(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
  ): Promise<InvestigationPage> {
    return this.readModels.readLog(who, investigationLog, page, (rows) =>
      pageIn(visibleTo(who, rows), page, byStart, counted),
    );
  }

  @Allow('investigations:read')
  @Query(() => InvestigationLogEntry, {
    nullable: true,
    description: 'One investigation; null where the sender sees none.',
  })
  investigation(@Args() { id, ...read }: InvestigationArgs, @Sender() who: Who): Promise<InvestigationLogEntry | null> {
    return this.readModels.readLog(who, investigationLog, read, (rows) =>
      visibleTo(who, rows).andWhere('entry.id = :id', { id }).getOne(),
    );
  }
}

/** Those on it, and those who handle a case about such a person; a subject of it never sees it (SL5, SL16, D6). */
export function visibleTo({ actor, roles }: Who, rows: Rows): SelectQueryBuilder<InvestigationLogEntry> {
  const rule: Rule = (entry) =>
    `not ${entry}.subjects @> :me::jsonb and (${entry}.staff @> :named::jsonb or ${entry}.about = any(:subjects))`;
  return rows.of(InvestigationLogEntry, rule, {
    me: JSON.stringify([actor]),
    named: JSON.stringify([{ person: actor }]),
    subjects: subjectsFor(roles),
  });
}

const byStart: Order<InvestigationLogEntry> = { column: 'started_at', momentOf: ({ startedAt }) => startedAt };
