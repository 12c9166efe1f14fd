import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createSchema } from '../../../apps/eventserver/store/schema.js';
import { StagedEvents } from '../../../apps/eventserver/store/staged-events.js';

const perStream = 500;
const perStatement = 10_000;

/** So many events, evenly spread, are of another type than the rest. */
export const needles = 27;
export const bytes = 100;

/** Writes a long log as the server's writer does, but without a client; the server starts on it afterwards. */
export async function writeLongLog(databaseUrl: string, events: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await createSchema(client);
    const every = Math.floor(events / needles);
    const event = { contentType: 'application/json', metadata: Buffer.from('{}') };
    const data = Buffer.from(JSON.stringify({ text: 'x'.repeat(bytes) }));
    let stream = '';
    for (let written = 0; written < events; written += perStatement) {
      const staged = new StagedEvents(written);
      for (let place = written; place < Math.min(written + perStatement, events); place++) {
        if (place % perStream === 0) stream = `hay-${randomUUID()}`;
        const needle = place % every === 0 && place / every < needles;
        staged.add(stream, place % perStream, { ...event, id: randomUUID(), type: needle ? 'Needle' : 'Hay', data });
      }
      await staged.insert(client);
    }
  } finally {
    await client.end();
  }
}
