import { MendFilter, RaiseLastingDrift } from '#libs/filtering/filter-orders.commands.js';
import { schoolFilterEvents } from '#libs/filtering/filter-orders.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SW7: a difference between the filter and the log that two looks have shown is mended, where Daybook can. */
export const mendFilter = reaction(
  'mend-filter',
  schoolFilterEvents,
  {
    FilterAdapterChosen: 'ignored',
    FilterDriftFound: 'ignored',
    FilterDriftConfirmed: (_, { by }) => new Date(by.at),
    FilterDriftLasting: 'ignored',
    FilterDriftEnded: 'cleared',
  },
  () => new MendFilter(),
);

/** SW7: what was not mended in time is told to who runs the filter, and then to the head. */
export const raiseAlarmWhenFilterDrifts = reaction(
  'raise-alarm-when-filter-drifts',
  schoolFilterEvents,
  {
    FilterAdapterChosen: 'ignored',
    FilterDriftFound: 'ignored',
    FilterDriftConfirmed: ({ mendBy }) => new Date(mendBy),
    FilterDriftLasting: ({ mendBy }) => (mendBy === undefined ? 'cleared' : new Date(mendBy)),
    FilterDriftEnded: 'cleared',
  },
  () => new RaiseLastingDrift(),
);
