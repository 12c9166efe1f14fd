import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createTestDatabase } from '../../../test/support/databases.js';
import { WrongMasterKey } from './assert-master-key.js';
import { KeyRing } from './key-ring.js';
import { Rejection } from '../commands/rejection.js';

const school = '900001';
const masterKey = randomBytes(32);
let pool: pg.Pool;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 20 });
  drop = database.drop;
});

afterAll(async () => {
  await pool.end();
  await drop();
});

const emptyLog = { head: () => Promise.resolve(0n) };

/** A process of its own, as far as what it has kept in memory goes. */
const keyRing = (key = masterKey): KeyRing => new KeyRing(pool, key);

it('is prepared by many processes at once', async () => {
  await Promise.all(Array.from({ length: 20 }, () => keyRing().prepare(emptyLog)));
  await keyRing().prepare(emptyLog);
});

describe('the key of a subject', () => {
  it('is one, however many processes make it at once', async () => {
    const rings = await Promise.all(
      Array.from({ length: 20 }, () => keyRing().keysToSeal(school, ['race-1', 'race-2'])),
    );
    for (const subject of ['race-1', 'race-2']) {
      expect(new Set(rings.map((keys) => keys.get(subject)?.toString('hex'))).size).toBe(1);
    }
    expect(rings[0]?.get('race-1')).not.toEqual(rings[0]?.get('race-2'));
  });

  it('is another at another school', async () => {
    const here = await keyRing().keysToSeal(school, ['person:1']);
    const there = await keyRing().keysToSeal('900002', ['person:1']);
    expect(here.get('person:1')).not.toEqual(there.get('person:1'));
  });

  it('is there for another process, and after a restart', async () => {
    const made = await keyRing().keysToSeal(school, ['person:2']);
    expect(await keyRing().keysToOpen(school, ['person:2'])).toEqual(made);
  });

  it('is not made by reading', async () => {
    expect(await keyRing().keysToOpen(school, ['nobody'])).toEqual(new Map());
  });

  it('never stands in the database in the clear', async () => {
    const key = (await keyRing().keysToSeal(school, ['person:3'])).get('person:3')!;
    const { rows } = await pool.query<{ wrapped: Buffer }>(
      `select wrapped from subject_key where subject = 'person:3'`,
    );
    expect(rows[0]!.wrapped.length).toBeGreaterThan(key.length);
    expect(rows[0]!.wrapped.includes(key)).toBe(false);
    expect(rows[0]!.wrapped.includes(masterKey)).toBe(false);
  });

  it('does not open with another master key', async () => {
    await keyRing().keysToSeal(school, ['person:4']);
    await expect(keyRing(randomBytes(32)).keysToOpen(school, ['person:4'])).rejects.toThrow();
  });

  it('does not open as the key of another subject or school', async () => {
    await keyRing().keysToSeal(school, ['person:5']);
    await pool.query(
      `insert into subject_key (school, subject, wrapped) select t.school, t.subject, k.wrapped
       from subject_key k, (values ('900001', 'thief'), ('900002', 'person:5')) t (school, subject)
       where k.subject = 'person:5'`,
    );
    await expect(keyRing().keysToOpen(school, ['thief'])).rejects.toThrow();
    await expect(keyRing().keysToOpen('900002', ['person:5'])).rejects.toThrow();
  });
});

describe('a destroyed key', () => {
  it('is gone for every process, and is never made again', async () => {
    await keyRing().keysToSeal(school, ['person:6']);
    await keyRing().destroy(school, 'person:6');
    expect(await keyRing().keysToOpen(school, ['person:6'])).toEqual(new Map([['person:6', null]]));
    await expect(keyRing().keysToSeal(school, ['person:6'])).rejects.toMatchObject({
      constructor: Rejection,
      code: 'SUBJECT_ERASED',
      clause: 'SL12',
    });
    expect(await keyRing().keysToOpen(school, ['person:6'])).toEqual(new Map([['person:6', null]]));
  });

  it('is forgotten at once by the process that destroyed it', async () => {
    const ring = keyRing();
    await ring.keysToSeal(school, ['person:7']);
    await ring.destroy(school, 'person:7');
    expect(await ring.keysToOpen(school, ['person:7'])).toEqual(new Map([['person:7', null]]));
  });

  it('stays destroyed since the first time, and may be one that was never made', async () => {
    const ring = keyRing();
    await ring.destroy(school, 'never seen');
    const first = await destroyedAt('never seen');
    await ring.destroy(school, 'never seen');
    expect(await destroyedAt('never seen')).toEqual(first);
    await expect(ring.keysToSeal(school, ['never seen'])).rejects.toMatchObject({ code: 'SUBJECT_ERASED' });
  });

  it('leaves nothing of itself in the table', async () => {
    await keyRing().keysToSeal(school, ['person:8']);
    await keyRing().destroy(school, 'person:8');
    const { rows } = await pool.query(`select wrapped from subject_key where subject = 'person:8'`);
    expect(rows).toEqual([{ wrapped: null }]);
  });

  async function destroyedAt(subject: string): Promise<unknown> {
    const { rows } = await pool.query('select destroyed_at from subject_key where subject = $1', [subject]);
    return rows[0];
  }
});

describe('another master key', () => {
  it('is refused at the start, by a key of a subject where nothing was sealed yet, and nothing is written', async () => {
    const database = await createTestDatabase();
    const own = new pg.Pool({ connectionString: database.url });
    const tables = () => own.query(`select relname from pg_class where relname in ('seal_key', 'seal_beginning')`);
    try {
      await new KeyRing(own, masterKey).prepare(emptyLog);
      await expect(new KeyRing(own, randomBytes(32)).prepare(emptyLog)).rejects.toBeInstanceOf(WrongMasterKey);
      await new KeyRing(own, masterKey).keysToSeal(school, ['person:9']);
      await own.query('drop table seal_key, seal_beginning');
      await expect(new KeyRing(own, randomBytes(32)).prepare(emptyLog)).rejects.toBeInstanceOf(WrongMasterKey);
      expect((await tables()).rows).toEqual([]);
      await new KeyRing(own, masterKey).prepare(emptyLog);
    } finally {
      await own.end();
      await database.drop();
    }
  });
});

it('asks for a master key of 32 bytes', () => {
  expect(() => keyRing(randomBytes(16))).toThrow('32 bytes');
});
