import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider } from '#libs/eventing/commands/decider.js';
import type { schoolFilterCommands } from './filter-orders.commands.js';
import type { FilterAdapterName, SchoolFilterEvent } from './filter-orders.events.js';
import { alarmOfUnmended, mendingDue, mustBeDaybook } from './filtering-rules.js';

type Commands = DataOfEach<typeof schoolFilterCommands>;
type Found = Extract<SchoolFilterEvent, { type: 'FilterDriftFound' }>['data'];

/** How the filter differed from the log when it was last looked at, and what was done about it. */
interface Drift {
  /** When it was first seen. */
  readonly since: string;
  readonly found: Found;
  /** What was ordered once more since it began; each change once. */
  readonly orderedAgain: readonly string[];
  /** Set once a second look has shown the difference, until everybody has been told. */
  readonly mendBy?: string | undefined;
  readonly alarm: 'none' | 'lasting' | 'escalated';
}

export interface SchoolFilter {
  readonly adapter: FilterAdapterName;
  /** Undefined where the filter is as the log says. */
  readonly drift: Drift | undefined;
}

/** Who changes the school's filter, and whether the filter is as the log says (SL6, SW7). */
export const schoolFilter = decider<SchoolFilter, SchoolFilterEvent, Commands>({
  // Until the school decides otherwise, a technician is the third person.
  initial: { adapter: 'manual', drift: undefined },

  evolve: {
    FilterAdapterChosen: (filter, { adapter }) => ({ ...filter, adapter }),
    FilterDriftFound: (filter, found, { at }) => {
      const before = filter.drift?.found.adapter === found.adapter ? filter.drift : undefined;
      return { ...filter, drift: { ...(before ?? { since: at, orderedAgain: [], alarm: 'none' as const }), found } };
    },
    FilterDriftConfirmed: (filter, { orderAgain, mendBy }) =>
      changed(filter, ({ orderedAgain, ...drift }) => ({
        ...drift,
        orderedAgain: [...orderedAgain, ...orderAgain],
        mendBy: drift.mendBy ?? mendBy,
      })),
    FilterDriftLasting: (filter, { mendBy }) =>
      changed(filter, (drift) => ({ ...drift, mendBy, alarm: mendBy === undefined ? 'escalated' : 'lasting' })),
    FilterDriftEnded: (filter) => ({ ...filter, drift: undefined }),
  },

  decide: {
    ChooseFilterAdapter: ({ adapter, reason }, filter) =>
      adapter === filter.adapter ? [] : [{ type: 'FilterAdapterChosen', data: { adapter, reason } }],

    // Only a change is worth an event: the same drift at every look is the same drift.
    RecordFilterComparison: (look, filter, context) => {
      mustBeDaybook(context);
      const drift = filter.drift?.found.adapter === look.adapter ? filter.drift : undefined;
      // A filter of before may still have something. Of two that differ, the one that the school has chosen is told.
      if (filter.drift && !drift && look.adapter !== filter.adapter) return [];
      const found = foundBy(look, drift);
      if (found === undefined)
        return drift === undefined ? [] : [{ type: 'FilterDriftEnded', data: { adapter: look.adapter } }];
      if (!drift || textOf(found) !== textOf(drift.found)) return [{ type: 'FilterDriftFound', data: found }];
      // One look may have come between an order and its echo; what two have shown is ordered again, once.
      const orderAgain = [...found.missing, ...found.lingering].filter((id) => !drift.orderedAgain.includes(id));
      if (orderAgain.length === 0 && (drift.mendBy !== undefined || drift.alarm !== 'none')) return [];
      return [
        { type: 'FilterDriftConfirmed', data: { adapter: look.adapter, orderAgain, mendBy: mendingDue(context.now) } },
      ];
    },

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    RaiseLastingDrift: (_, { drift }, { now }) => {
      if (drift?.mendBy === undefined || drift.mendBy > now) return [];
      return [{ type: 'FilterDriftLasting', data: alarmOfUnmended(drift.alarm === 'none', now) }];
    },
  },
});

function changed(filter: SchoolFilter, change: (drift: Drift) => Drift): SchoolFilter {
  return filter.drift ? { ...filter, drift: change(filter.drift) } : filter;
}

/** What was ordered again and is still on its way is no less missing for that, nor is its drift over. */
function foundBy(
  { adapter, missing, lingering, onTheWay, unexpected, fault }: Commands['RecordFilterComparison'],
  drift: Drift | undefined,
): Found | undefined {
  const waiting = (of: readonly string[]): readonly string[] =>
    of.filter((id) => onTheWay.includes(id) && (drift?.orderedAgain ?? []).includes(id));
  const all = (now: readonly string[], before: readonly string[] = []): string[] =>
    [...new Set([...now, ...waiting(before)])].sort();
  const found = {
    adapter,
    missing: all(missing, drift?.found.missing),
    lingering: all(lingering, drift?.found.lingering),
    unexpected,
  };
  const differs = found.missing.length + found.lingering.length + unexpected > 0 || fault !== undefined;
  return differs ? { ...found, ...(fault !== undefined && { fault }) } : undefined;
}

const textOf = ({ adapter, missing, lingering, unexpected, fault }: Found): string =>
  JSON.stringify([adapter, missing, lingering, unexpected, fault]);
