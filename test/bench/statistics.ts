/** The value that `share` (0 to 1) of the values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The median of the ratios of each round: what else the machine does touches both sides of a round alike. */
export const medianRatio = (ours: readonly number[], other: readonly number[]): number =>
  median(ours.map((value, round) => value / (other[round] ?? Number.NaN)));
