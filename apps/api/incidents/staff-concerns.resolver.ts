import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { SelectQueryBuilder } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { holderOf } from '#libs/incidents/staff-concern.decider.js';
import { concernSubjects } from '#libs/incidents/staff-concern-words.js';
import {
  AddToStaffConcern,
  AnswerStaffConcern,
  PromoteStaffConcern,
  RaiseStaffConcern,
} from '#libs/incidents/staff-concerns.commands.js';
import { StaffConcernEntry, staffConcerns } from '#projections/incidents/staff-concerns.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import type { Rows, Rule } from '../reading/rows.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType()
export class StaffConcernPage extends pageOf(StaffConcernEntry) {}

/** Low-level concerns about staff: apart from the incident log, in the hands of one role (D16). */
@Resolver()
export class StaffConcernsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('concerns:raise')
  @Mutation(() => Receipt)
  raiseStaffConcern(@Args('input') command: RaiseStaffConcern, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('concerns:handle')
  @Mutation(() => Receipt)
  answerStaffConcern(@Args('input') command: AnswerStaffConcern, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('concerns:handle')
  @Mutation(() => Receipt)
  addToStaffConcern(@Args('input') command: AddToStaffConcern, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('concerns:handle')
  @Mutation(() => Receipt, { description: 'The receipt is that of the incident.' })
  promoteStaffConcern(@Args('input') command: PromoteStaffConcern, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('concerns:handle')
  @Query(() => StaffConcernPage, { description: 'The concerns the sender holds, last recorded first (D16).' })
  staffConcerns(@Args() page: PageArgs, @Sender() who: Who, @CountAsked() counted: boolean): Promise<StaffConcernPage> {
    return this.readModels.readLog(who, staffConcerns, page, (rows) =>
      pageIn(visibleTo(who, rows), page, byRecordedAt, counted),
    );
  }
}

/** Those the sender holds, but for one about themselves (D6, D16). */
export function visibleTo({ actor, roles }: Who, rows: Rows): SelectQueryBuilder<StaffConcernEntry> {
  const held = concernSubjects.filter((capacity) => roles.includes(holderOf(capacity)));
  const rule: Rule = (entry) => `${entry}.capacity = any(:held) and ${entry}.about <> :actor`;
  return rows.of(StaffConcernEntry, rule, { held, actor });
}

const byRecordedAt: Order<StaffConcernEntry> = { column: 'recorded_at', momentOf: ({ recordedAt }) => recordedAt };
