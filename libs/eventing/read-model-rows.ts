import type pg from 'pg';
import { UnreadableEvent } from './event-codec.js';
import { rowKey, type Folded, type Known, type Row } from './fold-batch.js';
import type { Delivered } from './parked-streams.js';
import { columnName, columnsOf, historyOf, type Projection } from './projection.js';

/** The rows that events touch, and when those that are gone went. */
export async function loadRows(
  projection: Projection,
  connection: pg.ClientBase,
  events: readonly Delivered[],
): Promise<Known> {
  const wanted = new Map<string, readonly [school: string, id: string]>();
  for (const event of events) {
    if (event instanceof UnreadableEvent) continue;
    for (const id of projection.keys(event)) wanted.set(rowKey(event.school, id), [event.school, id]);
  }
  const keys = [...wanted.values()];
  const found = await connection.query<Record<string, unknown>>({
    name: `load ${projection.name}`,
    text: `select t.*, k.school as wanted_school, k.id as wanted_id, gone.at as gone_at
     from unnest($1::text[], $2::text[]) as k (school, id)
     left join ${projection.name} t using (school, id)
     left join lateral (
       select max(h.valid_to) as at from ${historyOf(projection.name)} h
       where t.id is null and h.school = k.school and h.id = k.id
     ) gone on true
     where t.id is not null or gone.at is not null`,
    values: [keys.map(([school]) => school), keys.map(([, id]) => id)],
  });
  const rows = new Map<string, Row>();
  const takenAway = new Map<string, Date>();
  const properties = columnsOf(projection.row);
  for (const columns of found.rows) {
    const { wanted_school: school, wanted_id: id, gone_at: goneAt } = columns;
    const key = rowKey(String(school), String(id));
    if (goneAt instanceof Date) takenAway.set(key, goneAt);
    else {
      const row = Object.fromEntries(properties.map((property) => [property, columns[columnName(property)]]));
      rows.set(key, row as unknown as Row);
    }
  }
  return { rows, takenAway };
}

/** Writes what a batch made of the rows. Every statement goes out at once: none is sent after another has failed. */
export async function writeRows(
  projection: Projection,
  connection: pg.ClientBase,
  { changes, past }: Pick<Folded, 'changes' | 'past'>,
): Promise<void> {
  const { name } = projection;
  const changed = [...changes.values()];
  const rows = changed.flatMap(({ row }) => row ?? []);
  const gone = changed.filter(({ row }) => row === undefined);
  const properties = columnsOf(projection.row);
  const columns = properties.map(columnName);
  const updates = columns
    .filter((column) => column !== 'school' && column !== 'id')
    .map((column) => `${column} = excluded.${column}`);
  const pastProperties = [...properties, 'validTo'];
  const pastColumns = pastProperties.map(columnName).join(', ');
  await Promise.all([
    rows.length > 0 &&
      connection.query({
        name: `write ${name}`,
        text: `insert into ${name} (${columns.join(', ')})
          select ${columns.join(', ')} from json_populate_recordset(null::${name}, $1)
          on conflict (school, id) do update set ${updates.join(', ')}`,
        values: [asJson(rows, properties)],
      }),
    gone.length > 0 &&
      connection.query({
        name: `remove ${name}`,
        text: `delete from ${name} t using unnest($1::text[], $2::text[]) as k (school, id)
          where t.school = k.school and t.id = k.id`,
        values: [gone.map(({ school }) => school), gone.map(({ id }) => id)],
      }),
    past.length > 0 &&
      connection.query({
        name: `keep ${name}`,
        text: `insert into ${historyOf(name)} (${pastColumns})
          select ${pastColumns} from json_populate_recordset(null::${historyOf(name)}, $1)`,
        values: [asJson(past, pastProperties)],
      }),
  ]);
}

function asJson(rows: readonly object[], properties: readonly string[]): string {
  return JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        properties.map((property) => [columnName(property), (row as Record<string, unknown>)[property] ?? null]),
      ),
    ),
  );
}
