import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { Column, Entity } from 'typeorm';
import { z } from 'zod';
import { createTestDatabase } from '../../../test/support/databases.js';
import { EventCodec } from '../schemas/event-codec.js';
import { sampleKeys } from '../schemas/event-samples.js';
import { event, eventCategory } from '../schemas/event-schemas.js';
import { genericPlans } from './generic-plans.js';
import { projection, ReadModelRow } from './projection.js';
import { CheckpointMoved, Projector } from './projector.js';
import { lastRevision, type StoredEvent } from '../log/stored-event.js';

const school = '900001';

@Entity('tally')
class Tally extends ReadModelRow {
  @Column('integer')
  total: number;

  @Column('text')
  note: string;
}

const counted = z.strictObject({ by: z.int(), note: z.string() });
const tallyEvents = eventCategory('tally', {
  Counted: event(counted),
  Faulty: event(z.strictObject({ secret: z.string() })),
  Cleared: event(z.strictObject({})),
});

const projectionWith = (isMended: boolean) =>
  projection({
    name: 'tally',
    version: 1,
    row: Tally,
    from: { tally: tallyEvents },
    keys: ({ id }) => [id, `${id} mirrored`],
  }).on({
    tally: {
      Counted: (row, { data: { by, note } }) => ({ total: (row?.total ?? 0) + by, note: (row?.note ?? '') + note }),
      Faulty: (row, { data: { secret } }) => {
        if (!isMended) throw new RangeError(`cannot take ${secret}`);
        return { total: (row?.total ?? 0) + 100, note: 'mended' };
      },
      Cleared: () => undefined,
    },
  });

const codec = new EventCodec([tallyEvents], sampleKeys);
const projector = new Projector(codec, [projectionWith(false)]);
const mended = new Projector(codec, [projectionWith(true)]);

let database: { url: string; drop: () => Promise<void> };
let connection: pg.Client;
let second: pg.Client;
let log: StoredEvent[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  [connection, second] = [1, 2].map(() => new pg.Client({ connectionString: database.url, pipeline: true })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([connection.connect(), second.connect()]);
  await connection.query(
    await readFile(new URL('../../../schema/read-models/0001-projections.sql', import.meta.url), 'utf8'),
  );
  await connection.query(`
    create table tally (school text, id text, revision integer not null, total integer not null check (total < 1000),
      note text not null, valid_from timestamptz not null, primary key (school, id));
    create table tally_history (like tally, valid_to timestamptz not null, primary key (school, id, valid_from))`);
  log = [];
  await projector.start(connection);
});

afterEach(async () => {
  await Promise.all([connection.end(), second.end()]);
  await database.drop();
});

/** Appends to the log of this test. */
function happens(id: string, type: string, data: unknown, metadata: object = {}): StoredEvent {
  const stream = `tally-${id}`;
  const position = BigInt((log.length + 1) * 10);
  const stored: StoredEvent = {
    eventId: `e-${position}`,
    stream,
    revision: log.filter((past) => past.stream === stream).length,
    position,
    type,
    data,
    metadata: {
      school,
      actor: 'a',
      role: 'teacher',
      command: 'c',
      commandId: 'c',
      schemaVersion: 1,
      recordedAt: '2026-03-12T10:15:00.000Z',
      $correlationId: 'c',
      $causationId: 'c',
      ...metadata,
    },
  };
  log.push(stored);
  return stored;
}
const counts = (id: string, by = 1, note = 'fine'): StoredEvent => happens(id, 'Counted', { by, note });
const fails = (id: string): StoredEvent => happens(id, 'Faulty', { secret: 'Zoë' });

const endOf = (events: readonly StoredEvent[]): bigint => events.at(-1)!.position;
const apply = (events: readonly StoredEvent[], to = endOf(events)) => projector.apply(connection, events, to);

async function rows(): Promise<Record<string, [total: number, revision: number]>> {
  const found = await connection.query<{ id: string; total: number; revision: number }>(
    `select id, total, revision from tally where id not like '%mirrored' order by id`,
  );
  const mirrored = await connection.query(`select total, revision from tally where id like '%mirrored' order by id`);
  expect(mirrored.rows).toEqual(found.rows.map(({ total, revision }) => ({ total, revision })));
  return Object.fromEntries(found.rows.map(({ id, total, revision }) => [id, [total, revision]]));
}

async function parked(): Promise<object[]> {
  const found = await connection.query<object>(
    'select stream, revision, error, attempts from parked_stream order by stream',
  );
  return found.rows;
}
const checkpoint = async (): Promise<bigint> =>
  BigInt(
    (await connection.query<{ position: string }>('select position from projection_checkpoint')).rows[0]!.position,
  );

async function* read(stream: string, from: number): AsyncGenerator<StoredEvent> {
  await Promise.resolve();
  yield* log.filter((past) => past.stream === stream && past.revision >= from);
}

/** Until so many sessions of this database wait for a lock. */
async function sessionsWait(many: number): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  do await second.query('select pg_stat_clear_snapshot()');
  while ((await second.query(waiting)).rowCount !== many);
}

describe('what no Daybook wrote', () => {
  it.each<[string, (event: StoredEvent) => StoredEvent]>([
    ['the mark of a deleted stream', (one) => ({ ...one, type: '$streamDeleted', revision: lastRevision })],
    ['a link', (one) => ({ ...one, type: '$>', data: '0@tally-b' })],
    ['an unknown event', (one) => ({ ...one, type: 'Unheard' })],
    ['bytes', (one) => ({ ...one, data: Buffer.from([0, 255]), metadata: Buffer.from([1]) })],
    ['a stream with a NUL in its name', (one) => ({ ...one, stream: `${one.stream}\0`, metadata: {} })],
    ['a school with a NUL in its name', (one) => ({ ...one, metadata: { ...(one.metadata as object), school: '\0' } })],
    ['a day that is none', (one) => ({ ...one, metadata: { ...(one.metadata as object), recordedAt: 'soon' } })],
    ['data that are none', (one) => ({ ...one, data: null })],
  ])('is parked, and all else goes on, now and after a start: %s', async (_, made) => {
    const foreign = made(counts('x'));
    log[0] = foreign;
    const batch = [foreign, counts('a'), counts('b')];
    expect(await apply(batch)).toHaveLength(1);
    expect(await rows()).toEqual({ a: [1, 0], b: [1, 0] });
    expect(await parked()).toHaveLength(1);
    await projector.retryParked(connection, read);
    expect(await parked()).toHaveLength(1);
    expect(await apply([counts('a')])).toEqual([]);
    expect(await rows()).toEqual({ a: [2, 1], b: [1, 0] });
  });

  it('stays parked where nothing of its stream can be read any more', async () => {
    await apply([fails('a')]);
    async function* nothing(): AsyncGenerator<StoredEvent> {}
    await mended.retryParked(connection, nothing);
    expect(await parked()).toHaveLength(1);
  });
});

describe('a batch', () => {
  it('leaves its rows and the checkpoint', async () => {
    expect(await apply([counts('a'), counts('b'), counts('a', 2)])).toEqual([]);
    expect(await rows()).toEqual({ a: [3, 1], b: [1, 0] });
    expect(await checkpoint()).toBe(30n);
  });

  it('changes nothing the second time', async () => {
    const batch = [counts('a'), counts('a')];
    await apply(batch);
    await apply(batch);
    expect(await rows()).toEqual({ a: [2, 1] });
  });

  it('that overlaps the one before counts only what is new', async () => {
    const batch = [counts('a'), counts('a')];
    await apply(batch);
    await apply([...batch, counts('a')]);
    expect(await rows()).toEqual({ a: [3, 2] });
  });

  it('leaves nothing at all if its checkpoint cannot be written', async () => {
    await connection.query('alter table projection_checkpoint add check (position < 30)');
    await expect(apply([counts('a'), counts('b'), counts('c')])).rejects.toThrow('projection_checkpoint');
    expect(await rows()).toEqual({});
    expect(await checkpoint()).toBe(0n);
  });

  it('whose commit fails leaves nothing at all, and is taken whole the next time', async () => {
    // A sequence remembers its attempts, whatever becomes of them.
    await connection.query(`
      create sequence attempt;
      create function fail_once() returns trigger language plpgsql as $$
      begin
        if nextval('attempt') = 1 then raise exception 'no room' using errcode = '53100'; end if;
        return null;
      end $$;
      create constraint trigger at_commit after insert on tally deferrable initially deferred
        for each row execute function fail_once()`);
    const batch = [counts('a'), counts('b'), fails('c'), counts('a', 2)];
    await expect(apply(batch)).rejects.toMatchObject({ code: '53100' });
    expect(await rows()).toEqual({});
    expect(await parked()).toEqual([]);
    expect(await checkpoint()).toBe(0n);
    expect(await apply(batch)).toMatchObject([{ stream: 'tally-c' }]);
    expect(await rows()).toEqual({ a: [3, 1], b: [1, 0] });
    expect(await checkpoint()).toBe(40n);
  });

  it('of which one part cannot be written on our side sends nothing, though the commit goes out with the writes', async () => {
    const unwritable = projectionWith(true);
    const folds = { tally: { ...unwritable.folds['tally'], Faulty: () => ({ total: 1n, note: '' }) as never } };
    const broken = new Projector(codec, [{ ...unwritable, folds }]);
    await expect(broken.apply(connection, [counts('a'), fails('b')], 20n)).rejects.toThrow('BigInt');
    expect(await rows()).toEqual({});
    expect(await checkpoint()).toBe(0n);
  });

  it('takes rows away where a fold says so', async () => {
    await apply([counts('a'), counts('b')]);
    await apply([happens('a', 'Cleared', {})]);
    expect(await rows()).toEqual({ b: [1, 0] });
  });

  it('finds its rows by key, also where the tables were empty when its statements were planned', async () => {
    const session = new pg.Client({ connectionString: database.url, options: genericPlans, pipeline: true });
    await session.connect();
    const first = counts('a');
    await projector.apply(session, [first, happens('a', 'Cleared', {})], endOf(log));
    const planned = await session.query<{ name: string; statement: string }>(
      // What is inserted looks for nothing.
      `select name, statement from pg_prepared_statements
       where statement ~ '\\mtally\\M' and statement !~ '^insert' order by name`,
    );
    expect(planned.rows.map(({ name }) => name)).toEqual(['load tally', 'remove tally']);
    for (const { statement } of planned.rows) {
      const plan = await session.query(`explain (generic_plan) ${statement}`);
      expect(JSON.stringify(plan.rows)).toMatch(/Index.* on tally/);
      expect(JSON.stringify(plan.rows)).not.toContain('Seq Scan');
    }
    await session.end();
  });

  it('without events moves the checkpoint alone', async () => {
    await apply([], 70n);
    expect(await checkpoint()).toBe(70n);
  });
});

describe('two projectors at once', () => {
  it('double nothing: the second is told that the checkpoint moved', async () => {
    const batch = [counts('a'), counts('b')];
    // The first is held up in the middle, after it read the checkpoint and before it moves it.
    await second.query('begin');
    await second.query('lock table tally in exclusive mode');
    const first = apply(batch);
    await sessionsWait(1);
    await second.query('update projection_checkpoint set position = 10');
    await second.query(
      `insert into tally values ($1, 'a', 0, 1, 'fine', now()), ($1, 'a mirrored', 0, 1, 'fine', now())`,
      [school],
    );
    await second.query('commit');
    await expect(first).rejects.toThrow(CheckpointMoved);
    expect(await rows()).toEqual({ a: [1, 0] });
    await apply(batch);
    expect(await rows()).toEqual({ a: [1, 0], b: [1, 0] });
  });
});

describe('a stream that cannot be followed', () => {
  const unreadable = (why: string): string => `UnreadableEvent: revision 2 of tally-a cannot be read: ${why}`;

  it.each<[string, string, () => StoredEvent]>([
    ['a fold throws', 'RangeError', () => fails('a')],
    ['an event cannot be read', unreadable('no event type Unheard is known there'), () => happens('a', 'Unheard', {})],
    [
      'its metadata are strange',
      unreadable('its metadata are not those of Daybook').replace('UnreadableEvent', 'ForeignEvent'),
      () => happens('a', 'Counted', { by: 1 }, { role: 1 }),
    ],
    ['Postgres finds a value wrong', 'error 23514', () => counts('a', 5_000)],
    ['Postgres cannot hold a text', 'error 22P05', () => counts('a', 1, 'Zoë\0')],
  ])('is parked there when %s, and the rest goes on', async (_, error, faulty) => {
    const batch = [counts('a'), counts('b'), counts('a'), faulty(), counts('b'), counts('a')];
    expect(await apply(batch)).toEqual([{ projection: 'tally', stream: 'tally-a', revision: 2, error }]);
    expect(await rows()).toEqual({ a: [2, 1], b: [2, 1] });
    expect(await parked()).toEqual([{ stream: 'tally-a', revision: 2, error, attempts: 1 }]);
    expect(await checkpoint()).toBe(60n);
    expect(await apply([counts('a'), counts('b')])).toEqual([]);
    expect(await rows()).toEqual({ a: [2, 1], b: [3, 2] });
  });

  it('is named without any value of its events', async () => {
    await apply([fails('a'), counts('b', 5_000, 'Zoë'), counts('c', 1, 'Zoë\0')]);
    expect(await parked()).toHaveLength(3);
    expect(JSON.stringify(await parked())).not.toContain('Zoë');
  });

  it('is not blamed for what is no fault of its rows', async () => {
    await connection.query('alter table tally rename column note to notes');
    await expect(apply([counts('a')])).rejects.toThrow('note');
    await connection.query('alter table tally rename column notes to note');
    expect(await parked()).toEqual([]);
    expect(await checkpoint()).toBe(0n);
  });
});

describe('a parked stream', () => {
  const stuck = async (): Promise<void> => {
    await apply([counts('a'), fails('a'), counts('b'), counts('a')]);
    await apply([counts('a', 5), counts('b')]);
  };

  it('is followed again once the fault is mended, from where it stopped up to the others', async () => {
    await stuck();
    counts('a', 1_000_000);
    expect(await mended.retryParked(connection, read)).toEqual([]);
    expect(await rows()).toEqual({ a: [1 + 100 + 1 + 5, 3], b: [2, 1] });
    expect(await parked()).toEqual([]);
    expect(await checkpoint()).toBe(60n);
    log.pop();
    await mended.apply(connection, [counts('a')], 70n);
    expect(await rows()).toEqual({ a: [108, 4], b: [2, 1] });
  });

  it('stays parked, and is told again, while it is not mended', async () => {
    await stuck();
    expect(await projector.retryParked(connection, read)).toMatchObject([{ stream: 'tally-a', revision: 1 }]);
    expect(await rows()).toEqual({ a: [1, 0], b: [2, 1] });
    expect(await parked()).toEqual([{ stream: 'tally-a', revision: 1, error: 'RangeError', attempts: 2 }]);
  });

  it('is parked at the next fault where only the first is mended', async () => {
    await stuck();
    await apply([counts('a', 5_000), counts('a')]);
    expect(await mended.retryParked(connection, read)).toMatchObject([{ stream: 'tally-a', revision: 4 }]);
    expect(await rows()).toEqual({ a: [107, 3], b: [2, 1] });
    expect(await parked()).toMatchObject([{ stream: 'tally-a', revision: 4, error: 'error 23514' }]);
  });

  it('loses no event to another projector that moves on while it is tried again', async () => {
    await stuck();
    const next = counts('a', 7);
    // Tried again up to 60, but not committed before the other one wants to know what is parked.
    await second.query('begin');
    await second.query('lock table tally in exclusive mode');
    const retried = mended.retryParked(connection, read);
    await sessionsWait(1);
    const other = new pg.Client({ connectionString: database.url, pipeline: true });
    await other.connect();
    const moved = mended.apply(other, [next], next.position);
    await Promise.race([moved, sessionsWait(2)]);
    await second.query('commit');
    await Promise.all([retried, moved]);
    await other.end();
    expect(await rows()).toMatchObject({ a: [107 + 7, 4] });
    expect(await parked()).toEqual([]);
  });
});
