import { RaiseFailingFilter } from '#libs/filtering-checks/filtering-checks.commands.js';
import { filteringCheckEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D22: what got through a test is not forgotten; the headteacher hears of it when no new test has passed in time. */
export const raiseAlarmWhenFilterIsNotMended = reaction(
  'raise-alarm-when-filter-is-not-mended',
  filteringCheckEvents,
  {
    FilteringChecked: 'ignored',
    FilterFoundFailing: ({ remedyBy }) => new Date(remedyBy),
    FailingFilterOverdue: 'cleared',
    FilterRemedied: 'cleared',
  },
  () => new RaiseFailingFilter(),
);
