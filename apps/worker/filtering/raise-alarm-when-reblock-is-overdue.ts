import { filteringChangeEvents } from '#libs/filtering/filtering.events.js';
import { RaiseOverdueReblock } from '#libs/filtering/filtering.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** D18: an alarm is raised when nobody has confirmed in time that the site is blocked again, and once more, to the head, if that does not help. */
export const raiseAlarmWhenReblockIsOverdue = reaction(
  'raise-alarm-when-reblock-is-overdue',
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
    SiteUnblocked: 'ignored',
    ExtensionRequested: 'ignored',
    ExtensionFirstAgreed: 'ignored',
    ExtensionAgreed: 'ignored',
    ExtensionDeclined: 'ignored',
    ReblockOrdered: ({ confirmBy }) => new Date(confirmBy),
    ReblockOverdue: ({ confirmBy }) => new Date(confirmBy),
    ReblockEscalated: 'cleared',
    SiteReblocked: 'cleared',
    IllegalSiteRefused: 'cleared',
    OpenSiteFoundIllegal: 'ignored',
  },
  () => new RaiseOverdueReblock(),
);
