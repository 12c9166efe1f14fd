/** So many hours later, whatever the day and the clocks: both moments ISO 8601 in UTC. */
export const hoursAfter = (moment: string, hours: number): string =>
  new Date(Date.parse(moment) + hours * 3_600_000).toISOString();

/** The same moment, years later. */
export function yearsAfter(moment: string, years: number): string {
  const later = new Date(moment);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later.toISOString();
}
