// @event-driven-io/emmett-postgresql as it is shipped: its event store, its rebuild, its defaults. Its projection writes
// the very rows that ours writes, each with one upsert through a prepared statement.
import {
  getPostgreSQLEventStore,
  postgreSQLProjection,
  rebuildPostgreSQLProjections,
} from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import { performance } from 'node:perf_hooks';

const connectionString = process.env.DATABASE_URL;
const table = 'filtering_change_log';

/**
 * The same first events of as many records as ours has, through its own door, and one after the other: of events that
 * were appended at the same time a rebuild left some out (1,944 rows of 2,000).
 */
async function fill(records) {
  const store = getPostgreSQLEventStore(connectionString);
  for (const { id, type, data, metadata } of records) {
    await store.appendToStream(`filteringChange-${id}`, [{ type, data, metadata }]);
  }
  await store.close();
}

/** `row` is one of ours: the others differ from it by their id. */
async function build({ row, events }) {
  const columns = Object.keys(row);
  const upsert = {
    name: 'upsert',
    text: `insert into ${table} (${columns.join(', ')})
      select ${columns.join(', ')} from json_populate_record(null::${table}, $1)
      on conflict (school, id) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  };
  const projection = postgreSQLProjection({
    name: table,
    canHandle: ['UnblockRequested'],
    truncate: ({ connection }) => connection.client.query(`truncate ${table}`),
    handle: async (batch, { connection }) => {
      for (const { metadata } of batch) {
        const id = metadata.streamName.slice('filteringChange-'.length);
        await connection.client.query({ ...upsert, values: [JSON.stringify({ ...row, id })] });
      }
    },
  });
  // Its second rebuild would go on from where the first one ended, and leave the emptied table empty.
  const before = new pg.Client({ connectionString });
  await before.connect();
  await before.query(
    `do $$ begin if to_regclass('emt_processors') is not null then delete from emt_processors; end if; end $$`,
  );
  await before.end();
  const start = performance.now();
  const consumer = rebuildPostgreSQLProjections({ connectionString, projection });
  await consumer.start();
  const seconds = (performance.now() - start) / 1000;
  await consumer.close();
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(`select count(*)::int as rows from ${table}`);
  await client.end();
  if (rows[0].rows !== events) throw new Error(`${rows[0].rows} rows instead of ${events}`);
  return { perSecond: events / seconds };
}

const calls = { fill, build };
process.on('message', ({ name, input }) => {
  calls[name](input).then(
    (result) => process.send({ result }),
    (error) => process.send({ failure: error.stack }),
  );
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit());
process.send({ ready: true });
