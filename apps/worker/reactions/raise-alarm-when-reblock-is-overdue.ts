import { filteringChangeEvents } from '#libs/filtering/filtering.events.js';
import { RaiseOverdueReblock } from '#libs/filtering/filtering.commands.js';
import { reaction } from '../reaction.js';

/** D18: an alarm is raised when nobody has confirmed in time that the site is blocked again. */
export const raiseAlarmWhenReblockIsOverdue = reaction(
  'raise-alarm-when-reblock-is-overdue',
  filteringChangeEvents,
  {
    UnblockRequested: 'ignored',
    UnblockRequestWithdrawn: 'ignored',
    UnblockAgreed: 'ignored',
    UnblockDeclined: 'ignored',
    SiteUnblocked: 'ignored',
    ExtensionRequested: 'ignored',
    ExtensionAgreed: 'ignored',
    ExtensionDeclined: 'ignored',
    ReblockOrdered: ({ confirmBy }) => new Date(confirmBy),
    ReblockOverdue: 'cleared',
    SiteReblocked: 'cleared',
  },
  () => new RaiseOverdueReblock(),
);
