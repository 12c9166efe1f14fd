import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionSettings } from './connection-settings.js';
import { LogUnavailable } from './event-log.js';
import { refuseUnsafeSettings } from './schema.js';

/** Held for as long as the writer's connection lives: who holds it is the one writer of this database. */
const writerLock = 7_305_941_821;
/** PostgreSQL ends the session of a writer that is silent for so long: its line may be dead, and nobody told. */
const mostSilenceMs = (timeoutMs: number): number => Math.round(0.8 * timeoutMs);
/** So often the writer speaks even if there is nothing to write. */
export const heartbeatMs = (timeoutMs: number): number => 0.2 * timeoutMs;
/** A predecessor that was killed may still be letting go of the lock, at the latest when its silence is noticed. */
const lockTimeoutMs = (timeoutMs: number): number => mostSilenceMs(timeoutMs) + 2_000;

/** A session of PostgreSQL's, told apart from every other one, also from a later one of the same number. */
export interface Session {
  readonly pid: number;
  readonly since: string;
}

export interface WriterConnection {
  readonly client: pg.Client;
  readonly session: Session;
}

/**
 * The writer's connection: it inserts on the very session that holds the lock, so losing one is losing the other.
 * `former` is a session of ours whose line is dead, as far as we can see. PostgreSQL may not know yet, so it is ended
 * for certain: only then is it known what it has committed.
 */
export async function connectAsWriter(
  connectionString: string,
  timeoutMs: number,
  former?: Session,
): Promise<WriterConnection> {
  const client = new pg.Client(connectionSettings(connectionString, 'writer', timeoutMs));
  // A connection that breaks while nothing is asked of it is noticed by the next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseUnsafeSettings(client);
    if (former !== undefined) await end(former, client);
    await takeLock(client, lockTimeoutMs(timeoutMs));
    await client.query(`set idle_session_timeout = ${mostSilenceMs(timeoutMs)}`);
    return { client, session: await sessionOf(client) };
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function sessionOf(client: pg.Client): Promise<Session> {
  const { rows } = await client.query<Session>(
    'select pid, backend_start::text as since from pg_stat_activity where pid = pg_backend_pid()',
  );
  if (rows[0] === undefined) throw new Error('PostgreSQL does not know its own session');
  return rows[0];
}

/** Asks for its end; whether it has ended is told by the lock. */
async function end({ pid, since }: Session, by: pg.Client): Promise<void> {
  await by.query('select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and backend_start = $2', [
    pid,
    since,
  ]);
}

export class AnotherWriter extends Error {
  constructor() {
    super('another event server is writing to this database');
  }
}

async function takeLock(client: pg.Client, withinMs: number): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [writerLock]);
    if (rows[0]?.locked === true) return;
    if (Date.now() > giveUpAt) throw new AnotherWriter();
    await sleep(100);
  }
}

export async function headPosition(client: pg.Client): Promise<number> {
  // A position is used once, also if its event was taken away.
  const { rows } = await client.query<{ head: string }>(
    'select greatest(position, (select max(position) from events)) as head from log_head',
  );
  return Number(rows[0]?.head ?? 0);
}

/** So that it is seen at the next start if the newest events are taken away. */
export async function noteHead(client: pg.Client, head: number): Promise<void> {
  await client.query({ name: 'note-head', text: 'update log_head set position = $1', values: [head] });
}

export const unavailable = (error: unknown): LogUnavailable =>
  error instanceof LogUnavailable
    ? error
    : new LogUnavailable(`the event log cannot be written: ${error instanceof Error ? error.message : String(error)}`);
