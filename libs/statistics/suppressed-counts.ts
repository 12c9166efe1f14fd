/** What is shown of a count of children; `null` where it is hidden. */
export interface ShownCounts {
  readonly total: number | null;
  readonly counts: readonly (number | null)[];
}

/** Under three, one hidden count could only be one child. */
const leastThreshold = 3;

/**
 * D24: hides counts below `smallest`, and as many others as it takes, so that nobody can work out a hidden one: not from
 * the total, and not by knowing this rule either. Always one count that is large enough is hidden beside the small ones,
 * zeros included, so that nobody knows which are which; more of them, until what is hidden comes to more than the rule
 * gives away. Which ones does not follow from how large they are, but from their order. `smallest` 1 hides nothing.
 */
export function suppressed(counts: readonly number[], smallest: number): ShownCounts {
  const total = sum(counts);
  if (smallest <= 1) return { total, counts };
  const threshold = Math.max(smallest, leastThreshold);
  if (total > 0 && total < threshold) return { total: null, counts: counts.map(() => null) };
  const hidden = new Set(counts.flatMap((count, index) => (count < threshold ? [index] : [])));
  let behind = sum([...hidden].map((index) => counts[index] ?? 0));
  if (behind === 0) return { total, counts };
  const small = hidden.size;
  for (const [index, count] of counts.entries()) {
    if (hidden.size > small && behind >= threshold + 2) break;
    if (hidden.has(index)) continue;
    hidden.add(index);
    behind += count;
  }
  return { total, counts: counts.map((count, index) => (hidden.has(index) ? null : count)) };
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
