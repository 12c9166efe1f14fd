import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import {
  AcknowledgeIncident,
  AddAddendum,
  CloseIncident,
  CompleteAction,
  CorrectFacts,
  DecideSeriousness,
  IdentifyDescribedPerson,
  LinkIncident,
  LinkPerson,
  MergeIncident,
  PostponeAction,
  ReassignAction,
  RecategoriseIncident,
  RecordAction,
  RecordParentsInformed,
  RecordParentsNotInformed,
  RecordPersonNotIdentified,
  RecordPersonOutcome,
  RecordSanction,
  RecordTechnicalStep,
  ReopenIncident,
  StateMembershipLink,
  TellReporter,
} from '#libs/incidents/incidents.commands.js';
import { Allow, Sender } from '../access/who.js';

/** What those do who handle an incident; whose hands it is in is the record's own rule (D6, SL16). */
@Resolver()
export class IncidentsResolver {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  linkPerson(@Args('input') command: LinkPerson, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  identifyDescribedPerson(@Args('input') command: IdentifyDescribedPerson, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  recordPersonNotIdentified(@Args('input') command: RecordPersonNotIdentified, @Sender() who: Who): Promise<Receipt> {
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

  @Allow('incidents:completeAction')
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

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  recordPersonOutcome(@Args('input') command: RecordPersonOutcome, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  recordSanction(@Args('input') command: RecordSanction, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  recordTechnicalStep(@Args('input') command: RecordTechnicalStep, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  postponeAction(@Args('input') command: PostponeAction, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  reassignAction(@Args('input') command: ReassignAction, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  stateMembershipLink(@Args('input') command: StateMembershipLink, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  tellReporter(@Args('input') command: TellReporter, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  linkIncident(@Args('input') command: LinkIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('incidents:handle')
  @Mutation(() => Receipt)
  mergeIncident(@Args('input') command: MergeIncident, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }
}
