import type { TermPeriod } from '#libs/calendar/term-periods.js';
import { suppressed } from './suppressed-counts.js';

/** One thing that is counted: on which day, and in which cell of each table. */
export interface Counted<Table extends string> {
  readonly day: string;
  readonly cells: Readonly<Record<Table, string>>;
}

/** What is counted of one term, each thing once in each table. A hidden count is null (D24). */
export interface TermCounts<Table extends string> {
  readonly total: number | null;
  readonly tables: Readonly<Record<Table, ReadonlyMap<string, number | null>>>;
}

/** What stands for every code that a table has no cell for, as those of an earlier edition of the policy. */
export const otherCell = 'other';

/**
 * Counts what lies in a period. The cells of a table are given, not found, and so is their order: which of them are there
 * tells nothing of what happened.
 */
export function countTerm<Table extends string>(
  things: readonly Counted<Table>[],
  { from, to }: Pick<TermPeriod, 'from' | 'to'>,
  tables: Readonly<Record<Table, readonly string[]>>,
  smallest: number,
): TermCounts<Table> {
  const within = things.filter(({ day }) => from <= day && day <= to);
  const counted = (table: Table): [Table, ReadonlyMap<string, number | null>] => {
    const cells = [...tables[table], otherCell];
    const counts = new Map(cells.map((cell) => [cell, 0]));
    for (const thing of within) {
      const cell = counts.has(thing.cells[table]) ? thing.cells[table] : otherCell;
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    const { counts: shown } = suppressed([...counts.values()], smallest);
    return [table, new Map(cells.map((cell, index) => [cell, shown[index] ?? null]))];
  };
  const { total } = suppressed([within.length], smallest);
  const names = Object.keys(tables) as Table[];
  return { total, tables: Object.fromEntries(names.map(counted)) as Record<Table, ReadonlyMap<string, number | null>> };
}
