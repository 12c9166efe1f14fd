import { LapseUnblock, RaiseUnmadeBlock, RaiseUnmadeOpening } from '#libs/filtering/filtering.commands.js';
import { filteringBlockEvents, filteringChangeEvents } from '#libs/filtering/filtering.events.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { reaction } from '../deadlines/reaction.js';

/** What was agreed before there was a time for it is due since then. */
const dueBy = ({ implementBy }: { readonly implementBy?: string | undefined }, { by }: RecordedEvent): Date =>
  new Date(implementBy ?? by.at);

/** SL6: what was agreed and nobody opens is told to who runs the filter and who agreed, and then to the head. */
export const raiseAlarmWhenOpeningIsNotMade = reaction(
  'raise-alarm-when-opening-is-not-made',
  filteringChangeEvents,
  {
    UnblockRequested: 'ignored',
    OverlapsFound: 'ignored',
    MoreInformationAsked: 'ignored',
    MoreInformationGiven: 'ignored',
    UnblockRequestWithdrawn: 'cleared',
    UnblockFirstAgreed: 'ignored',
    UnblockAgreed: dueBy,
    UnblockDue: 'ignored',
    ImplementationOverdue: dueBy,
    ImplementationEscalated: 'cleared',
    UnblockLapsed: 'cleared',
    UnblockDeclined: 'ignored',
    SiteUnblocked: 'cleared',
    ExtensionRequested: 'ignored',
    ExtensionFirstAgreed: 'ignored',
    ExtensionAgreed: 'ignored',
    ExtensionDeclined: 'ignored',
    ReblockOrdered: 'ignored',
    ReblockOverdue: 'ignored',
    ReblockEscalated: 'ignored',
    SiteReblocked: 'ignored',
    IllegalSiteRefused: 'cleared',
    OpenSiteFoundIllegal: 'ignored',
  },
  () => new RaiseUnmadeOpening(),
);

/** SW7: the same of a block that was agreed and nobody makes, or refused and nobody lifts. */
export const raiseAlarmWhenBlockIsNotMade = reaction(
  'raise-alarm-when-block-is-not-made',
  filteringBlockEvents,
  {
    BlockRequested: 'ignored',
    BlockRequestUnanswered: 'ignored',
    BlockRequestEscalated: 'ignored',
    OverlapsFound: 'ignored',
    BlockRequestWithdrawn: 'cleared',
    BlockAgreed: dueBy,
    ImplementationOverdue: dueBy,
    ImplementationEscalated: 'cleared',
    BlockDeclined: 'ignored',
    SiteBlocked: 'cleared',
    SiteBlockedInEmergency: 'ignored',
    EmergencyBlockAgreed: 'ignored',
    EmergencyBlockRefused: dueBy,
    EmergencyBlockOverdue: 'ignored',
    BlockLiftingRequested: 'ignored',
    BlockLiftingAgreed: dueBy,
    BlockLiftingDeclined: 'ignored',
    BlockLifted: 'cleared',
  },
  () => new RaiseUnmadeBlock(),
);

/** D18: a request that nobody has answered or made by its end is over; whoever asked is told. */
export const lapseWhenTimeIsOver = reaction(
  'lapse-when-time-is-over',
  filteringChangeEvents,
  {
    UnblockRequested: ({ until }) => new Date(until),
    OverlapsFound: 'ignored',
    MoreInformationAsked: 'ignored',
    MoreInformationGiven: 'ignored',
    UnblockRequestWithdrawn: 'cleared',
    UnblockFirstAgreed: 'ignored',
    UnblockAgreed: 'ignored',
    UnblockDue: 'ignored',
    ImplementationOverdue: 'ignored',
    ImplementationEscalated: 'ignored',
    UnblockLapsed: 'cleared',
    UnblockDeclined: 'cleared',
    SiteUnblocked: 'cleared',
    ExtensionRequested: 'ignored',
    ExtensionFirstAgreed: 'ignored',
    ExtensionAgreed: 'ignored',
    ExtensionDeclined: 'ignored',
    ReblockOrdered: 'ignored',
    ReblockOverdue: 'ignored',
    ReblockEscalated: 'ignored',
    SiteReblocked: 'ignored',
    IllegalSiteRefused: 'cleared',
    OpenSiteFoundIllegal: 'ignored',
  },
  () => new LapseUnblock(),
);
