import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  RetireRequestTemplate,
  ReviseRequestTemplate,
  WriteRequestTemplate,
} from '#libs/filtering/request-templates.commands.js';
import {
  RequestTemplateEntry,
  requestTemplateLog,
  RequestTemplateStatus,
} from '#projections/filtering/request-template-log.js';
import { among, OneOf } from '../reading/list-filter.js';
import { CountAsked, PageArgs, pageIn, pageOf, type Order } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@InputType({ description: 'Which templates to show.' })
export class RequestTemplateFilter {
  @OneOf(RequestTemplateStatus)
  status?: RequestTemplateStatus[];
}

@ObjectType()
export class RequestTemplatePage extends pageOf(RequestTemplateEntry) {}

/** What is asked for often is written down once, and asked for from there (SL6). */
@Resolver()
export class RequestTemplatesResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('filtering:keepTemplates')
  @Mutation(() => Receipt)
  writeRequestTemplate(@Args('input') command: WriteRequestTemplate, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:keepTemplates')
  @Mutation(() => Receipt)
  reviseRequestTemplate(@Args('input') command: ReviseRequestTemplate, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:keepTemplates')
  @Mutation(() => Receipt)
  retireRequestTemplate(@Args('input') command: RetireRequestTemplate, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('filtering:request')
  @Query(() => RequestTemplatePage, { description: 'The school’s templates of filtering requests, last made first.' })
  requestTemplates(
    @Args() page: PageArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: RequestTemplateFilter,
  ): Promise<RequestTemplatePage> {
    const { status } = filter ?? {};
    return this.readModels.readLog(who, requestTemplateLog, page, (rows) =>
      pageIn(among(rows.of(RequestTemplateEntry), { status }), page, byMadeAt, counted),
    );
  }
}

const byMadeAt: Order<RequestTemplateEntry> = { column: 'made_at', momentOf: ({ madeAt }) => madeAt };
