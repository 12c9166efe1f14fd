import type pg from 'pg';
import { UnreadableEvent, type EventCodec } from './event-codec.js';
import { columnName, columnsOf, type Projection, type ReadModelRow, type RowData } from './projection.js';
import { partsOf, type RecordedEvent, type StoredEvent } from './stored-event.js';

/** A stream that a projection cannot follow: an event of it makes the fold or its row fail. */
export interface Parked {
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly error: string;
}

/** The checkpoint moved under our feet: another projector is at work. Nothing was committed. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

type StoredEvents = AsyncIterable<StoredEvent>;

type Row = RowData<ReadModelRow> & { school: string; id: string; revision: number };

const rowKey = (school: string, id: string): string => `${school}\u0000${id}`;

/** An event as it came out of the codec: read, or known only by where it stands. */
type Delivered = RecordedEvent | UnreadableEvent;
const storedPlace = (event: Delivered): Pick<StoredEvent, 'stream' | 'revision' | 'position'> =>
  event instanceof UnreadableEvent
    ? event.event
    : { stream: `${event.category}-${event.id}`, revision: event.revision, position: event.position };

/**
 * Applies batches of events to read models. Rows and checkpoint commit in one transaction, so that after a crash
 * every event counts exactly once. A stream whose event fails is parked, visibly and in order; the rest goes on.
 */
export class Projector {
  constructor(
    private readonly codec: EventCodec,
    private readonly projections: readonly Projection[],
    /** Called in each transaction before it writes; throws if this projector may not. */
    private readonly mayWrite: (connection: pg.ClientBase) => Promise<void> = () => Promise.resolve(),
  ) {}

  get categories(): string[] {
    return [...new Set(this.projections.flatMap(({ categories }) => categories.map(({ category }) => category)))];
  }

  /** The position from which the log has to be read: that of the projection furthest behind. */
  async start(connection: pg.ClientBase): Promise<bigint> {
    await connection.query(
      `insert into projection_checkpoint (projection, version, position)
       select name, version, 0 from unnest($1::text[], $2::int[]) as t (name, version) on conflict do nothing`,
      [this.projections.map(({ name }) => name), this.projections.map(({ version }) => version)],
    );
    const positions = await this.positions(connection);
    return [...positions.values()].reduce((least, position) => (position < least ? position : least));
  }

  /**
   * Tries parked streams again, each from the event it stopped at up to what its projection has seen of the others:
   * rows, and that it follows again, in one transaction. `read` gives a stream's events from a revision on.
   * @returns the streams that still cannot be followed.
   */
  async retryParked(
    connection: pg.ClientBase,
    read: (stream: string, from: number) => StoredEvents,
  ): Promise<Parked[]> {
    const parked: Parked[] = [];
    for (const projection of this.projections) {
      for (const stream of await inTransaction(connection, () => parkedStreams(projection, connection))) {
        parked.push(...(await this.retry(connection, projection, stream, read)));
      }
    }
    return parked;
  }

  private retry(
    connection: pg.ClientBase,
    projection: Projection,
    stream: string,
    read: (stream: string, from: number) => StoredEvents,
  ): Promise<Parked[]> {
    return inTransaction(connection, async () => {
      await this.mayWrite(connection);
      // First the lock, then the checkpoint: nobody moves it past events of this stream in between.
      const { rows } = await connection.query<{ revision: number }>(
        'select revision from parked_stream where projection = $1 and stream = $2 for update',
        [projection.name, stream],
      );
      const [stoppedAt] = rows;
      const seen = (await this.positions(connection)).get(projection.name) ?? 0n;
      const stored: StoredEvent[] = [];
      if (stoppedAt) for await (const event of read(stream, stoppedAt.revision)) stored.push(event);
      const missed = await this.codec.decodeEach(stored.filter(({ position }) => position <= seen));
      const relevant = missed.filter((event) => concerns(projection, event));
      const parked = await takeAll(projection, connection, relevant, new Set());
      if (parked.length === 0) await unpark(connection, projection.name, stream);
      await park(connection, parked);
      return parked;
    });
  }

  /**
   * Applies a batch that ends at `position` to every projection that has not seen it.
   * @returns the streams it had to park.
   */
  async apply(connection: pg.ClientBase, stored: readonly StoredEvent[], position: bigint): Promise<Parked[]> {
    const events = await this.codec.decodeEach(stored);
    return inTransaction(connection, async () => {
      await this.mayWrite(connection);
      const parked: Parked[] = [];
      const positions = await this.positions(connection);
      for (const projection of this.projections) {
        const seen = positions.get(projection.name);
        if (seen === undefined) throw new CheckpointMoved(`${projection.name} has no checkpoint`);
        if (seen >= position) continue;
        const unseen = events.filter((event) => storedPlace(event).position > seen);
        parked.push(...(await applyTo(projection, connection, unseen)));
        await moveCheckpoint(connection, projection.name, seen, position);
      }
      return parked;
    });
  }

  private async positions(connection: pg.ClientBase): Promise<Map<string, bigint>> {
    const { rows } = await connection.query<{ projection: string; position: string }>(
      'select projection, position from projection_checkpoint where projection = any($1)',
      [this.projections.map(({ name }) => name)],
    );
    return new Map(rows.map(({ projection, position }) => [projection, BigInt(position)]));
  }
}

async function inTransaction<T>(connection: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await connection.query('begin');
  try {
    const result = await work();
    await connection.query('commit');
    return result;
  } catch (error) {
    await connection.query('rollback');
    throw error;
  }
}

async function moveCheckpoint(connection: pg.ClientBase, projection: string, from: bigint, to: bigint): Promise<void> {
  const { rowCount } = await connection.query(
    'update projection_checkpoint set position = $3, moved_at = now() where projection = $1 and position = $2',
    [projection, String(from), String(to)],
  );
  if (rowCount !== 1) throw new CheckpointMoved(`the checkpoint of ${projection} is no longer at ${from}`);
}

async function applyTo(
  projection: Projection,
  connection: pg.ClientBase,
  events: readonly Delivered[],
): Promise<Parked[]> {
  const relevant = events.filter((event) => concerns(projection, event));
  if (relevant.length === 0) return [];
  const stopped = await parkedStreams(projection, connection);
  const parked = await takeAll(projection, connection, relevant, stopped);
  await park(connection, parked);
  return parked;
}

/** All events at once; if Postgres refuses a row, one after another, so that only the faulty stream is parked, at the very event. */
async function takeAll(
  projection: Projection,
  connection: pg.ClientBase,
  events: readonly Delivered[],
  stopped: Set<string>,
): Promise<Parked[]> {
  const together = await take(projection, connection, events, new Set(stopped));
  if (Array.isArray(together)) return together;
  const parked: Parked[] = [];
  for (const event of events) {
    const { stream, revision } = storedPlace(event);
    const alone = await take(projection, connection, [event], stopped);
    if (Array.isArray(alone)) {
      parked.push(...alone);
    } else {
      stopped.add(stream);
      parked.push({ projection: projection.name, stream, revision, error: describe(alone.refusal) });
    }
  }
  return parked;
}

/** @returns the streams whose events made a fold fail, or Postgres' refusal: then nothing was written. */
async function take(
  projection: Projection,
  connection: pg.ClientBase,
  events: readonly Delivered[],
  stopped: Set<string>,
): Promise<Parked[] | { readonly refusal: unknown }> {
  const rows = await loadRows(projection, connection, events);
  const parked: Parked[] = [];
  const changes = [...foldAll(projection, events, rows, stopped, parked).values()];
  if (changes.length === 0) return parked;
  await connection.query('savepoint rows');
  try {
    await upsert(
      projection,
      connection,
      changes.flatMap(({ row }) => row ?? []),
    );
    await remove(
      projection,
      connection,
      changes.filter(({ row }) => row === undefined),
    );
  } catch (error) {
    if (!faultOfTheRow.test(String((error as { code?: unknown }).code))) throw error;
    await connection.query('rollback to savepoint rows');
    return { refusal: error };
  }
  await connection.query('release savepoint rows');
  return parked;
}

/** SQLSTATE classes that say "this row is wrong" (data exception, integrity, too large); anything else is not the row's fault. */
const faultOfTheRow = /^(22|23|54)/;

/** An event that cannot be read concerns every projection of its category: none may pass over it. */
function concerns({ folds }: Projection, event: Delivered): boolean {
  if (event instanceof UnreadableEvent) return partsOf(event.event.stream).category in folds;
  const fold = folds[event.category]?.[event.type];
  return fold !== undefined && fold !== 'ignored';
}

/** Held until the transaction ends: a stream is not tried again while others move the checkpoint past its events. */
async function parkedStreams(projection: Projection, connection: pg.ClientBase): Promise<Set<string>> {
  const { rows } = await connection.query<{ stream: string }>(
    'select stream from parked_stream where projection = $1 for share',
    [projection.name],
  );
  return new Set(rows.map(({ stream }) => stream));
}

async function loadRows(
  projection: Projection,
  connection: pg.ClientBase,
  events: readonly Delivered[],
): Promise<Map<string, Row>> {
  const keys = new Map<string, readonly [school: string, id: string]>();
  const readable = events.filter((event): event is RecordedEvent => !(event instanceof UnreadableEvent));
  for (const event of readable)
    for (const id of projection.keys(event)) keys.set(rowKey(event.school, id), [event.school, id]);
  const wanted = [...keys.values()];
  const { rows } = await connection.query<Record<string, unknown>>(
    `select t.* from ${projection.name} t join unnest($1::text[], $2::text[]) as k (school, id) using (school, id)`,
    [wanted.map(([school]) => school), wanted.map(([, id]) => id)],
  );
  const properties = columnsOf(projection.row);
  return new Map(
    rows.map((columns) => {
      const row = Object.fromEntries(properties.map((property) => [property, columns[columnName(property)]])) as Row;
      return [rowKey(row.school, row.id), row];
    }),
  );
}

interface Change {
  readonly row: Row | undefined;
  readonly school: string;
  readonly id: string;
}

/** Folds in memory. A stream whose event makes a fold throw keeps the row it had before and is parked there. */
function foldAll(
  projection: Projection,
  events: readonly Delivered[],
  rows: Map<string, Row>,
  stopped: Set<string>,
  parked: Parked[],
): Map<string, Change> {
  const changed = new Map<string, Change>();
  for (const event of events) {
    const { stream, revision } = storedPlace(event);
    if (stopped.has(stream)) continue;
    try {
      if (event instanceof UnreadableEvent) throw event;
      const folded = projection.keys(event).map((id) => {
        const key = rowKey(event.school, id);
        return { key, id, row: foldOne(projection, event, id, rows.get(key)) };
      });
      for (const { key, id, row } of folded) {
        if (row) rows.set(key, row);
        else rows.delete(key);
        changed.set(key, { row, school: event.school, id });
      }
    } catch (error) {
      stopped.add(stream);
      parked.push({ projection: projection.name, stream, revision, error: describe(error) });
    }
  }
  return changed;
}

function foldOne({ folds }: Projection, event: RecordedEvent, id: string, before: Row | undefined): Row | undefined {
  const fold = folds[event.category]?.[event.type];
  if (fold === undefined || fold === 'ignored') return before;
  const data = fold(before, event);
  return data && { ...data, school: event.school, id, revision: event.revision };
}

async function upsert(projection: Projection, connection: pg.ClientBase, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const properties = columnsOf(projection.row);
  const columns = properties.map(columnName);
  const values = rows.map((row) =>
    Object.fromEntries(
      properties.map((property) => [
        columnName(property),
        (row as unknown as Record<string, unknown>)[property] ?? null,
      ]),
    ),
  );
  const updates = columns
    .filter((column) => column !== 'school' && column !== 'id')
    .map((column) => `${column} = excluded.${column}`);
  await connection.query(
    `insert into ${projection.name} (${columns.join(', ')})
     select ${columns.join(', ')} from json_populate_recordset(null::${projection.name}, $1)
     on conflict (school, id) do update set ${updates.join(', ')}`,
    [JSON.stringify(values)],
  );
}

async function remove(projection: Projection, connection: pg.ClientBase, gone: readonly Change[]): Promise<void> {
  if (gone.length === 0) return;
  await connection.query(
    `delete from ${projection.name} t using unnest($1::text[], $2::text[]) as k (school, id) where t.school = k.school and t.id = k.id`,
    [gone.map(({ school }) => school), gone.map(({ id }) => id)],
  );
}

async function park(connection: pg.ClientBase, parked: readonly Parked[]): Promise<void> {
  for (const { projection, stream, revision, error } of parked) {
    await connection.query(
      `insert into parked_stream (projection, stream, revision, error) values ($1, $2, $3, $4)
       on conflict (projection, stream) do update set attempts = parked_stream.attempts + 1, revision = excluded.revision, error = excluded.error`,
      [projection, stream, revision, error],
    );
  }
}

async function unpark(connection: pg.ClientBase, projection: string, stream: string): Promise<void> {
  await connection.query('delete from parked_stream where projection = $1 and stream = $2', [projection, stream]);
}

/** The kind of fault without its values: a message of Postgres may quote a row. */
function describe(error: unknown): string {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return [name, code].filter((part) => typeof part === 'string').join(' ') || 'unknown fault';
}
