import type pg from 'pg';
import { UnreadableEvent } from '../schemas/event-codec.js';
import type { RecordedEvent, StoredEvent } from '../log/stored-event.js';

/** A stream that a projection cannot follow: an event of it makes the fold or its row fail. */
export interface Parked {
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly error: string;
}

/** An event as it came out of the codec: read, or known only by where it stands. */
export type Delivered = RecordedEvent | UnreadableEvent;

export const placeOf = (event: Delivered): Pick<StoredEvent, 'stream' | 'revision' | 'position'> =>
  event instanceof UnreadableEvent
    ? event.event
    : { stream: event.stream, revision: event.revision, position: event.position };

/**
 * The parked streams of each projection, held until the transaction ends: none is tried again while others move the
 * checkpoints past its events.
 */
export async function parkedStreams(
  projections: readonly string[],
  connection: pg.ClientBase,
): Promise<Map<string, Set<string>>> {
  const { rows } = await connection.query<{ projection: string; stream: string }>({
    name: 'parked',
    text: 'select projection, stream from parked_stream where projection = any($1) for share',
    values: [projections],
  });
  const parked = new Map<string, Set<string>>();
  for (const { projection, stream } of rows) parked.set(projection, (parked.get(projection) ?? new Set()).add(stream));
  return parked;
}

/** @returns the revision at which a stream was parked; nobody else tries it again until the transaction ends. */
export async function lockParked(
  connection: pg.ClientBase,
  projection: string,
  stream: string,
): Promise<number | undefined> {
  const { rows } = await connection.query<{ revision: number }>(
    'select revision from parked_stream where projection = $1 and stream = $2 for update',
    [projection, stream],
  );
  return rows[0]?.revision;
}

export async function park(connection: pg.ClientBase, parked: readonly Parked[]): Promise<void> {
  if (parked.length === 0) return;
  await connection.query(
    `insert into parked_stream (projection, stream, revision, error)
     select * from unnest($1::text[], $2::text[], $3::int[], $4::text[])
     on conflict (projection, stream) do update set attempts = parked_stream.attempts + 1, revision = excluded.revision, error = excluded.error`,
    [
      parked.map(({ projection }) => projection),
      // No text of PostgreSQL can hold a NUL; such a stream is none of ours.
      parked.map(({ stream }) => stream.replaceAll('\0', '\ufffd')),
      parked.map(({ revision }) => revision),
      parked.map(({ error }) => error),
    ],
  );
}

export async function unpark(connection: pg.ClientBase, projection: string, stream: string): Promise<void> {
  await connection.query('delete from parked_stream where projection = $1 and stream = $2', [projection, stream]);
}
