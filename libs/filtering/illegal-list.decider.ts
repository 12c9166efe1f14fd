import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { illegalListCommands } from './filtering.commands.js';
import type { IllegalListEvent } from './filtering.events.js';
import { mustBeAnother } from './filtering-rules.js';
import type { IllegalSites } from './illegal-sites.js';

/** An event holds at most this many changes, so that it fits into one append; a longer first edition comes in parts. */
const mostChanges = 20_000;

/**
 * The lists of illegal sites a school holds (D19). They arrive as hashes, or are made hashes at the door, and nothing else
 * of them is ever kept. A file that was cut short must not open what it left out: an edition without entries is refused,
 * and one with fewer than half of the entries that the list has needs a second person (SL6).
 */
export const illegalList = decider<IllegalSites, IllegalListEvent, DataOfEach<typeof illegalListCommands>>({
  initial: new Map(),

  evolve: {
    IllegalListHeldBack: (sites, { list, edition, added, removed, entries }, { actor }) => {
      const held = sites.get(list);
      return held
        ? new Map([...sites, [list, { ...held, heldBack: { edition, added, removed, entries, sentBy: actor } }]])
        : sites;
    },
    IllegalListUpdated: (sites, { list, edition, added, removed, entries }) => {
      const hashes = new Set(sites.get(list)?.hashes);
      for (const hash of removed) hashes.delete(hash);
      for (const hash of added) hashes.add(hash);
      return new Map([...sites, [list, { edition, entries, hashes }]]);
    },
  },

  decide: {
    UpdateIllegalList: ({ list, edition, hashes, pagesOf = [] }, sites) => {
      const known = sites.get(list);
      const held = known?.hashes ?? new Set();
      const entries = new Set(hashes.map((hash) => hash.toLowerCase())).size;
      if (entries === 0)
        reject('LIST_EMPTY', 'This edition has no entries. Check the file; a list is not emptied this way.', 'D19');
      const wanted = new Set([...hashes, ...pagesOf].map((hash) => hash.toLowerCase()));
      const added = [...wanted].filter((hash) => !held.has(hash)).sort();
      const removed = [...held].filter((hash) => !wanted.has(hash)).sort();
      if (added.length + removed.length > mostChanges)
        reject(
          'LIST_TOO_LONG',
          `At most ${mostChanges} entries change at a time; send the list in growing parts.`,
          'D19',
        );
      const data = { list, edition, added, removed, entries };
      if (entries * 2 < (known?.entries ?? held.size))
        return known?.heldBack?.edition === edition && isSame(known.heldBack, data)
          ? []
          : [{ type: 'IllegalListHeldBack', data }];
      if (added.length + removed.length === 0 && known?.edition === edition) return [];
      return [{ type: 'IllegalListUpdated', data }];
    },

    AgreeIllegalList: ({ list, edition }, sites, context) => {
      const heldBack = sites.get(list)?.heldBack;
      if (heldBack?.edition !== edition)
        reject('WRONG_STATE', 'No such edition of this list is waiting for a second person.', 'D19');
      mustBeAnother(context, heldBack.sentBy, 'Ask somebody else to agree: you sent this edition yourself.');
      const { added, removed, entries } = heldBack;
      return [
        { type: 'IllegalListUpdated', data: { list, edition, added: [...added], removed: [...removed], entries } },
      ];
    },
  },
});

interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const isSame = (one: Changes, other: Changes): boolean =>
  one.added.join() === other.added.join() && one.removed.join() === other.removed.join();
