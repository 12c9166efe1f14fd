import { decider } from '#libs/eventing/commands/decider.js';
import type { DataOf } from '#libs/eventing/commands/command.js';
import type { ChangeDirection } from './filter-scope.js';
import type { DelistChange, ListChange } from './filtering-sites.commands.js';
import { mustBeDaybook } from './filtering-rules.js';
import type { FilteringSiteEvent } from './filtering-site.events.js';

export interface FilteringSite {
  /** The first asked for, first. */
  readonly listed: readonly { readonly change: string; readonly direction: ChangeDirection }[];
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
    ChangeDelisted: ({ listed }, gone) => ({ listed: listed.filter(({ change }) => change !== gone.change) }),
  },

  decide: {
    ListChange: ({ change, direction }, site, context) => {
      mustBeDaybook(context);
      return isListed(site, change) ? [] : [{ type: 'ChangeListed', data: { change, direction } }];
    },

    DelistChange: ({ change }, site, context) => {
      mustBeDaybook(context);
      return isListed(site, change) ? [{ type: 'ChangeDelisted', data: { change } }] : [];
    },
  },
});

const isListed = ({ listed }: FilteringSite, id: string): boolean => listed.some(({ change }) => change === id);
