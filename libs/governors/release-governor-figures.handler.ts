import { Inject, Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Receipt, Who } from '#libs/eventing/commands/command.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { cellsForGovernors } from '#libs/incidents/incident-cells.js';
import { SortedIncidents } from '#libs/incidents/sorted-incidents.js';
import { ReleaseFiguresOfTerm, ReleaseGovernorFigures, type ReleaseSources } from './governor-release.commands.js';
import { governorReleases } from './governor-release.decider.js';
import { governorReleaseEvents } from './governor-release.events.js';

/** Looks up what a release is made of. */
@Injectable()
export class SourcesOfReleases {
  private readonly incidents: SortedIncidents;

  constructor(
    @Inject(EventStore) store: EventStore,
    @Inject(EventCodec) codec: EventCodec,
    @Inject(AdoptedPolicies) private readonly policies: AdoptedPolicies,
  ) {
    this.incidents = new SortedIncidents(store, codec);
  }

  /** Undefined where the school has adopted no policy. */
  async of({ school }: Pick<Who, 'school'>): Promise<ReleaseSources | undefined> {
    const [policy, sorted] = await Promise.all([this.policies.of(school), this.incidents.of(school)]);
    return policy && { ...sorted, cells: cellsForGovernors(policy.pack) };
  }
}

@CommandHandler(ReleaseGovernorFigures)
export class ReleaseGovernorFiguresHandler implements ICommandHandler<ReleaseGovernorFigures> {
  constructor(
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(SourcesOfReleases) private readonly sources: SourcesOfReleases,
  ) {}

  async execute(command: ReleaseGovernorFigures): Promise<Receipt> {
    const sources = await this.sources.of(command.who);
    if (!sources)
      throw new Rejection('NO_POLICY_ADOPTED', 'The school has not adopted an online safety policy yet.', 'SL1');
    const complete = Object.assign(command, { sources });
    return this.execution.run(governorReleaseEvents, governorReleases, 'ReleaseGovernorFigures', complete);
  }
}

@CommandHandler(ReleaseFiguresOfTerm)
export class ReleaseFiguresOfTermHandler implements ICommandHandler<ReleaseFiguresOfTerm> {
  constructor(
    @Inject(CommandExecution) private readonly execution: CommandExecution,
    @Inject(SourcesOfReleases) private readonly sources: SourcesOfReleases,
  ) {}

  async execute(command: ReleaseFiguresOfTerm): Promise<Receipt> {
    const sources = await this.sources.of(command.who);
    const complete = Object.assign(command, sources && { sources });
    return this.execution.run(governorReleaseEvents, governorReleases, 'ReleaseFiguresOfTerm', complete);
  }
}
