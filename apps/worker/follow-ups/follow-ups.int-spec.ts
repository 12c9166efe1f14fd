import pg from 'pg';
import { Registry } from 'prom-client';
import { Interruptions } from '#libs/observability/interruptions.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { eventually } from '../../../test/support/daybook.js';
import { DueWork } from '../deadlines/due-work.js';
import { FollowUps, type FollowUp } from './follow-ups.js';

let drop: () => Promise<void>;
let pool: pg.Pool;
let followUps: FollowUps;
beforeAll(async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  pool = new pg.Pool({ connectionString: database.url });
  followUps = new FollowUps(pool);
  await followUps.prepare();
});
afterEach(() => pool.query('delete from follow_up'));
afterAll(async () => {
  await pool.end();
  await drop();
});

const rule = 'note-something';
const followUp = (eventId: string, target: string, position: number): FollowUp => ({
  ...{ rule, eventId, target, stream: `seat-${eventId}`, revision: 0, school: '900001' },
  position: BigInt(position),
});
const working = (work: (followUp: FollowUp) => Promise<void>): DueWork<FollowUp> => {
  const sending: DueWork<FollowUp> = new DueWork(
    {
      name: 'a follow-up',
      atOnce: 4,
      due: (atMost) => followUps.due([rule], new Date(), atMost),
      keyOf: ({ eventId }) => eventId,
      work: async (one) => {
        await work(one);
        if (await followUps.done(one)) void sending.look();
      },
      rest: (one) => followUps.rest(one, new Date()),
    },
    new Interruptions(new Registry(), () => undefined),
  );
  return sending;
};
const left = async (count: number): Promise<true | undefined> => (await followUps.count()) === count || undefined;

describe('what follows from events', () => {
  it('is sent to one record in the order of the log, one after another', async () => {
    const sent: string[] = [];
    let atOnce = 0;
    await followUps.add([9, 3, 7, 1, 5].map((position) => followUp(`${position}`, 'one', position)));
    const sending = working(async ({ eventId }) => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await Promise.resolve();
      sent.push(eventId);
      atOnce -= 1;
    });
    await sending.look();
    await eventually(() => left(0));
    await sending.stop();
    expect(sent).toEqual(['1', '3', '5', '7', '9']);
  });

  it('waits for what has failed before it to the same record, and for no other', async () => {
    let mended = false;
    const sent: string[] = [];
    await followUps.add([followUp('first', 'one', 1), followUp('second', 'one', 2), followUp('other', 'two', 3)]);
    const sending = working(({ eventId }) => {
      if (eventId === 'first' && !mended) return Promise.reject(new Error('not now'));
      sent.push(eventId);
      return Promise.resolve();
    });
    await sending.look();
    await eventually(() => left(2));
    await eventually(async () => (await pool.query('select from follow_up where failures > 0')).rowCount || undefined);
    await sending.look();
    expect(sent).toEqual(['other']);
    mended = true;
    await pool.query('update follow_up set rests_until = null');
    await sending.look();
    await eventually(() => left(0));
    await sending.stop();
    expect(sent).toEqual(['other', 'first', 'second']);
  });

  it('is written down once, and stays until it is done', async () => {
    const one = followUp('again', 'one', 1);
    await followUps.add([one]);
    await followUps.add([one, { ...one, target: 'another' }]);
    expect(await followUps.due([rule], new Date(), 10)).toEqual([one]);
    expect(await followUps.due([rule], new Date(), 10)).toEqual([one]);
    expect(await followUps.done(one)).toBe(false);
    expect(await followUps.count()).toBe(0);
  });

  it('of an event that cannot be read waits for the next start', async () => {
    const one = followUp('unreadable', 'one', 1);
    await followUps.add([one]);
    await followUps.restUntilNextStart(one);
    expect(await followUps.due([rule], new Date('2099-01-01'), 10)).toEqual([]);
    await followUps.tryUnreadable();
    expect(await followUps.due([rule], new Date(), 10)).toEqual([one]);
  });
});
