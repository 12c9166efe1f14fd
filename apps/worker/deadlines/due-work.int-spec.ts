import pg from 'pg';
import { Registry } from 'prom-client';
import { Interruptions } from '#libs/observability/interruptions.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { eventually } from '../../../test/support/daybook.js';
import { redisIsInstalled, startRedis } from '../../../test/support/redis.js';
import { WakeUpQueue } from './wake-up-queue.js';
import { Deadlines, type Deadline } from './deadlines.js';
import { DueWork } from './due-work.js';

const reaction = 'remind-somebody';
const atOnce = 4;

let url: string;
let drop: () => Promise<void>;
let pool: pg.Pool;
let deadlines: Deadlines;
let position = 0n;
beforeAll(async () => {
  ({ url, drop } = await createTestDatabase());
  pool = new pg.Pool({ connectionString: url });
  deadlines = new Deadlines(pool);
  await deadlines.prepare();
});
afterEach(() => pool.query('delete from deadline'));
afterAll(async () => {
  await pool.end();
  await drop();
});

const due = (id: string, secondsAgo: number): Deadline => ({
  reaction,
  id,
  school: '900001',
  dueAt: new Date(Date.now() - secondsAgo * 1_000),
});
const set = (...all: Deadline[]): Promise<void> => deadlines.apply(all, [], ++position);
const alarms = (ring: (deadline: Deadline) => Promise<'done' | 'notNow'>, told: string[] = []): DueWork =>
  new DueWork(
    { reactions: [reaction], atOnce, ring },
    deadlines,
    new Interruptions(new Registry(), (line) => told.push(line)),
  );
const nothingIsSet = async (): Promise<true | undefined> => (await deadlines.counts()).set === 0 || undefined;

describe('R9: what is due rings, and what is set stands in the table alone', () => {
  it('after a week’s holiday each overdue deadline rings once, and what falls due now does not wait for them', async () => {
    const week = Array.from({ length: 300 }, (_, n) => due(`missed ${n}`, 7 * 86_400 - n));
    await set(...week, due('now', 0));
    const rung: string[] = [];
    const ringing = alarms(({ id }) => {
      rung.push(id);
      return Promise.resolve('done');
    });
    await ringing.look();
    await eventually(nothingIsSet);
    await ringing.stop();
    expect(rung).toHaveLength(301);
    expect(new Set(rung).size).toBe(301);
    expect(rung.indexOf('missed 0')).toBeLessThan(2 * atOnce);
    expect(rung.indexOf('now')).toBeLessThan(2 * atOnce);
  });

  it('one that rings is not taken again, however often somebody looks, and no more ring than may', async () => {
    await set(...Array.from({ length: 3 * atOnce }, (_, n) => due(`${n}`, 60)));
    const rung: string[] = [];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const ringing = alarms(async ({ id }) => {
      rung.push(id);
      await held;
      return 'done';
    });
    for (let looks = 0; looks < 5; looks += 1) await ringing.look();
    expect(rung).toHaveLength(atOnce);
    letGo();
    await eventually(nothingIsSet);
    await ringing.stop();
    expect(rung.sort()).toEqual(Array.from({ length: 3 * atOnce }, (_, n) => `${n}`).sort());
  });

  it('one that fails rests and is told of, and keeps none from ringing; it rings again', async () => {
    await set(...Array.from({ length: 2 * atOnce }, (_, n) => due(`fails ${n}`, 3_600 - n)), due('rings', 1_800));
    const told: string[] = [];
    let mended = false;
    const ringing = alarms(({ id }) => {
      if (id.startsWith('fails') && !mended) throw new Error(`${id} may not be told`);
      return Promise.resolve('done');
    }, told);
    await ringing.look();
    const resting = async (): Promise<number | null> =>
      (await pool.query('select from deadline where failures > 0')).rowCount;
    await eventually(async () => (await resting()) === 2 * atOnce || undefined);
    await eventually(async () => (await deadlines.counts()).set === 2 * atOnce || undefined);
    expect(told).toEqual(['an alarm failed and will ring again: Error']);
    mended = true;
    await pool.query(`update deadline set rests_until = now() - interval '1 s'`);
    await ringing.look();
    await eventually(nothingIsSet);
    await ringing.stop();
  });

  it('one that is moved while it rings, or after it failed, rings at its new moment', async () => {
    const [moved, failed] = [due('moved', 60), due('failed', 60)];
    await set(moved, failed);
    await deadlines.rest(failed, new Date());
    const again = due('failed', 30);
    const rung: Deadline[] = [];
    const ringing = alarms(async (deadline) => {
      rung.push(deadline);
      if (deadline.dueAt.getTime() === moved.dueAt.getTime())
        await set({ ...moved, dueAt: new Date(Date.now() + 3_600_000) });
      return 'done';
    });
    await ringing.look();
    await eventually(async () => (rung.length === 1 && (await deadlines.counts()).due === 1) || undefined);
    await set(again);
    await ringing.look();
    await eventually(async () => (await deadlines.counts()).due === 0 || undefined);
    await ringing.stop();
    expect(rung).toEqual([moved, again]);
    expect(await deadlines.counts()).toEqual({ set: 1, due: 0 });
  });
});

describe('R9: the queue rings at a moment, once for all that falls due then', () => {
  const ringsOnce = async (redisUrl?: string): Promise<void> => {
    const rung: number[] = [];
    const faults: string[] = [];
    const queue = new WakeUpQueue(
      { jobsDatabaseUrl: url, redisUrl },
      () => rung.push(Date.now()),
      ({ message }) => faults.push(message),
    );
    await queue.ready();
    const [first, second] = [new Date(Date.now() + 200), new Date(Date.now() + 400)];
    await queue.arm([first, first, second]);
    await queue.arm([second, first]);
    await eventually(() => Promise.resolve(rung.length >= 2 || undefined));
    await queue.close();
    expect(rung).toHaveLength(2);
    expect(rung[0]).toBeGreaterThanOrEqual(first.getTime());
    expect(rung[1]).toBeGreaterThanOrEqual(second.getTime());
    expect(faults).toEqual([]);
  };

  it('on PostgreSQL', () => ringsOnce());

  (redisIsInstalled ? it : it.skip)('on Redis, where there is one', async () => {
    const redis = await startRedis();
    try {
      await ringsOnce(redis.url);
    } finally {
      await redis.stop();
    }
  });
});
