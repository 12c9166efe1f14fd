/** What is shown of counts of children; `null` where it is hidden. */
export interface ShownCounts {
  readonly total: number | null;
  readonly counts: readonly (number | null)[];
}

/** Under five, a hidden count below the threshold could not be any of four. */
const leastThreshold = 5;
/** As many of one kind as a reader may be sure that there are not more: a class has thirty. */
export const plausibleMost = 30;
/** How many values a hidden count must be able to have, for somebody who knows all that is shown and this rule. */
export const valuesLeft = 4;

/** Below it a count is hidden; null where the school hides nothing. */
export const thresholdOf = (smallest: number): number | null =>
  smallest <= 1 ? null : Math.max(smallest, leastThreshold);

/**
 * D24: hides counts below `smallest`, and as many others as it takes, so that each hidden one can be any of four values at
 * least, also for who knows the total, what is shown, this rule, and that no count is above `plausibleMost`. The proof
 * is in `docs/adr/0053`. `smallest` 1 hides nothing.
 */
export function suppressed(counts: readonly number[], smallest: number): ShownCounts {
  const total = sum(counts);
  const threshold = thresholdOf(smallest);
  if (threshold === null) return { total, counts };
  if (total > 0 && total < threshold) return { total: null, counts: counts.map(() => null) };
  const hidden = hiddenOf(counts, threshold);
  return { total, counts: counts.map((count, index) => (hidden.has(index) ? null : count)) };
}

/** Zeros are hidden with the small ones, so that nobody knows which are which. */
function hiddenOf(counts: readonly number[], threshold: number): ReadonlySet<number> {
  const hidden = new Set(counts.flatMap((count, index) => (count < threshold ? [index] : [])));
  let behind = sum([...hidden].map((index) => counts[index] ?? 0));
  if (behind === 0) return new Set();
  const small = threshold - 1;
  /** All that is hidden may be small, each in many ways, and comes to a count that may be known. */
  const mayAllBeSmall = (): boolean => behind >= threshold && behind <= small * hidden.size - 3;
  /** One that is large is among them, and the others may be small in each of many ways. */
  const mayHoldALargeOne = (): boolean => behind > small * hidden.size && behind <= plausibleMost + 1;
  if (mayAllBeSmall()) return hidden;
  for (const [index, count] of counts.entries()) {
    if (hidden.has(index)) continue;
    hidden.add(index);
    behind += count;
    if (mayAllBeSmall() || mayHoldALargeOne()) break;
  }
  return hidden;
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
