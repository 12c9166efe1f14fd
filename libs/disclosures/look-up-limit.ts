/** Ours: enough to name a whole group in a report, too few to read through a school. */
export const mostLookUpsAnHour = 30;

const hourMs = 3_600_000;

/** Whether somebody who looked people up at these moments, ISO 8601 in UTC, may do so once more. */
export function mayLookUp(before: readonly string[], now: string): boolean {
  const hourAgo = new Date(Date.parse(now) - hourMs).toISOString();
  return before.filter((at) => at > hourAgo).length < mostLookUpsAnHour;
}
