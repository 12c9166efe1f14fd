import pg from 'pg';
import { connectionSettings } from './store/connection-settings.js';
import { LogCorrupted } from './store/event-log.js';
import { holesOf, toldOf } from './store/holes.js';
import { eventColumns, eventOf, type EventRow } from './store/rows.js';
import { headPosition } from './store/writer-connection.js';

const pageEvents = 1_000;

/** Reads the whole log and tells what is not as it was written, without changing anything. Answers how many it read. */
export async function verifyLog(databaseUrl: string, found: (finding: string) => void): Promise<number> {
  const client = new pg.Client(connectionSettings(databaseUrl, 'examiner'));
  // A connection that breaks is noticed by the next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ known: boolean }>(
      `select to_regclass('removed_events') is not null as known`,
    );
    if (tables[0]?.known !== true)
      throw new Error('no event server of this version has been started on this database yet');
    const head = await headPosition(client);
    for (const hole of await holesOf(databaseUrl, head, new AbortController().signal)) found(toldOf(hole));
    let [after, count] = ['0', 0];
    for (;;) {
      const { rows } = await client.query<EventRow>(
        `select ${eventColumns} from events where position > $1 and position <= $2 order by position limit ${pageEvents}`,
        [after, head],
      );
      const last = rows.at(-1);
      if (last === undefined) return count;
      for (const row of rows) examine(row, found);
      after = last.position;
      count += rows.length;
    }
  } finally {
    await client.end();
  }
}

function examine(row: EventRow, found: (finding: string) => void): void {
  try {
    eventOf(row);
  } catch (error) {
    if (!(error instanceof LogCorrupted)) throw error;
    found(error.message);
  }
}
