import { commandOf } from '#libs/eventing/commands/command-of.js';
import { RepeatFilterOrder } from '#libs/filtering/filter-orders.commands.js';
import { RaiseOverdueDifference } from '#libs/filtering/filter-difference.commands.js';
import { filterDifferenceEvents } from '#libs/filtering/filter-difference.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SW7: what the filter confirmed of the change, and does not do, it is ordered once more; where technicians do it, nothing follows. */
export const mendFilterDifference = reaction(
  'mend-filter-difference',
  filterDifferenceEvents,
  {
    FilterDifferenceReported: ({ change }, { id, by }) =>
      change === undefined ? 'ignored' : { at: new Date(by.at), record: `${change}/${id}` },
    IllegalSiteFoundOpen: 'ignored',
    FilterDifferenceOverdue: 'ignored',
    FilterDifferenceMended: 'ignored',
    FilterFoundAsAgreed: 'ignored',
  },
  ({ id }) => commandOf(RepeatFilterOrder, { id: id.split('/')[0] ?? '' }),
);

/** SW7: a difference that nobody mends in time is told to who runs the filter, and then to the head. */
export const raiseAlarmWhenDifferenceLasts = reaction(
  'raise-alarm-when-difference-lasts',
  filterDifferenceEvents,
  {
    FilterDifferenceReported: ({ mendBy }) => new Date(mendBy),
    IllegalSiteFoundOpen: 'ignored',
    FilterDifferenceOverdue: ({ mendBy }) => (mendBy === undefined ? 'cleared' : new Date(mendBy)),
    FilterDifferenceMended: 'cleared',
    FilterFoundAsAgreed: 'cleared',
  },
  () => new RaiseOverdueDifference(),
);
