import type { DataOfEach } from '#libs/eventing/command.js';
import { decider } from '#libs/eventing/decider.js';
import type { schoolFilterCommands } from './filter-orders.commands.js';
import type { FilterAdapterName, SchoolFilterEvent } from './filter-orders.events.js';
import { mustBeDaybook } from './filtering-rules.js';

export interface SchoolFilter {
  readonly adapter: FilterAdapterName;
  /** How the filter differed from the log when it was last looked at; undefined where it did not. */
  readonly drift: string | undefined;
}

/** Who changes the school's filter, and whether the filter is as the log says (SL6, SW7). */
export const schoolFilter = decider<SchoolFilter, SchoolFilterEvent, DataOfEach<typeof schoolFilterCommands>>({
  // Until the school decides otherwise, a technician is the third person.
  initial: { adapter: 'manual', drift: undefined },

  evolve: {
    FilterAdapterChosen: (filter, { adapter }) => ({ ...filter, adapter }),
    FilterDriftFound: (filter, drift) => ({ ...filter, drift: textOf(drift) }),
    FilterDriftEnded: (filter) => ({ ...filter, drift: undefined }),
  },

  decide: {
    ChooseFilterAdapter: ({ adapter, reason }, filter) =>
      adapter === filter.adapter ? [] : [{ type: 'FilterAdapterChosen', data: { adapter, reason } }],

    // Only a change is worth an event: the same drift at every look is the same drift.
    RecordFilterComparison: ({ adapter, missing, unexpected, fault }, filter, context) => {
      mustBeDaybook(context);
      const found = { adapter, missing: [...missing].sort(), unexpected, ...(fault !== undefined && { fault }) };
      const drifts = missing.length > 0 || unexpected > 0 || fault !== undefined;
      if (drifts) return textOf(found) === filter.drift ? [] : [{ type: 'FilterDriftFound', data: found }];
      return filter.drift === undefined ? [] : [{ type: 'FilterDriftEnded', data: { adapter } }];
    },
  },
});

const textOf = ({
  adapter,
  missing,
  unexpected,
  fault,
}: Extract<SchoolFilterEvent, { type: 'FilterDriftFound' }>['data']): string =>
  JSON.stringify([adapter, missing, unexpected, fault]);
