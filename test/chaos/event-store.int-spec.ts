import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EventStore, type Batch } from '../../libs/eventing/log/event-store.js';
import { EventStoreUnavailable } from '../../libs/eventing/log/retry-window.js';
import { follow } from '../../libs/eventing/log/follow.js';
import type { SealedEvent, StoredEvent } from '../../libs/eventing/log/stored-event.js';
import { BuiltProcess } from '../support/built-process.js';
import { createTestDatabase } from '../support/databases.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** What Daybook's own client promises of an outage, in ms; a machine that runs other specs beside is given more time. */
const alone = process.env['CHAOS_ROUNDS'] !== undefined;
const noticedWithin = alone ? 5_000 : 6_000;
const resumedWithin = alone ? 1_000 : 3_000;
/** No call leaves its caller longer than this without an answer. */
const answeredWithin = alone ? 9_000 : 11_000;

let database: { url: string; drop: () => Promise<void> };
let server: BuiltProcess;
let proxy: TcpProxy;
let store: EventStore;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await BuiltProcess.start('apps/eventserver/main.js', {
    args: ['--port', '0', '--database-url', database.url],
  });
  proxy = await TcpProxy.open(server.port);
  store = new EventStore(`esdb://127.0.0.1:${proxy.port}?tls=false`);
});
afterAll(async () => {
  await store.close();
  proxy.close();
  await server.stop();
  await database.drop();
});

const newEvent = (): SealedEvent => ({
  eventId: randomUUID(),
  type: 'Happened',
  data: {},
  metadata: {
    school: '900001',
    actor: 'a',
    role: 'teacher',
    command: 'Happen',
    commandId: 'c',
    schemaVersion: 1,
    recordedAt: '2026-03-12T10:15:00.000Z',
    $correlationId: 'c',
    $causationId: 'c',
    seal: 'none',
  },
});

async function read(stream: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(stream)) events.push(event);
  return events;
}

/** A category of its own that some people write to and one follows, as the application does. */
class Traffic {
  readonly category = `t${randomUUID().slice(0, 8)}`;
  readonly acknowledged: string[] = [];
  readonly seen: StoredEvent[] = [];
  readonly interruptions: number[] = [];
  private readonly over = new AbortController();
  private readonly running: Promise<void>[];
  private position = 0n;

  constructor(people = 6) {
    this.running = [
      ...Array.from({ length: people }, () => this.write()),
      follow(
        store,
        {
          categories: [this.category],
          start: () => Promise.resolve(this.position),
          read: (batch) => Promise.resolve(batch),
          take: (batch) => this.take(batch),
          interrupted: () => this.interruptions.push(performance.now()),
        },
        this.over.signal,
      ),
    ];
  }

  /** @returns after how many ms the follower noticed that it is cut off. */
  async notices(since: number): Promise<number> {
    return this.first(() => this.interruptions.find((at) => at > since), since);
  }

  /** @returns after how many ms something new that was written since then was seen. */
  async goesOn(since: number): Promise<number> {
    const before = this.seen.length;
    return this.first(() => (this.seen.length > before ? performance.now() : undefined), since);
  }

  /** Ends it: every acknowledged event was seen, each once, in the order of the log. */
  async isWhole(): Promise<void> {
    this.over.abort();
    await Promise.all(this.running);
    // The last ones may not have come yet.
    for await (const batch of store.subscribe([this.category], this.position, new AbortController().signal)) {
      await this.take(batch);
      if (batch.caughtUp) break;
    }
    const positions = this.seen.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => (a < b ? -1 : 1)));
    const seen = this.seen.map(({ eventId }) => eventId).sort();
    expect(seen).toEqual([...this.acknowledged].sort());
  }

  private async take({ events, position }: Batch): Promise<void> {
    this.seen.push(...events);
    this.position = position;
    await Promise.resolve();
  }

  private async write(): Promise<void> {
    while (!this.over.signal.aborted) {
      const [stream, event] = [`${this.category}-${randomUUID()}`, newEvent()];
      // A person whose request failed sends it again, with the same id.
      for (let answered = false; !answered;) {
        answered = await store.append(stream, -1, [event]).then(
          () => true,
          (error: unknown) => {
            expect(error).toBeInstanceOf(EventStoreUnavailable);
            return false;
          },
        );
      }
      this.acknowledged.push(event.eventId);
      await sleep(5);
    }
  }

  private async first(look: () => number | undefined, since: number): Promise<number> {
    for (;;) {
      const at = look();
      if (at !== undefined) return at - since;
      await sleep(5);
    }
  }
}

const figures: string[] = [];
const figure = (what: string, ms: number): number => {
  figures.push(`${what} ${Math.round(ms)} ms`);
  return ms;
};
afterAll(() => console.info(figures.join('; ')));

describe('a server that is frozen', () => {
  it('is noticed, calls end with a clear error, and all goes on when it wakes', async () => {
    const traffic = new Traffic();
    await traffic.goesOn(performance.now());
    server.freeze();
    const frozenAt = performance.now();
    const [stream, event] = [`${traffic.category}-${randomUUID()}`, newEvent()];
    const appended = store.append(stream, -1, [event]).catch((error: unknown) => error);
    const looked = read(stream).catch((error: unknown) => error);
    expect(figure('frozen: noticed after', await traffic.notices(frozenAt))).toBeLessThan(noticedWithin);
    expect(await appended).toBeInstanceOf(EventStoreUnavailable);
    expect(await looked).toBeInstanceOf(EventStoreUnavailable);
    expect(figure('calls ended after', performance.now() - frozenAt)).toBeLessThan(answeredWithin);
    server.thaw();
    expect(figure('resumed after', await traffic.goesOn(performance.now()))).toBeLessThan(resumedWithin);
    // Whether it was recorded or not: sent again, it is there once.
    await store.append(stream, -1, [event]);
    expect((await read(stream)).map(({ eventId }) => eventId)).toEqual([event.eventId]);
    traffic.acknowledged.push(event.eventId);
    await traffic.isWhole();
  });

  it('for a moment delays what is asked, and nothing fails', async () => {
    const traffic = new Traffic();
    await traffic.goesOn(performance.now());
    server.freeze();
    await sleep(1_000);
    server.thaw();
    await traffic.goesOn(performance.now());
    expect(traffic.interruptions).toEqual([]);
    await traffic.isWhole();
  });
});

describe('a connection', () => {
  it.each(['cut', 'reset'] as const)('that is %s is replaced at once', async (fault) => {
    const traffic = new Traffic();
    await traffic.goesOn(performance.now());
    for (let times = 0; times < 5; times += 1) {
      proxy[fault]();
      expect(figure(`${fault}: resumed after`, await traffic.goesOn(performance.now()))).toBeLessThan(resumedWithin);
    }
    await traffic.isWhole();
  });

  it.each(['halfOpen', 'loseAnswers'] as const)(
    'on which nothing arrives (%s) is noticed and replaced',
    async (fault) => {
      const traffic = new Traffic();
      await traffic.goesOn(performance.now());
      proxy[fault]();
      const since = performance.now();
      const noticed = figure(`${fault}: noticed after`, await traffic.notices(since));
      expect(noticed).toBeLessThan(noticedWithin);
      expect(figure('resumed', (await traffic.goesOn(since)) - noticed)).toBeLessThan(resumedWithin);
      await traffic.isWhole();
    },
  );

  it('that was refused for long works soon after it is possible again', async () => {
    const traffic = new Traffic();
    await traffic.goesOn(performance.now());
    proxy.refuse();
    await sleep(alone ? 20_000 : 6_000);
    proxy.mend();
    expect(figure('refused: resumed after', await traffic.goesOn(performance.now()))).toBeLessThan(resumedWithin);
    await traffic.isWhole();
  });
});

it('a process with much to write outlives a connection that breaks', async () => {
  // In a process of its own: what nobody handles would end it, and Jest would hide that.
  const script = `
    import { EventStore } from './dist/libs/eventing/log/event-store.js';
    import { randomUUID } from 'node:crypto';
    const store = new EventStore(process.argv[1]);
    const event = () => ({ eventId: randomUUID(), type: 'Large', data: { text: 'x'.repeat(20_000) }, metadata: {} });
    const appends = Array.from({ length: 64 }, async () => {
      for (let n = 0; n < 10; n += 1) await store.append('large-' + randomUUID(), -1, [event()]);
    });
    console.log('writing');
    await Promise.all(appends);
    process.exit(0);`;
  const args = ['--input-type=module', '-e', script, `esdb://127.0.0.1:${proxy.port}?tls=false`];
  const running = promisify(execFile)(process.execPath, args, { env: { PATH: process.env['PATH'] } });
  running.child.stdout?.once('data', () => proxy.halfOpen());
  await running;
});
