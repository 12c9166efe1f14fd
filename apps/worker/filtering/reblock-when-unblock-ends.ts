import { filteringChangeEvents } from '#libs/filtering/filtering.events.js';
import { OrderReblock } from '#libs/filtering/filtering.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** D18: when the agreed time is up, the site is ordered to be blocked again. */
export const reblockWhenUnblockEnds = reaction(
  'reblock-when-unblock-ends',
  filteringChangeEvents,
  {
    UnblockRequested: 'ignored',
    OverlapsFound: 'ignored',
    MoreInformationAsked: 'ignored',
    MoreInformationGiven: 'ignored',
    UnblockRequestWithdrawn: 'ignored',
    UnblockFirstAgreed: 'ignored',
    UnblockAgreed: 'ignored',
    UnblockDue: 'ignored',
    ImplementationOverdue: 'ignored',
    ImplementationEscalated: 'ignored',
    UnblockLapsed: 'ignored',
    UnblockDeclined: 'ignored',
    SiteUnblocked: ({ until }) => new Date(until),
    ExtensionRequested: 'ignored',
    ExtensionFirstAgreed: 'ignored',
    ExtensionAgreed: ({ until }) => new Date(until),
    ExtensionDeclined: 'ignored',
    ReblockOrdered: 'cleared',
    ReblockOverdue: 'ignored',
    ReblockEscalated: 'ignored',
    SiteReblocked: 'cleared',
    IllegalSiteRefused: 'cleared',
    OpenSiteFoundIllegal: 'ignored',
  },
  () => new OrderReblock(),
);
