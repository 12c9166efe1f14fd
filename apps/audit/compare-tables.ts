import { createHash, type Hash } from 'node:crypto';
import type pg from 'pg';
import { tablesOf, type Projection } from '#libs/eventing/read-models/projection.js';

/** A row that the events do not account for. It names columns, never their values. */
export interface Difference {
  /** The table of the read model, or that of its history. */
  readonly table: string;
  /** `missing`: the events give it, the live read model lacks it; `extra`: the other way round. */
  readonly kind: 'missing' | 'extra' | 'different';
  readonly school: string;
  readonly id: string;
  readonly columns: readonly string[];
}

export interface SchoolRows {
  readonly rows: number;
  /** SHA-256 over the keys and hashes of its rows, in the order of the database. */
  readonly hash: string;
}

export interface TableComparison {
  readonly rows: number;
  readonly differences: readonly Difference[];
  readonly schools: ReadonlyMap<string, SchoolRows>;
}

interface HashedRow {
  readonly school: string;
  readonly id: string;
  /** The values of the key's columns as text. */
  readonly key: readonly string[];
  readonly hash: string;
}

const pageRows = 2_000;

/**
 * Compares the tables of a read model, `public.…` on one connection and `pg_temp.…` on the other, page by page and by the
 * hashes of their rows: their content stays in the database.
 */
export async function compareTables(
  live: pg.ClientBase,
  built: pg.ClientBase,
  projection: Projection,
  pause: () => Promise<void>,
): Promise<TableComparison> {
  const differences: Difference[] = [];
  const schools = new Map<string, { rows: number; digest: Hash }>();
  let rows = 0;
  for (const table of tablesOf(projection)) {
    const key = await keyOf(live, table);
    const [liveTable, builtTable] = [
      new Table(live, `public.${table}`, key),
      new Table(built, `pg_temp.${table}`, key),
    ];
    const differs = async (kind: Difference['kind'], { school, id, key: place }: HashedRow): Promise<void> => {
      const columns = kind === 'different' ? await differingColumns(liveTable, builtTable, place) : [];
      differences.push({ table, kind, school, id, columns });
    };
    for await (const { page, after, upTo } of liveTable.pages()) {
      rows += page.length;
      for (const row of page) {
        const ofSchool = schools.get(row.school) ?? { rows: 0, digest: createHash('sha256') };
        schools.set(row.school, ofSchool);
        ofSchool.rows++;
        ofSchool.digest.update(JSON.stringify([table, row.key, row.hash]));
      }
      const left = new Map(page.map((row) => [JSON.stringify(row.key), row]));
      for await (const { page: others } of builtTable.pages(after, upTo)) {
        for (const other of others) {
          const same = left.get(JSON.stringify(other.key));
          left.delete(JSON.stringify(other.key));
          if (!same) await differs('missing', other);
          else if (same.hash !== other.hash) await differs('different', other);
        }
      }
      for (const row of left.values()) await differs('extra', row);
      await pause();
    }
  }
  return {
    rows,
    differences: differences.sort(bySchoolAndId),
    schools: new Map([...schools].map(([school, { rows, digest }]) => [school, { rows, hash: digest.digest('hex') }])),
  };
}

interface Page {
  readonly page: readonly HashedRow[];
  /** The keys between which the page lies: after this one, up to and including that one; undefined: no bound. */
  readonly after: readonly string[] | undefined;
  readonly upTo: readonly string[] | undefined;
}

/** One side of the comparison. */
class Table {
  constructor(
    readonly connection: pg.ClientBase,
    readonly name: string,
    readonly key: readonly string[],
  ) {}

  /** Its rows in the order of the key; the last page reaches to the end, and may be empty. */
  async *pages(after?: readonly string[], upTo?: readonly string[]): AsyncGenerator<Page> {
    for (let start = after; ;) {
      const page = await this.rows(start, upTo);
      const full = page.length === pageRows;
      const end = full ? page.at(-1)?.key : upTo;
      yield { page, after: start, upTo: end };
      if (!full) return;
      start = end;
    }
  }

  private async rows(after: readonly string[] | undefined, upTo: readonly string[] | undefined): Promise<HashedRow[]> {
    const names = this.key.join(', ');
    const bounds = [
      after && `(${names}) > (${this.places(1)})`,
      upTo && `(${names}) <= (${this.places(1 + (after?.length ?? 0))})`,
    ];
    const where = bounds.filter((bound) => bound !== undefined).join(' and ') || 'true';
    const { rows } = await this.connection.query<HashedRow>(
      `select school, id, array[${this.key.map((column) => `${column}::text`).join(', ')}] as key,
              encode(sha256(convert_to(t::text, 'UTF8')), 'hex') as hash
       from ${this.name} t where ${where} order by ${names} limit ${pageRows}`,
      [...(after ?? []), ...(upTo ?? [])],
    );
    return rows;
  }

  /** The hash of each column of one row. */
  async columns(place: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await this.connection.query<{ column: string; hash: string }>(
      `select key as column, encode(sha256(convert_to(value::text, 'UTF8')), 'hex') as hash
       from ${this.name} t, jsonb_each(to_jsonb(t)) where (${this.key.join(', ')}) = (${this.places(1)})`,
      [...place],
    );
    return new Map(rows.map(({ column, hash }) => [column, hash]));
  }

  private readonly places = (from: number): string => this.key.map((_, index) => `$${from + index}`).join(', ');
}

async function differingColumns(live: Table, built: Table, place: readonly string[]): Promise<string[]> {
  const [ofLive, ofBuilt] = [await live.columns(place), await built.columns(place)];
  return [...ofLive].flatMap(([column, hash]) => (ofBuilt.get(column) === hash ? [] : column)).sort();
}

async function keyOf(live: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await live.query<{ column: string }>(
    `select attname as column from pg_index
     cross join unnest(indkey) with ordinality as k (attnum, place)
     join pg_attribute a on a.attrelid = indrelid and a.attnum = k.attnum
     where indrelid = ('public.' || $1)::regclass and indisprimary order by place`,
    [table],
  );
  if (rows.length === 0) throw new Error(`${table} has no primary key to compare it by`);
  return rows.map(({ column }) => column);
}

const bySchoolAndId = (a: Difference, b: Difference): number =>
  `${a.school} ${a.id}` < `${b.school} ${b.id}` ? -1 : `${a.school} ${a.id}` > `${b.school} ${b.id}` ? 1 : 0;
