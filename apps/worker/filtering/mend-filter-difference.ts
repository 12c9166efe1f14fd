import { commandOf } from '#libs/eventing/commands/command-of.js';
import { RepeatOrderForChange } from '#libs/filtering/filter-orders.commands.js';
import type { ChangeCategory } from '#libs/filtering/filter-order-id.js';
import { RaiseOverdueDifference } from '#libs/filtering/filter-difference.commands.js';
import { filterDifferenceEvents } from '#libs/filtering/filter-difference.events.js';
import { reaction } from '../deadlines/reaction.js';

const categories: Readonly<Record<string, ChangeCategory>> = { unblock: 'filteringChange', block: 'filteringBlock' };

/** SW7: what the filter confirmed of the change, and does not do, it is ordered once more; where technicians do it, nothing follows. */
export const mendFilterDifference = reaction(
  'mend-filter-difference',
  filterDifferenceEvents,
  {
    FilterDifferenceReported: ({ change, direction = '' }, { id, by }) =>
      change === undefined ? 'ignored' : { at: new Date(by.at), record: `${change}/${id}/${direction}` },
    IllegalSiteFoundOpen: 'ignored',
    FilterDifferenceOverdue: 'ignored',
    FilterDifferenceMended: 'ignored',
    FilterFoundAsAgreed: 'ignored',
  },
  (deadline) => {
    const [id = '', , direction] = deadline.id.split('/');
    return commandOf(RepeatOrderForChange, { id, category: categories[direction ?? ''] });
  },
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
