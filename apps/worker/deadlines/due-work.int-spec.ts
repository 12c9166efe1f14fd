import pg from 'pg';
import { Registry } from 'prom-client';
import { Interruptions } from '#libs/observability/interruptions.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { eventually } from '../../../test/support/daybook.js';
import { redisIsInstalled, startRedis } from '../../../test/support/redis.js';
import { WakeUpQueue } from './wake-up-queue.js';
import { Deadlines, type Deadline } from './deadlines.js';
import { DueWork } from './due-work.js';
import type { SyncedRecord } from './record-states.js';

const reaction = 'remind-somebody';
const atOnce = 4;
const rules = [{ name: reaction }] as unknown as SyncedRecord['rules'];
const cause = { eventId: 'event', correlationId: 'correlation' };

let url: string;
let drop: () => Promise<void>;
let pool: pg.Pool;
let deadlines: Deadlines;
let revision = 0;
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
  ...{ reaction, id, key: '', school: '900001', fired: 0, cause },
  dueAt: new Date(Date.now() - secondsAgo * 1_000),
});
/** As an event leaves a record for which this stands, or nothing. */
const after = (id: string, ...at: Date[]): SyncedRecord => ({
  ...{ id, school: '900001', state: undefined, rules, revision: ++revision },
  standing: at.map((moment) => ({ rule: reaction, key: '', at: moment, cause })),
});
const set = (...all: Deadline[]): Promise<void> => deadlines.hold(all.map(({ id, dueAt }) => after(id, dueAt)));
const clear = ({ id }: Deadline): Promise<void> => deadlines.hold([after(id)]);
const firing = (work: (deadline: Deadline) => Promise<void>, told: string[] = []): DueWork<Deadline> =>
  new DueWork(
    {
      name: 'a deadline',
      atOnce,
      due: (atMost) => deadlines.due([reaction], new Date(), atMost),
      keyOf: ({ id, dueAt }) => `${id}/${dueAt.toISOString()}`,
      work,
      rest: (deadline) => deadlines.rest(deadline, new Date()),
    },
    new Interruptions(new Registry(), (line) => told.push(line)),
  );
const nothingIsSet = async (): Promise<true | undefined> => (await deadlines.counts()).set === 0 || undefined;
const standing = async (): Promise<unknown[]> =>
  (await pool.query<object>('select id, key, due_at as "dueAt" from deadline order by id, key')).rows;

describe('a deadline stands for what the latest state of its record says', () => {
  const [first, second] = [new Date('2026-03-12T09:00:00.000Z'), new Date('2026-03-13T09:00:00.000Z')];

  it('whichever of two states comes first', async () => {
    const [earlier, later] = [after('moved', first), after('moved', second)];
    await deadlines.hold([later]);
    await deadlines.hold([earlier]);
    expect(await standing()).toEqual([{ id: 'moved', key: '', dueAt: second }]);
  });

  it('an earlier state does not clear what a later one has set', async () => {
    const [earlier, later] = [after('set again'), after('set again', first)];
    await deadlines.hold([later]);
    await deadlines.hold([earlier]);
    expect(await standing()).toEqual([{ id: 'set again', key: '', dueAt: first }]);
  });

  it('one of several is cleared, and the others stand', async () => {
    const several = after('several', first);
    const [one] = several.standing;
    await deadlines.hold([{ ...several, standing: ['a', 'b'].map((key) => ({ ...one!, key })) }]);
    await deadlines.hold([{ ...several, revision: ++revision, standing: [{ ...one!, key: 'b' }] }]);
    expect(await standing()).toEqual([{ id: 'several', key: 'b', dueAt: first }]);
  });

  it('of each school, where two have a record of one id', async () => {
    const [here, there] = [after('shared', first), { ...after('shared', second), school: '900002' }];
    await deadlines.hold([here, there]);
    expect(await standing()).toHaveLength(2);
    await deadlines.hold([{ ...there, revision: ++revision, standing: [] }]);
    expect(await standing()).toEqual([{ id: 'shared', key: '', dueAt: first }]);
    await deadlines.rest((await deadlines.due([reaction], first, 1))[0]!, first);
    expect(await deadlines.due([reaction], first, 1)).toEqual([]);
  });

  it('no deadline is due a moment before its moment', async () => {
    await deadlines.hold([after('to the moment', first)]);
    expect(await deadlines.due([reaction], new Date(first.getTime() - 1), 1)).toEqual([]);
    expect(await deadlines.due([reaction], first, 1)).toMatchObject([{ id: 'to the moment', cause }]);
  });

  it('one that is where it was keeps its rest; one that is moved does not', async () => {
    const deadline = due('resting', 60);
    await set(deadline);
    await deadlines.rest(deadline, new Date());
    await set(deadline);
    expect(await deadlines.due([reaction], new Date(), 1)).toEqual([]);
    await set({ ...deadline, dueAt: new Date(deadline.dueAt.getTime() + 1) });
    expect(await deadlines.due([reaction], new Date(), 1)).toMatchObject([{ id: 'resting', fired: 0 }]);
  });
});

describe('R9: what is due fires, and what is set stands in the table alone', () => {
  it('after a week’s holiday each overdue deadline rings once, and what falls due now does not wait for them', async () => {
    const week = Array.from({ length: 300 }, (_, n) => due(`missed ${n}`, 7 * 86_400 - n));
    await set(...week, due('now', 0));
    const fired: string[] = [];
    const work = firing(async (deadline) => {
      fired.push(deadline.id);
      await clear(deadline);
    });
    await work.look();
    await eventually(nothingIsSet);
    await work.stop();
    expect(fired).toHaveLength(301);
    expect(new Set(fired).size).toBe(301);
    expect(fired.indexOf('missed 0')).toBeLessThan(2 * atOnce);
    expect(fired.indexOf('now')).toBeLessThan(2 * atOnce);
  });

  it('one that fires is not taken again, however often somebody looks, and no more fire at once than may', async () => {
    await set(...Array.from({ length: 3 * atOnce }, (_, n) => due(`${n}`, 60)));
    const fired: string[] = [];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const work = firing(async (deadline) => {
      fired.push(deadline.id);
      await held;
      await clear(deadline);
    });
    for (let looks = 0; looks < 5; looks += 1) await work.look();
    expect(fired).toHaveLength(atOnce);
    letGo();
    await eventually(nothingIsSet);
    await work.stop();
    expect(fired.sort()).toEqual(Array.from({ length: 3 * atOnce }, (_, n) => `${n}`).sort());
  });

  it('one that fails rests and is told of, and keeps none from firing; it fires again', async () => {
    await set(...Array.from({ length: 2 * atOnce }, (_, n) => due(`fails ${n}`, 3_600 - n)), due('fires', 1_800));
    const told: string[] = [];
    let mended = false;
    const work = firing(async (deadline) => {
      if (deadline.id.startsWith('fails') && !mended) throw new Error(`${deadline.id} may not be told`);
      await clear(deadline);
    }, told);
    await work.look();
    const resting = async (): Promise<number | null> =>
      (await pool.query('select from deadline where failures > 0')).rowCount;
    await eventually(async () => (await resting()) === 2 * atOnce || undefined);
    await eventually(async () => (await deadlines.counts()).set === 2 * atOnce || undefined);
    expect(told).toEqual(['a deadline failed and is tried again: Error']);
    mended = true;
    await pool.query(`update deadline set rests_until = now() - interval '1 s'`);
    await work.look();
    await eventually(nothingIsSet);
    await work.stop();
  });

  it('one that is moved while it fires, or after it failed, fires at its new moment', async () => {
    const [moved, failed] = [due('moved', 60), due('failed', 60)];
    await set(moved, failed);
    await deadlines.rest(failed, new Date());
    const again = due('failed', 30);
    const fired: Deadline[] = [];
    const work = firing(async (deadline) => {
      fired.push(deadline);
      if (deadline.id !== moved.id) await clear(deadline);
      else await set({ ...moved, dueAt: new Date(Date.now() + 3_600_000) });
      await deadlines.rest(deadline, new Date());
    });
    await work.look();
    await eventually(async () => (fired.length === 1 && (await deadlines.counts()).due === 1) || undefined);
    await set(again);
    await work.look();
    await eventually(async () => (await deadlines.counts()).due === 0 || undefined);
    await work.stop();
    expect(fired).toEqual([moved, again]);
    expect(await deadlines.counts()).toEqual({ set: 1, due: 0 });
  });
});

describe('R9: the queue wakes at a moment, once for all that falls due then', () => {
  const wakesOnce = async (redisUrl?: string): Promise<void> => {
    const fired: number[] = [];
    const faults: string[] = [];
    const queue = new WakeUpQueue(
      { jobsDatabaseUrl: url, redisUrl },
      () => fired.push(Date.now()),
      ({ message }) => faults.push(message),
    );
    await queue.ready();
    const [first, second] = [new Date(Date.now() + 200), new Date(Date.now() + 400)];
    await queue.arm([first, first, second]);
    await queue.arm([second, first]);
    await eventually(() => Promise.resolve(fired.length >= 2 || undefined));
    await queue.close();
    expect(fired).toHaveLength(2);
    expect(fired[0]).toBeGreaterThanOrEqual(first.getTime());
    expect(fired[1]).toBeGreaterThanOrEqual(second.getTime());
    expect(faults).toEqual([]);
  };

  it('on PostgreSQL', () => wakesOnce());

  (redisIsInstalled ? it : it.skip)('on Redis, where there is one', async () => {
    const redis = await startRedis();
    try {
      await wakesOnce(redis.url);
    } finally {
      await redis.stop();
    }
  });
});
