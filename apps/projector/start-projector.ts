import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Registry } from 'prom-client';
import { BuildProgress } from '#libs/eventing/read-models/build-progress.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { follow } from '#libs/eventing/log/follow.js';
import { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { genericPlans } from '#libs/eventing/read-models/generic-plans.js';
import type { Projection } from '#libs/eventing/read-models/projection.js';
import { ProjectorLease } from '#libs/eventing/read-models/projector-lease.js';
import { Projector } from '#libs/eventing/read-models/projector.js';
import type { Parked } from '#libs/eventing/read-models/parked-streams.js';
import { replaceStale, staleAmong } from '#libs/eventing/read-models/replace-stale.js';
import type { StoredEvent } from '#libs/eventing/log/stored-event.js';
import { linksTo, traced } from '#libs/eventing/trace.js';
import { readModelStates } from '#libs/eventing/read-models/read-model-states.js';
import { Interruptions } from '#libs/observability/interruptions.js';
import type { Watched } from '#libs/observability/monitor.js';
import { ProjectorMetrics } from '#libs/observability/projector-metrics.js';
import { watchReadiness, watchReadModels } from '#libs/observability/read-model-metrics.js';
import { assertKeepingUp, parkedIn, readiness, shared } from '#libs/observability/readiness.js';
import { projections as allProjections } from '#projections/index.js';

export interface ProjectorSettings {
  readonly eventStoreUrl: string;
  readonly readDatabaseUrl: string;
  readonly keysDatabaseUrl: string;
  readonly masterKey: Buffer;
}

export interface RunningProjector extends Watched {
  readonly stop: () => Promise<void>;
}

/** One line for whoever runs it; never a value out of an event. */
export type Report = (line: string) => void;

/** How soon parked streams are tried again when an administrator asks for it. */
const retryEveryMs = 500;
/** After a fault that `follow` does not mend, as a lost lease, the projector begins again after so long; longer each time. */
const shortestRestMs = 200;
const longestRestMs = 2_000;

/**
 * Keeps the read models up to date with the log until stopped. It returns at once: the work begins when no other
 * projector is at it. Read models that are stale are built anew beside the live ones, which are followed meanwhile.
 */
export async function startProjector(
  settings: ProjectorSettings,
  report: Report,
  projections: readonly Projection[] = allProjections,
): Promise<RunningProjector> {
  const metrics = new Registry();
  const watch = new ProjectorMetrics(metrics);
  const interruptions = new Interruptions(metrics, report);
  const store = new EventStore(settings.eventStoreUrl);
  const keysPool = new pg.Pool({ connectionString: settings.keysDatabaseUrl, max: 2 });
  keysPool.on('error', (error) => report(`an idle connection to the keys broke: ${error.name}`));
  const keys = new KeyRing(keysPool, settings.masterKey);
  await keys.prepare(store);
  // What no read model follows is not read; without the rules of every kind the process is there sooner.
  const followed = new Set(projections.flatMap(({ categories }) => categories));
  const codec = new EventCodec([...followed], keys);
  const stopping = new AbortController();

  const reportParked = ({ projection, stream, revision, error }: Parked): void =>
    report(`parked: ${projection} cannot take revision ${revision} of ${stream} (${error})`);

  /** One line each, unless that would say no more than one for all of them, as on the first start. */
  const tellBuilt = (stale: readonly Projection[]): void => {
    if (stale.length === projections.length && stale.length > 1) report(`built anew: all ${stale.length} read models`);
    else stale.forEach(({ name, version }) => report(`built anew: ${name} (version ${version})`));
  };

  /** One term of the lease, from taking it to losing it. */
  const leaseTerm = async (): Promise<void> => {
    const lost = new AbortController();
    const lease = await ProjectorLease.acquire(settings.readDatabaseUrl, stopping.signal, () => {
      report('lost its lease: another projector may be at work');
      lost.abort();
    });
    if (!lease) return;
    watch.leads(true);
    const over = AbortSignal.any([stopping.signal, lost.signal]);
    const mayWrite = (connection: pg.ClientBase): Promise<void> => lease.assertHeld(connection);
    const keepUp = (some: readonly Projection[], until: AbortSignal): Promise<void> =>
      keepUpToDate(new Projector(codec, some, mayWrite), until);
    try {
      // It may have been told to stop while it took the lease.
      over.throwIfAborted();
      const stale = await connected(settings.readDatabaseUrl, (connection) => staleAmong(connection, projections));
      const progress = new BuildProgress(stale, (work) => withConnection((one) => transact(one, mayWrite, work)));
      await progress.begin();
      if (stale.length > 0) {
        const current = projections.filter((projection) => !stale.includes(projection));
        const built = new AbortController();
        const meanwhile = current.length > 0 ? keepUp(current, AbortSignal.any([over, built.signal])) : undefined;
        try {
          await connected(settings.readDatabaseUrl, (connection) =>
            replaceStale(store, codec, connection, stale, mayWrite, (done) => {
              over.throwIfAborted();
              watch.builds(done);
              return progress.tell(done);
            }),
          );
          await progress.end();
          tellBuilt(stale);
        } finally {
          watch.builds(undefined);
          built.abort();
          await meanwhile;
        }
      }
      await keepUp(projections, over);
    } finally {
      watch.leads(false);
      await lease.release();
    }
  };

  const read = (stream: string, from: number): AsyncIterable<StoredEvent> => store.read(stream, from);

  const keepUpToDate = async (projector: Projector, until: AbortSignal): Promise<void> => {
    const retrying = every(retryEveryMs, until, async () => {
      (await withConnection((connection) => projector.retryAsked(connection, read))).forEach(reportParked);
    });
    await follow(
      store,
      {
        categories: projector.categories,
        start: () =>
          connected(settings.readDatabaseUrl, async (connection) => {
            const position = await projector.start(connection);
            // The fault may have been mended since.
            (await projector.retryParked(connection, read)).forEach(reportParked);
            return position;
          }),
        read: async ({ events, position }) => ({ stored: events, events: await projector.decode(events), position }),
        take: async ({ stored, events, position }) => {
          const committed = watch.batch(events.length);
          const parked = await traced(
            'project',
            { attributes: { 'daybook.events': events.length }, links: linksTo(stored) },
            () => withConnection((connection) => projector.applyDecoded(connection, events, position)),
          );
          committed();
          parked.forEach(reportParked);
        },
        interrupted: (error) => interruptions.tell('interrupted, resuming', error),
      },
      until,
    );
    await retrying;
  };

  /** Does something again and again until `signal` aborts. What fails is reported, and done again. */
  const every = async (ms: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
    const over = (): boolean => signal.aborted;
    while (!over()) {
      await sleep(ms, undefined, { signal }).catch(() => undefined);
      if (!over())
        await work().catch((error: unknown) => interruptions.tell('parked streams were not tried again', error));
    }
  };

  const writePool = new pg.Pool({ ...sessionOf(settings.readDatabaseUrl, genericPlans), max: 2 });
  writePool.on('error', (error) => report(`an idle connection to the read models broke: ${error.name}`));
  /** A connection that broke in the middle of a transaction is not used again. */
  const withConnection = async <T>(work: (connection: pg.PoolClient) => Promise<T>): Promise<T> => {
    const connection = await writePool.connect();
    connection.on('error', leaveToNextQuery);
    try {
      const result = await work(connection);
      connection.release();
      return result;
    } catch (error) {
      connection.release(true);
      throw error;
    } finally {
      connection.off('error', leaveToNextQuery);
    }
  };

  const states = shared(1_000, () =>
    readModelStates(store, projections, async (sql) => (await writePool.query<Record<string, unknown>>(sql)).rows),
  );
  const ready = readiness(
    {
      'event store': () => store.head(),
      'read models': () => writePool.query('select 1'),
      'projection lag': async () => assertKeepingUp(await states()),
    },
    async () => parkedIn(await states()),
  );
  watchReadModels(metrics, states);
  watchReadiness(metrics, ready);

  const stopped = (): boolean => stopping.signal.aborted;
  const running = (async () => {
    let restMs = shortestRestMs;
    while (!stopped()) {
      try {
        await leaseTerm();
        restMs = shortestRestMs;
      } catch (error) {
        if (stopped() && error === stopping.signal.reason) break;
        interruptions.tell('interrupted, beginning again', error);
        restMs = Math.min(restMs * 2, longestRestMs);
      }
      await sleep(restMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    metrics,
    ready,
    stop: async () => {
      stopping.abort();
      await running;
      await Promise.all([store.close(), keysPool.end(), writePool.end()]);
    },
  };
}

/**
 * A frozen projector keeps its session. A transaction that it had begun would hold up whoever takes over, so PostgreSQL
 * ends it before the lease runs out. No commit waits for the disk (ADR 24): what a crash of PostgreSQL takes away goes
 * together with its checkpoint, and follows from the log again.
 */
const sessionOf = (url: string, more = ''): pg.ClientConfig => ({
  connectionString: url,
  idle_in_transaction_session_timeout: 4_000,
  options: `-c synchronous_commit=off ${more}`,
  // A batch is a few round trips instead of one for each statement.
  pipeline: true,
});

/** A session that PostgreSQL ends between two queries makes the next one fail; it must not end the process. */
const leaveToNextQuery = (): void => undefined;

/** Runs work on a connection of its own. */
async function connected<T>(url: string, work: (connection: pg.Client) => Promise<T>): Promise<T> {
  const connection = new pg.Client(sessionOf(url));
  connection.on('error', leaveToNextQuery);
  await connection.connect();
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/** Like the projector's own transactions: nothing is committed by one whose time is over. */
async function transact(
  connection: pg.ClientBase,
  mayWrite: (connection: pg.ClientBase) => Promise<void>,
  work: (connection: pg.ClientBase) => Promise<void>,
): Promise<void> {
  await connection.query('begin');
  await mayWrite(connection);
  await work(connection);
  await connection.query('commit');
}
