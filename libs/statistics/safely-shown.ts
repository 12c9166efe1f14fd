import { derivable, hiddenIn, knowledgeOf, together, type ShownLists, type Suppression } from './shown-lists.js';
import { tiedTo } from './possible-values.js';
import { suppressed } from './suppressed-counts.js';

/** Lists with all their counts. */
export interface ExactLists {
  readonly total: number;
  readonly lists: Readonly<Record<string, readonly number[]>>;
  readonly smallest: number;
}

/**
 * What may be shown of lists to somebody who has seen the earlier ones and knows how all of them were made: what the
 * suppression leaves, and of that no list of which a hidden count could be worked out. Where an earlier one could be, none.
 */
export function safelyShown(
  earlier: readonly ShownLists[],
  { total, lists, smallest }: ExactLists,
  suppression: Suppression = suppressed,
): ShownLists {
  const shownTotal = suppression([total], smallest).total;
  const shown = Object.entries(lists).map(([name, counts]) => [name, suppression(counts, smallest).counts] as const);
  const candidate: ShownLists = { total: shownTotal, lists: Object.fromEntries(shown), smallest };
  const known = earlier.map((release, index) => knowledgeOf(`${index}`, release, suppression));
  const hiddenBefore = earlier.flatMap((release, index) => hiddenIn(`${index}`, release));
  const hidden = hiddenIn('new', candidate);
  const all = together([...known, knowledgeOf('new', candidate, suppression)]);
  // Of what the new lists tell nothing about, nothing is known that was not known before.
  const tied = tiedTo(all, hidden);
  const exposed = hiddenBefore.filter((name) => tied.has(name));
  const before = new Set(derivable(together(known), exposed));
  const derived = derivable(all, [...exposed, ...hidden]).filter((name) => !before.has(name));
  const hides = (list: string): boolean =>
    derived.some((name) => !name.startsWith('new/') || name.startsWith(`new/${list}/`));
  return {
    ...candidate,
    lists: Object.fromEntries(shown.map(([name, counts]) => [name, hides(name) ? counts.map(() => null) : counts])),
  };
}
