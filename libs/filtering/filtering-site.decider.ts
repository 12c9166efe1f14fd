import { decider } from '#libs/eventing/commands/decider.js';
import type { DataOf } from '#libs/eventing/commands/command.js';
import type { ChangeDirection } from './filter-scope.js';
import type { DelistChange, ListChange } from './filtering-sites.commands.js';
import { mustBeDaybook } from './filtering-rules.js';
import type { FilteringSiteEvent } from './filtering-site.events.js';

export interface ListedChange {
  readonly change: string;
  readonly direction: ChangeDirection;
}

export interface FilteringSite {
  /** The first asked for, first. */
  readonly listed: readonly ListedChange[];
}

interface Commands {
  readonly ListChange: DataOf<ListChange>;
  readonly DelistChange: DataOf<DelistChange>;
}

/** The changes of one site, so that of two that are asked for at once the second one knows of the first. */
export const filteringSite = decider<FilteringSite, FilteringSiteEvent, Commands>({
  initial: { listed: [] },

  evolve: {
    ChangeListed: ({ listed }, { change, direction }) => ({ listed: [...listed, { change, direction }] }),
    ChangeDelisted: ({ listed }, gone) => ({
      listed: listed.filter(
        ({ change, direction }) => change !== gone.change || direction !== (gone.direction ?? direction),
      ),
    }),
  },

  decide: {
    ListChange: ({ change, direction }, site, context) => {
      mustBeDaybook(context);
      return isListed(site, { change, direction }) ? [] : [{ type: 'ChangeListed', data: { change, direction } }];
    },

    DelistChange: ({ change, direction }, site, context) => {
      mustBeDaybook(context);
      return isListed(site, { change, direction }) ? [{ type: 'ChangeDelisted', data: { change, direction } }] : [];
    },
  },
});

/** An opening and a block may have one id. */
export const isSameChange = (one: ListedChange, other: ListedChange): boolean =>
  one.change === other.change && one.direction === other.direction;

const isListed = ({ listed }: FilteringSite, wanted: ListedChange): boolean =>
  listed.some((one) => isSameChange(one, wanted));
