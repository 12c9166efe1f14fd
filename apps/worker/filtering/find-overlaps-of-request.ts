import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { ChangeDirection } from '#libs/filtering/filter-scope.js';
import { FindOverlaps } from '#libs/filtering/filtering-sites.commands.js';
import { filteringBlockEvents, filteringChangeEvents } from '#libs/filtering/filtering.events.js';
import type { Deadline } from '../deadlines/deadlines.js';
import { reaction, type AlarmChange } from '../deadlines/reaction.js';

const atOnce = (_: unknown, { by }: RecordedEvent): AlarmChange => new Date(by.at);

const finding =
  (direction: ChangeDirection) =>
  ({ id }: Deadline): FindOverlaps =>
    commandOf(FindOverlaps, { id, direction });

/** SL6: a request is compared with what is under way for its site; what is over leaves that list. */
export const findOverlapsOfOpening = reaction(
  'find-overlaps-of-opening',
  filteringChangeEvents,
  {
    UnblockRequested: atOnce,
    OverlapsFound: 'ignored',
    MoreInformationAsked: 'ignored',
    MoreInformationGiven: 'ignored',
    UnblockRequestWithdrawn: atOnce,
    UnblockFirstAgreed: 'ignored',
    UnblockAgreed: 'ignored',
    UnblockDue: 'ignored',
    ImplementationOverdue: 'ignored',
    ImplementationEscalated: 'ignored',
    UnblockLapsed: atOnce,
    UnblockDeclined: atOnce,
    SiteUnblocked: 'ignored',
    ExtensionRequested: 'ignored',
    ExtensionFirstAgreed: 'ignored',
    ExtensionAgreed: 'ignored',
    ExtensionDeclined: 'ignored',
    ReblockOrdered: 'ignored',
    ReblockOverdue: 'ignored',
    ReblockEscalated: 'ignored',
    SiteReblocked: atOnce,
    IllegalSiteRefused: atOnce,
    OpenSiteFoundIllegal: 'ignored',
  },
  finding('unblock'),
);

export const findOverlapsOfBlock = reaction(
  'find-overlaps-of-block',
  filteringBlockEvents,
  {
    BlockRequested: atOnce,
    BlockRequestUnanswered: 'ignored',
    BlockRequestEscalated: 'ignored',
    OverlapsFound: 'ignored',
    BlockRequestWithdrawn: atOnce,
    BlockAgreed: 'ignored',
    ImplementationOverdue: 'ignored',
    ImplementationEscalated: 'ignored',
    BlockDeclined: atOnce,
    SiteBlocked: 'ignored',
    SiteBlockedInEmergency: atOnce,
    EmergencyBlockAgreed: 'ignored',
    EmergencyBlockRefused: 'ignored',
    EmergencyBlockOverdue: 'ignored',
    BlockLiftingRequested: 'ignored',
    BlockLiftingAgreed: 'ignored',
    BlockLiftingDeclined: 'ignored',
    BlockLifted: atOnce,
  },
  finding('block'),
);
