import type { Comparison } from './compare.js';

/** The lines of the report on one read model. */
export function comparisonText({ readModel, position, events, rows, differences, parked }: Comparison): string {
  return [
    `${readModel}: ${events} events up to position ${position}, ${rows} rows, ${differences.length} differences`,
    ...differences.map(({ table, kind, school, id, columns }) =>
      `  ${kind.padEnd(9)} ${school} ${id} ${table === readModel ? '' : `(${table}) `}${columns.join(', ')}`.trimEnd(),
    ),
    ...parked.map(({ stream, revision, error }) => `  parked    ${stream} at revision ${revision} (${error})`),
  ].join('\n');
}
