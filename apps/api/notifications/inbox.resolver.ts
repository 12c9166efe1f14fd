import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsBoolean, IsOptional } from 'class-validator';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { MarkNotificationRead } from '#libs/notifications/notifications.commands.js';
import { EmailStatus, inbox, InboxEntry } from '#projections/notifications/inbox.js';
import { vacancies, VacancyEntry } from '#projections/notifications/vacancies.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@InputType()
export class InboxFilter {
  @Field(() => Boolean, { nullable: true, description: 'Only what was read, or only the rest.' })
  @IsOptional()
  @IsBoolean()
  read?: boolean;
}

@ObjectType()
export class InboxPage extends pageOf(InboxEntry) {}

@ObjectType()
export class VacancyPage extends pageOf(VacancyEntry) {}

@ObjectType({ description: 'How many notifications stand at what became of their e-mail.' })
export class EmailCount {
  @Field(() => EmailStatus)
  status: EmailStatus;

  @Field(() => Int)
  notifications: number;
}

/** What waits for the sender, and whom nothing reached (D6, D7, D9, D23). */
@Resolver()
export class InboxResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('inbox:read')
  @Query(() => InboxPage, { description: 'What waits for the sender, last told first (D6).' })
  inbox(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: InboxFilter,
  ): Promise<InboxPage> {
    return this.readModels.readLog(who, inbox, page, (rows) => {
      const own = rows.of(InboxEntry, (entry) => `${entry}.recipient = :actor`, { actor: who.actor });
      const read = filter?.read;
      if (typeof read === 'boolean') own.andWhere('(entry.read_at is not null) = :read', { read });
      return pageIn(own, page, byToldAt, counted);
    });
  }

  @Allow('inbox:read')
  @Mutation(() => Receipt)
  markNotificationRead(@Args('input') command: MarkNotificationRead, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  // What went to the chair of governors may be about the headteacher, who does not learn of it here (D6).
  @Allow('vacancies:read')
  @Query(() => VacancyPage, { description: 'Roles that were to be told on a day on which nobody held them (D23).' })
  vacancies(@Args() page: PageArgs, @Sender() who: Who, @CountAsked() counted: boolean): Promise<VacancyPage> {
    const hidden = who.role === 'headteacher' ? ['chairOfGovernors'] : [];
    return this.readModels.readLog(who, vacancies, page, (rows) =>
      pageIn(
        rows.of(VacancyEntry, (entry) => `not ${entry}.role = any(:hidden)`, { hidden }),
        page,
        byFoundAt,
        counted,
      ),
    );
  }

  @Allow('operations:read')
  @Query(() => [EmailCount], { description: 'Whether e-mails arrive, by counts alone.' })
  emailCounts(@Sender() who: Who): Promise<EmailCount[]> {
    return this.readModels.readLog(who, inbox, {}, (rows) =>
      rows
        .of(InboxEntry)
        .select('entry.email', 'status')
        .addSelect('count(*)::int', 'notifications')
        .groupBy('entry.email')
        .orderBy('entry.email')
        .getRawMany<EmailCount>(),
    );
  }
}

const byToldAt: Order<InboxEntry> = { column: 'told_at', momentOf: ({ toldAt }) => toldAt };
const byFoundAt: Order<VacancyEntry> = { column: 'found_at', momentOf: ({ foundAt }) => foundAt };
