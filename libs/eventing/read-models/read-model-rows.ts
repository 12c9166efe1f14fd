import type pg from 'pg';
import { UnreadableEvent } from '../schemas/event-codec.js';
import { erased as erasedText } from '../privacy/personal-data.js';
import { rowKey, type Folded, type Known, type Row } from './fold-batch.js';
import type { Delivered } from './parked-streams.js';
import type { RecordedEvent } from '../log/stored-event.js';
import { columnName, columnsOf, historyOf, type Projection } from './projection.js';

/** What is the same for every batch of a read model. */
interface Shape {
  /** Property and column, in the order of the row class. */
  readonly columns: readonly (readonly [property: string, column: string])[];
  readonly load: string;
  readonly write: string;
  readonly check: string;
  readonly remove: string;
  readonly keep: string;
}

const shapes = new WeakMap<Projection, Shape>();

function shapeOf(projection: Projection): Shape {
  const known = shapes.get(projection);
  if (known) return known;
  const { name, row } = projection;
  const history = historyOf(name);
  const columns = columnsOf(row).map((property) => [property, columnName(property)] as const);
  const list = columns.map(([, column]) => column).join(', ');
  const updates = columns
    .filter(([property]) => property !== 'school' && property !== 'id')
    .map(([, column]) => `${column} = excluded.${column}`);
  const shape = {
    columns,
    load: `select ${columns.map(([, column]) => `t.${column}`).join(', ')}, k.school as wanted_school, k.id as wanted_id, gone.at as gone_at
      from unnest($1::text[], $2::text[]) as k (school, id)
      left join ${name} t using (school, id)
      left join lateral (
        select max(h.valid_to) as at from ${history} h
        where t.id is null and h.school = k.school and h.id = k.id
      ) gone on true
      where t.id is not null or gone.at is not null`,
    write: `insert into ${name} (${list})
      select ${list} from json_populate_recordset(null::${name}, $1)
      on conflict (school, id) do update set ${updates.join(', ')}`,
    // Constraints are looked at before conflicts: nothing is written where the row is there, which it is after `write`.
    check: `insert into ${name} (${list})
      select ${list} from json_populate_recordset(null::${name}, $1)
      on conflict (school, id) do nothing`,
    remove: `delete from ${name} t using unnest($1::text[], $2::text[]) as k (school, id)
      where t.school = k.school and t.id = k.id`,
    keep: `insert into ${history} (${list}, valid_to)
      select ${list}, valid_to from json_populate_recordset(null::${history}, $1)`,
  };
  shapes.set(projection, shape);
  return shape;
}

/** The rows that events touch, and when those that are gone went. */
export async function loadRows(
  projection: Projection,
  connection: pg.ClientBase,
  events: readonly Delivered[],
): Promise<Known> {
  const wanted = new Map<string, readonly [school: string, id: string]>();
  for (const event of events) {
    if (event instanceof UnreadableEvent) continue;
    for (const id of keysOf(projection, event)) wanted.set(rowKey(event.school, id), [event.school, id]);
  }
  const keys = [...wanted.values()];
  const { columns, load } = shapeOf(projection);
  const found = await connection.query<Record<string, unknown>>({
    name: `load ${projection.name}`,
    text: load,
    values: [keys.map(([school]) => school), keys.map(([, id]) => id)],
  });
  const rows = new Map<string, Row>();
  const takenAway = new Map<string, Date>();
  for (const loaded of found.rows) {
    const { wanted_school: school, wanted_id: id, gone_at: goneAt } = loaded;
    const key = rowKey(String(school), String(id));
    if (goneAt instanceof Date) takenAway.set(key, goneAt);
    else {
      const row: Record<string, unknown> = {};
      for (const [property, column] of columns) row[property] = loaded[column];
      rows.set(key, row as unknown as Row);
    }
  }
  return { rows, takenAway };
}

/** None where they cannot be told: the fold of that event tells why, and parks its stream. */
function keysOf(projection: Projection, event: RecordedEvent): readonly string[] {
  try {
    return projection.keys(event);
  } catch {
    return [];
  }
}

/** The statements that write what a batch made of the rows; whatever can fail on our side fails here, before any is sent. */
export function writesOf(
  projection: Projection,
  { changes, past, unseen, erased }: Pick<Folded, 'changes' | 'past' | 'unseen' | 'erased'>,
): pg.QueryConfig[] {
  const { name } = projection;
  const { columns, write, check, remove, keep } = shapeOf(projection);
  const changed = [...changes.values()];
  const rows = changed.flatMap(({ row }) => row ?? []);
  const gone = changed.filter(({ row }) => row === undefined);
  const writes: pg.QueryConfig[] = [];
  if (rows.length > 0) writes.push({ name: `write ${name}`, text: write, values: [asJson(rows, columns)] });
  // Before what is gone is removed: of that, a version may have been put in by the check.
  if (unseen.length > 0) writes.push({ name: `check ${name}`, text: check, values: [asJson(unseen, columns)] });
  if (gone.length > 0) {
    const values = [gone.map(({ school }) => school), gone.map(({ id }) => id)];
    writes.push({ name: `remove ${name}`, text: remove, values });
  }
  if (past.length > 0) {
    const withEnd = [...columns, ['validTo', 'valid_to'] as const];
    writes.push({ name: `keep ${name}`, text: keep, values: [asJson(past, withEnd)] });
  }
  // After the versions of this very batch: a rebuild finds the key gone, and reads the same in their place.
  if (erased.length > 0 && projection.erasure)
    writes.push(eraseHistory(name, projection.erasure.columns.map(columnName), erased));
  return writes;
}

const eraseHistory = (name: string, columns: readonly string[], rows: Folded['erased']): pg.QueryConfig => ({
  name: `erase ${name}`,
  text: `update ${historyOf(name)} h
    set ${columns.map((column) => `${column} = case when h.${column} is not null then $3 end`).join(', ')}
    from unnest($1::text[], $2::text[]) as k (school, id) where h.school = k.school and h.id = k.id`,
  values: [rows.map(({ school }) => school), rows.map(({ id }) => id), erasedText],
});

function asJson(rows: readonly object[], columns: Shape['columns']): string {
  return JSON.stringify(
    rows.map((row) => {
      const named: Record<string, unknown> = {};
      for (const [property, column] of columns) named[column] = (row as Record<string, unknown>)[property] ?? null;
      return named;
    }),
  );
}
