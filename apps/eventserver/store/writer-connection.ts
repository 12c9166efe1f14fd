import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LogUnavailable } from './event-log.js';
import { refuseUnsafeSettings } from './schema.js';

/** Held for as long as the writer's connection lives: who holds it is the one writer of this database. */
const writerLock = 7_305_941_821;
/** A predecessor that was killed may still be letting go of the lock. */
const lockPatienceMs = 10_000;

/** The writer's connection: it inserts on the very session that holds the lock, so losing one is losing the other. */
export async function connectAsWriter(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'eventserver writer', keepAlive: true });
  // A connection that breaks while nothing is asked of it is noticed by the next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseUnsafeSettings(client);
    await takeLock(client);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

export class AnotherWriter extends Error {
  constructor() {
    super('another event server is writing to this database');
  }
}

async function takeLock(client: pg.Client): Promise<void> {
  const patience = Date.now() + lockPatienceMs;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [writerLock]);
    if (rows[0]?.locked === true) return;
    if (Date.now() > patience) throw new AnotherWriter();
    await sleep(100);
  }
}

export async function headPosition(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ head: string | null }>('select max(position) as head from events');
  return Number(rows[0]?.head ?? 0);
}

export const unavailable = (error: unknown): LogUnavailable =>
  error instanceof LogUnavailable
    ? error
    : new LogUnavailable(`the event log cannot be written: ${error instanceof Error ? error.message : String(error)}`);
