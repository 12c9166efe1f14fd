import type { TermPeriod } from '#libs/calendar/term-periods.js';

/** One thing that is counted: on which day, and in which cell of each list. */
export interface Counted<Table extends string> {
  readonly day: string;
  readonly cells: Readonly<Record<Table, string>>;
}

/** What is counted, each thing once in each list. */
export interface Counts<Table extends string> {
  readonly total: number;
  readonly tables: Readonly<Record<Table, ReadonlyMap<string, number>>>;
}

/** What stands for every code that a list has no cell for, as those of an earlier edition of the policy. */
export const otherCell = 'other';

/**
 * Counts things. The cells of a list are given, not found, and so is their order: which of them are there tells nothing
 * of what happened.
 */
export function countsOf<Table extends string>(
  things: readonly Counted<Table>[],
  tables: Readonly<Record<Table, readonly string[]>>,
): Counts<Table> {
  const counted = (table: Table): [Table, ReadonlyMap<string, number>] => {
    const counts = new Map([...tables[table], otherCell].map((cell) => [cell, 0]));
    for (const thing of things) {
      const cell = counts.has(thing.cells[table]) ? thing.cells[table] : otherCell;
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    return [table, counts];
  };
  const names = Object.keys(tables) as Table[];
  return {
    total: things.length,
    tables: Object.fromEntries(names.map(counted)) as Record<Table, ReadonlyMap<string, number>>,
  };
}

/** Counts what lies in a period. */
export const countTerm = <Table extends string>(
  things: readonly Counted<Table>[],
  { from, to }: Pick<TermPeriod, 'from' | 'to'>,
  tables: Readonly<Record<Table, readonly string[]>>,
): Counts<Table> =>
  countsOf(
    things.filter(({ day }) => from <= day && day <= to),
    tables,
  );
