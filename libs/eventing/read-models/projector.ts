import type pg from 'pg';
import { UnreadableEvent, type EventCodec } from '../schemas/event-codec.js';
import { describeFault, Fault } from '../fault.js';
import { foldBatch, type Known } from './fold-batch.js';
import { lockParked, park, parkedStreams, placeOf, unpark, type Delivered, type Parked } from './parked-streams.js';
import type { Projection } from './projection.js';
import { loadRows, writesOf } from './read-model-rows.js';
import { partsOf, type StoredEvent } from '../log/stored-event.js';
import { traced } from '../trace.js';

/** The checkpoint moved under our feet: another projector is at work. Nothing was committed. */
export class CheckpointMoved extends Fault {
  override readonly name = 'CheckpointMoved';
}

type StoredEvents = AsyncIterable<StoredEvent>;

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

  private get names(): string[] {
    return this.projections.map(({ name }) => name);
  }

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
    const stopped = await inTransaction(connection, () => parkedStreams(this.names, connection));
    for (const projection of this.projections) {
      for (const stream of stopped.get(projection.name) ?? []) {
        parked.push(...(await this.retry(connection, projection, stream, read)));
      }
    }
    return parked;
  }

  /** Tries again what an administrator asked for. A wish stays until its stream has been tried, also across a crash. */
  async retryAsked(connection: pg.ClientBase, read: (stream: string, from: number) => StoredEvents): Promise<Parked[]> {
    const parked: Parked[] = [];
    const asked = await connection.query<{ projection: string; stream: string }>(
      'select projection, stream from parked_stream_retry order by asked_at, stream',
    );
    for (const { projection: name, stream } of asked.rows) {
      const projection = this.projections.find((one) => one.name === name);
      if (!projection) continue;
      parked.push(...(await this.retry(connection, projection, stream, read)));
      await connection.query('delete from parked_stream_retry where projection = $1 and stream = $2', [name, stream]);
    }
    return parked;
  }

  private retry(
    connection: pg.ClientBase,
    projection: Projection,
    stream: string,
    read: (stream: string, from: number) => StoredEvents,
  ): Promise<readonly Parked[]> {
    return inTransaction(connection, async () => {
      await this.mayWrite(connection);
      // First the lock, then the checkpoint: nobody moves it past events of this stream in between.
      const stoppedAt = await lockParked(connection, projection.name, stream);
      const seen = (await this.positions(connection)).get(projection.name) ?? 0n;
      const stored: StoredEvent[] = [];
      if (stoppedAt !== undefined) for await (const event of read(stream, stoppedAt)) stored.push(event);
      // What is no longer there to be read has not been mended.
      if (stoppedAt !== undefined && stored.length === 0) return [];
      const missed = await this.codec.decodeEach(stored.filter(({ position }) => position <= seen));
      const relevant = missed.filter((event) => concerns(projection, event));
      const parked = await takeAll(projection, connection, relevant, new Set());
      if (parked.length === 0) await unpark(connection, projection.name, stream);
      await park(connection, parked);
      return parked;
    });
  }

  /** Reads a batch: what needs no database of its own, so that it may be done while the batch before is written. */
  decode(stored: readonly StoredEvent[]): Promise<readonly Delivered[]> {
    return this.codec.decodeEach(stored);
  }

  /**
   * Applies a batch that ends at `position` to every projection that has not seen it. All at once; only if Postgres
   * refuses a row is it done again step by step, so that just the faulty stream is parked.
   * @returns the streams it had to park.
   */
  async apply(connection: pg.ClientBase, stored: readonly StoredEvent[], position: bigint): Promise<readonly Parked[]> {
    return this.applyDecoded(connection, await this.decode(stored), position);
  }

  /** As `apply`, for a batch that has been read. */
  async applyDecoded(
    connection: pg.ClientBase,
    events: readonly Delivered[],
    position: bigint,
  ): Promise<readonly Parked[]> {
    try {
      return await this.applyTogether(connection, events, position);
    } catch (error) {
      if (!isFaultOfARow(error)) throw error;
      return this.applyStepByStep(connection, events, position);
    }
  }

  /** Two round trips, however many read models: what is there; what becomes of it, with the commit. */
  private applyTogether(
    connection: pg.ClientBase,
    events: readonly Delivered[],
    position: bigint,
  ): Promise<readonly Parked[]> {
    return inTransaction(connection, async (commit) => {
      const touched = this.projections.flatMap((projection) => {
        const relevant = events.filter((event) => concerns(projection, event));
        return relevant.length > 0 ? [{ projection, relevant }] : [];
      });
      const [, stopped, positions, ...known] = await allOf([
        this.mayWrite(connection),
        // First the lock on what is parked, then the checkpoints: no stream is followed again in between.
        parkedStreams(this.names, connection),
        this.positions(connection),
        ...touched.map(({ projection, relevant }) => loadRows(projection, connection, relevant)),
      ]);
      const behind = this.behind(positions, position);
      const folded = touched.flatMap(({ projection, relevant }, index) => {
        const seen = behind.get(projection.name);
        if (seen === undefined) return [];
        const unseen = relevant.filter((event) => placeOf(event).position > seen);
        const before = known[index] as Known;
        return [{ projection, ...foldBatch(projection, unseen, before, new Set(stopped.get(projection.name))) }];
      });
      const parked = folded.flatMap((batch) => batch.parked);
      // All of them are made before the first is sent: the commit is on its way before any has been answered.
      const writes = folded.map((batch) => [batch.projection.name, writesOf(batch.projection, batch)] as const);
      await allOf([
        ...writes.map(([name, statements]) => traced(`rows ${name}`, {}, () => sendAll(connection, statements))),
        park(connection, parked),
        moveCheckpoints(connection, behind, position),
        commit(),
      ]);
      return parked;
    });
  }

  private applyStepByStep(
    connection: pg.ClientBase,
    events: readonly Delivered[],
    position: bigint,
  ): Promise<readonly Parked[]> {
    return inTransaction(connection, async () => {
      await this.mayWrite(connection);
      const parked: Parked[] = [];
      const stopped = await parkedStreams(this.names, connection);
      const behind = this.behind(await this.positions(connection), position);
      for (const projection of this.projections) {
        const seen = behind.get(projection.name);
        if (seen === undefined) continue;
        const unseen = events.filter((event) => placeOf(event).position > seen && concerns(projection, event));
        if (unseen.length === 0) continue;
        const passed = stopped.get(projection.name) ?? new Set<string>();
        parked.push(
          ...(await traced(`rows ${projection.name}`, {}, () => takeAll(projection, connection, unseen, passed))),
        );
      }
      await park(connection, parked);
      await moveCheckpoints(connection, behind, position);
      return parked;
    });
  }

  /** The checkpoints that lie before a position. */
  private behind(positions: ReadonlyMap<string, bigint>, position: bigint): Map<string, bigint> {
    const behind = new Map<string, bigint>();
    for (const name of this.names) {
      const seen = positions.get(name);
      if (seen === undefined) throw new CheckpointMoved(`${name} has no checkpoint`);
      if (seen < position) behind.set(name, seen);
    }
    return behind;
  }

  private async positions(connection: pg.ClientBase): Promise<Map<string, bigint>> {
    const { rows } = await connection.query<{ projection: string; position: string }>({
      name: 'checkpoints',
      text: 'select projection, position from projection_checkpoint where projection = any($1)',
      values: [this.names],
    });
    return new Map(rows.map(({ projection, position }) => [projection, BigInt(position)]));
  }
}

/**
 * The first statements of the work go out with the `begin`. The work may send the commit with its last ones, which MUST
 * all be such that what may not be committed fails in PostgreSQL: it then ends the transaction without a trace.
 */
async function inTransaction<T>(
  connection: pg.ClientBase,
  work: (commit: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
  let committed: Promise<unknown> | undefined;
  const commit = (): Promise<unknown> => (committed ??= connection.query('commit'));
  try {
    const [, result] = await allOf([connection.query('begin'), work(commit)]);
    await commit();
    return result;
  } catch (error) {
    await connection.query('rollback');
    throw error;
  }
}

/**
 * What statements that were sent together answer, once all have been answered: nothing is still on its way when it
 * throws. One failing makes the later ones fail as well, so what is thrown is the failure that came first.
 */
async function allOf<T extends readonly unknown[]>(answers: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(answers);
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((failure) => !isFollowUp(failure)) ?? failures[0];
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : undefined)) as Awaited<
    ReturnType<typeof allOf<T>>
  >;
}

/** Every statement goes out at once: none is sent after another has failed. */
const sendAll = (connection: pg.ClientBase, statements: readonly pg.QueryConfig[]): Promise<unknown> =>
  Promise.all(statements.map((statement) => connection.query(statement)));

/** "The transaction is aborted": another statement of it has failed before. */
const isFollowUp = (failure: unknown): boolean => (failure as { code?: unknown } | null)?.code === '25P02';

/** Moves checkpoints from where they were read, or fails; one statement, however many read models there are. */
async function moveCheckpoints(
  connection: pg.ClientBase,
  behind: ReadonlyMap<string, bigint>,
  to: bigint,
): Promise<void> {
  if (behind.size === 0) return;
  const moving = connection.query({
    name: 'move checkpoints',
    // It divides by zero unless all are where they were read: a commit on its way behind it then commits nothing.
    text: `with moved as (
       update projection_checkpoint c set position = $3, moved_at = now()
       from unnest($1::text[], $2::bigint[]) as seen (projection, position)
       where c.projection = seen.projection and c.position = seen.position
       returning 1)
     select 1 / (count(*) = cardinality($1))::int from moved`,
    values: [[...behind.keys()], [...behind.values()].map(String), String(to)],
  });
  await moving.catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== '22012') throw error;
    throw new CheckpointMoved('a checkpoint is no longer where it was read', { cause: error });
  });
}

/** All events at once; if Postgres refuses a row, one after another, so that only the faulty stream is parked, at the very event. */
async function takeAll(
  projection: Projection,
  connection: pg.ClientBase,
  events: readonly Delivered[],
  stopped: Set<string>,
): Promise<readonly Parked[]> {
  const together = await take(projection, connection, events, new Set(stopped));
  if (!('refusal' in together)) return together;
  const parked: Parked[] = [];
  for (const event of events) {
    const { stream, revision } = placeOf(event);
    const alone = await take(projection, connection, [event], stopped);
    if (!('refusal' in alone)) {
      parked.push(...alone);
    } else {
      stopped.add(stream);
      parked.push({ projection: projection.name, stream, revision, error: describeFault(alone.refusal) });
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
): Promise<readonly Parked[] | { readonly refusal: unknown }> {
  await connection.query('savepoint rows');
  try {
    const known = await loadRows(projection, connection, events);
    const folded = foldBatch(projection, events, known, stopped);
    await sendAll(connection, writesOf(projection, folded));
    await connection.query('release savepoint rows');
    return folded.parked;
  } catch (error) {
    if (!isFaultOfARow(error)) throw error;
    await connection.query('rollback to savepoint rows');
    return { refusal: error };
  }
}

/** SQLSTATE classes that say "this row is wrong" (data exception, integrity, too large); anything else is not the row's fault. */
const isFaultOfARow = (error: unknown): boolean => /^(22|23|54)/.test(String((error as { code?: unknown }).code));

/** An event that cannot be read concerns every projection of its category: none may pass over it. */
function concerns({ folds }: Projection, event: Delivered): boolean {
  if (event instanceof UnreadableEvent) return partsOf(event.event.stream).category in folds;
  const fold = folds[event.category]?.[event.type];
  return fold !== undefined && fold !== 'ignored';
}
