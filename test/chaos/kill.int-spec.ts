import { EventStoreDBClient, NO_STREAM, START, jsonEvent, type JSONEventType } from '@eventstore/db-client';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../libs/postgres/embedded-postgres.js';
import { violations, type Append, type Recorded } from './order-checker.js';

/** More of either makes a longer run: CHAOS_ROUNDS=60 CHAOS_SEED=7 npx jest test/chaos. */
const rounds = Number(process.env['CHAOS_ROUNDS'] ?? 6);
const seed = Number(process.env['CHAOS_SEED'] ?? 1);
const writers = 16;
/** The server is killed as the process that it is in production: as `npm test` and `npm run chaos` have built it. */
const eventServer = 'dist/apps/eventserver/main.js';

/** Repeatable numbers from 0 to 1: the same seed kills at the same moments. */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** PostgreSQL and the event server, each of which can be killed and started again. */
class Machine {
  private postgres: EmbeddedPostgres | undefined;
  private server: ChildProcess | undefined;
  private databaseUrl = '';
  private constructor(
    private readonly folder: string,
    private postgresPort: number | undefined,
    private serverPort: string,
  ) {}

  static async start(): Promise<Machine> {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-chaos-'));
    await chmod(folder, 0o711);
    const machine = new Machine(folder, undefined, '0');
    await machine.startPostgres();
    await machine.startServer();
    return machine;
  }

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.serverPort}?tls=false&keepAliveInterval=2000&keepAliveTimeout=2000`;
  }

  async startPostgres(): Promise<void> {
    const port = this.postgresPort;
    const postgres = await startEmbeddedPostgres({ folder: this.folder, ...(port === undefined ? {} : { port }) });
    this.postgres = postgres;
    const url = new URL(postgres.adminUrl);
    this.postgresPort = Number(url.port);
    if (this.databaseUrl !== '') return;
    const client = new pg.Client({ connectionString: postgres.adminUrl });
    await client.connect();
    await client.query('create database chaos');
    await client.end();
    url.pathname = '/chaos';
    this.databaseUrl = url.href;
  }

  async startServer(): Promise<void> {
    const args = ['--port', this.serverPort, '--database-url', this.databaseUrl];
    const server = fork(eventServer, args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.server = server;
    this.serverPort = await new Promise<string>((resolve, reject) => {
      server.once('message', (message: { address: string }) => resolve(message.address.split(':')[1] ?? ''));
      server.once('exit', (code) => reject(new Error(`the event server ended with ${code}`)));
    });
  }

  async killServer(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  }

  async killPostgres(): Promise<void> {
    const { postgres } = this;
    if (postgres === undefined) return;
    const [pid = ''] = (await readFile(join(postgres.clusterFolder, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    await postgres.ended;
  }

  async stop(): Promise<void> {
    await this.killServer();
    await this.postgres?.stop();
    if (this.postgres !== undefined) await rm(this.postgres.clusterFolder, { recursive: true, force: true });
    await rm(this.folder, { recursive: true, force: true });
  }
}

type Counted = JSONEventType<'Counted', { n: number }>;

/** Appends to its own stream until it is told to stop; what fails is asked again with the same ids and revision. */
async function write(client: EventStoreDBClient, stream: string, over: () => boolean): Promise<Append[]> {
  const appends: Append[] = [];
  let head = -1;
  while (!over()) {
    const count = 1 + (appends.length % 3);
    const events = Array.from({ length: count }, (_, n) => jsonEvent<Counted>({ type: 'Counted', data: { n } }));
    const ids = events.map(({ id }) => id);
    const askedAt = performance.now();
    for (let answered = false; !answered;) {
      try {
        const expectedRevision = head < 0 ? NO_STREAM : BigInt(head);
        const result = await client.appendToStream(stream, events, { expectedRevision });
        const [revision, position] = [Number(result.nextExpectedRevision), Number(result.position?.commit)];
        appends.push({ stream, expected: head, ids, askedAt, answer: { at: performance.now(), revision, position } });
        head = revision;
        answered = true;
      } catch (error) {
        if (!isOutage(error)) throw error;
        await sleep(25);
      }
    }
  }
  return appends;
}

/** Nothing is known of what was asked; everything else would be a broken promise. */
const isOutage = (error: unknown): boolean =>
  /UNAVAILABLE|CANCELLED|unavailable|cancelled|DEADLINE|deadline|INTERNAL|connection|dropped/i.test(String(error));

/** Follows $all over all outages, from the last event it was sent. */
async function follow(client: EventStoreDBClient, prefix: string, over: () => boolean): Promise<Recorded[]> {
  const received: Recorded[] = [];
  let last: bigint | undefined;
  while (!over()) {
    const fromPosition = last === undefined ? START : { commit: last, prepare: last };
    const subscription = client.subscribeToAll({ fromPosition });
    const watch = setInterval(() => {
      if (over()) void subscription.unsubscribe();
    }, 50);
    try {
      for await (const { event } of subscription) {
        if (event === undefined) continue;
        last = event.position.commit;
        if (event.streamId.startsWith(prefix)) received.push(recorded(event));
      }
    } catch (error) {
      if (!isOutage(error)) throw error;
      await sleep(25);
    } finally {
      clearInterval(watch);
    }
  }
  return received;
}

const recorded = (event: {
  streamId: string;
  revision: bigint;
  position: { commit: bigint };
  id: string;
}): Recorded => ({
  stream: event.streamId,
  revision: Number(event.revision),
  position: Number(event.position.commit),
  id: event.id,
});

let machine: Machine;
beforeAll(async () => {
  machine = await Machine.start();
}, 120_000);
afterAll(() => machine.stop(), 60_000);

it(
  `loses, doubles and reorders nothing when it is killed ${rounds} times under ${writers} writers (seed ${seed})`,
  async () => {
    const random = randomNumbers(seed);
    const prefix = `chaos-${randomUUID()}`;
    const client = EventStoreDBClient.connectionString(machine.connectionString);
    let [writing, following] = [true, true];
    const written = Promise.all(
      Array.from({ length: writers }, (_, n) => write(client, `${prefix}-${n}`, () => !writing)),
    );
    const followed = follow(client, prefix, () => !following);
    const recoveries: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await sleep(200 + random() * 600);
      const [server, postgres] = [random() < 0.7, random() < 0.5];
      if (server || !postgres) await machine.killServer();
      if (postgres) await machine.killPostgres();
      const killedAt = performance.now();
      if (postgres) await machine.startPostgres();
      if (server || !postgres) await machine.startServer();
      recoveries.push(performance.now() - killedAt);
    }
    await sleep(500);
    writing = false;
    const appends = (await written).flat();
    const log: Recorded[] = [];
    for await (const { event } of client.readAll({ fromPosition: START }))
      if (event?.streamId.startsWith(prefix) === true) log.push(recorded(event));
    await sleep(500);
    following = false;
    const subscribers = [await followed];
    await client.dispose();
    console.info(
      `${appends.length} appends, ${log.length} events, restarts in ${recoveries.map((ms) => Math.round(ms)).join(', ')} ms`,
    );
    expect(log.length).toBeGreaterThan(0);
    expect(violations({ appends, log, subscribers })).toEqual([]);
  },
  60_000 + rounds * 5_000,
);
