import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { subjectsFor } from '#libs/people/case-subjects.js';
import {
  ChaseReferral,
  CloseReferral,
  ConsiderReferral,
  RecordNotReferred,
  RecordReferralAcknowledged,
  RecordReferralAnswered,
  RecordReferralMade,
  WithdrawReferral,
} from '#libs/referrals/referral.commands.js';
import { ReferralAgency, ReferralStatus } from '#libs/referrals/referral-enums.js';
import { ReferralEntry, referralTracker } from '#projections/referrals/referral-tracker.js';
import { CountAsked, LogArgs, type Order, PageArgs, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import type { Rows, Rule } from '../reading/rows.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which referrals to show; all conditions hold at once.' })
export class ReferralFilter {
  @Field(() => [ReferralStatus], { nullable: true })
  @IsOptional()
  @IsIn(Object.values(ReferralStatus), { each: true })
  status?: ReferralStatus[];

  @Field(() => [ReferralAgency], { nullable: true })
  @IsOptional()
  @IsIn(Object.values(ReferralAgency), { each: true })
  agency?: ReferralAgency[];

  @Field(() => Boolean, { nullable: true, description: 'Only those that wait too long, or only the others.' })
  @IsOptional()
  @IsBoolean()
  overdue?: boolean;
}

@ArgsType()
class ReferralArgs extends LogArgs {
  @Field(() => ID)
  @IsUUID()
  id: string;
}

@ObjectType()
export class ReferralPage extends pageOf(ReferralEntry) {}

@Resolver()
export class ReferralsResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('referrals:handle')
  @Mutation(() => Receipt)
  considerReferral(@Args('input') command: ConsiderReferral, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('referrals:handle')
  @Mutation(() => Receipt)
  recordReferralMade(@Args('input') command: RecordReferralMade, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('referrals:handle')
  @Mutation(() => Receipt)
  recordNotReferred(@Args('input') command: RecordNotReferred, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('referrals:handle')
  @Mutation(() => Receipt)
  recordReferralAcknowledged(@Args('input') command: RecordReferralAcknowledged, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('referrals:handle')
  @Mutation(() => Receipt)
  recordReferralAnswered(@Args('input') command: RecordReferralAnswered, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('referrals:handle')
  @Mutation(() => Receipt)
  chaseReferral(@Args('input') command: ChaseReferral, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('referrals:handle')
  @Mutation(() => Receipt)
  withdrawReferral(@Args('input') command: WithdrawReferral, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('referrals:handle')
  @Mutation(() => Receipt)
  closeReferral(@Args('input') command: CloseReferral, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('referrals:read')
  @Query(() => ReferralPage, { description: 'The referrals the sender handles, last opened first (SW4, D14).' })
  referralTracker(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: ReferralFilter,
  ): Promise<ReferralPage> {
    return this.readModels.readLog(who, referralTracker, page, (rows) => {
      const { status, agency, overdue } = filter ?? {};
      const entries = visibleTo(who, rows);
      if (status) entries.andWhere('entry.status = any(:status)', { status });
      if (agency) entries.andWhere('entry.agency = any(:agency)', { agency });
      if (typeof overdue === 'boolean') entries.andWhere('(entry.overdue_since is not null) = :overdue', { overdue });
      return pageIn(entries, page, byOpening, counted);
    });
  }

  @Allow('referrals:read')
  @Query(() => ReferralEntry, { nullable: true, description: 'One referral; null where the sender sees none.' })
  referral(@Args() { id, ...read }: ReferralArgs, @Sender() who: Who): Promise<ReferralEntry | null> {
    return this.readModels.readLog(who, referralTracker, read, (rows) =>
      visibleTo(who, rows).andWhere('entry.id = :id', { id }).getOne(),
    );
  }
}

/** Those who handle a case about such a person; a subject of it never sees it (SL16, D6). */
export function visibleTo({ actor, roles }: Who, rows: Rows): SelectQueryBuilder<ReferralEntry> {
  const rule: Rule = (entry) => `not ${entry}.subjects @> :me::jsonb and ${entry}.about = any(:subjects)`;
  return rows.of(ReferralEntry, rule, { me: JSON.stringify([actor]), subjects: subjectsFor(roles) });
}

const byOpening: Order<ReferralEntry> = { column: 'opened_at', momentOf: ({ openedAt }) => openedAt };
