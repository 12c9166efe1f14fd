import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { illegalListCommands } from './filtering.commands.js';
import type { IllegalListEvent } from './filtering.events.js';
import type { IllegalSites } from './illegal-sites.js';

/** An event holds at most this many changes, so that it fits into one append; a longer first edition comes in parts. */
const mostChanges = 20_000;

/** The lists of illegal sites a school holds (D19). They arrive as hashes, and nothing else of them is ever kept. */
export const illegalList = decider<IllegalSites, IllegalListEvent, DataOfEach<typeof illegalListCommands>>({
  initial: new Map(),

  evolve: {
    IllegalListUpdated: (sites, { list, edition, added, removed }) => {
      const hashes = new Set(sites.get(list)?.hashes);
      for (const hash of removed) hashes.delete(hash);
      for (const hash of added) hashes.add(hash);
      return new Map([...sites, [list, { edition, hashes }]]);
    },
  },

  decide: {
    UpdateIllegalList: ({ list, edition, hashes, pagesOf = [] }, sites) => {
      const held = sites.get(list)?.hashes ?? new Set();
      const entries = new Set(hashes.map((hash) => hash.toLowerCase())).size;
      const wanted = new Set([...hashes, ...pagesOf].map((hash) => hash.toLowerCase()));
      const added = [...wanted].filter((hash) => !held.has(hash)).sort();
      const removed = [...held].filter((hash) => !wanted.has(hash)).sort();
      if (added.length + removed.length > mostChanges)
        reject(
          'LIST_TOO_LONG',
          `At most ${mostChanges} entries change at a time; send the list in growing parts.`,
          'D19',
        );
      if (added.length + removed.length === 0 && sites.get(list)?.edition === edition) return [];
      return [{ type: 'IllegalListUpdated', data: { list, edition, added, removed, entries } }];
    },
  },
});
