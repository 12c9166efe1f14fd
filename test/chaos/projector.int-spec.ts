import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startProjector as startProjectorHere } from '../../apps/projector/start-projector.js';
import type { BuiltProcess } from '../support/built-process.js';
import { eventually } from '../support/daybook.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { randomNumbers } from './random.js';
import { School, Writing } from './school.js';

const rounds = Number(process.env['CHAOS_ROUNDS'] ?? 2);
const seed = Number(process.env['CHAOS_SEED'] ?? 1);
/** A machine that runs other specs beside is given more time. */
const takenOverWithin = process.env['CHAOS_ROUNDS'] === undefined ? 9_000 : 6_000;

let school: School;
let projectors: BuiltProcess[] = [];
let said = '';
beforeEach(async () => {
  school = await School.start();
  said = '';
});
afterEach(async () => {
  await Promise.all(projectors.map((projector) => projector.stop()));
  projectors = [];
  await school.stop();
});

async function startProjector(eventStoreUrl?: string): Promise<BuiltProcess> {
  const projector = await school.startProjector((text) => (said += text), eventStoreUrl);
  projectors.push(projector);
  return projector;
}

/** Until the read models have moved on from where they stand. @returns after how many ms. */
async function moveOn(): Promise<number> {
  const [before, since] = [await school.position(), performance.now()];
  while ((await school.position()) === before) await sleep(10);
  return performance.now() - since;
}

it('one that is told to stop while it takes the lease stops', async () => {
  const holder = new pg.Client({ connectionString: school.connections.readOwner });
  await holder.connect();
  await holder.query('begin; lock table projector_lease in access exclusive mode');
  const projector = await startProjectorHere(school.settings, (line) => (said += line));
  const waits = async (): Promise<true | undefined> =>
    (await holder.query('select from pg_locks where not granted')).rowCount ? true : undefined;
  await eventually(waits);
  const stopped = projector.stop();
  await holder.query('rollback');
  await stopped;
  await holder.end();
  expect(said).toBe('');
});

it(
  'a frozen leader is replaced by the one that stands by, and changes nothing when it wakes',
  async () => {
    const takeovers: number[] = [];
    const writing = new Writing(school, 8);
    let leader = await startProjector();
    await moveOn();
    let standby = await startProjector();
    for (let round = 0; round < Math.max(1, Math.floor(rounds / 12)); round += 1) {
      await moveOn();
      leader.freeze();
      // What was on its way into the database when it froze may still arrive there.
      await sleep(100);
      takeovers.push(100 + (await moveOn()));
      leader.thaw();
      for (let times = 0; times < 20; times += 1) await moveOn();
      [leader, standby] = [standby, leader];
    }
    await school.shows(await writing.end());
    console.info(`taken over after ${takeovers.map((ms) => Math.round(ms)).join(', ')} ms\n${said}`);
    // In the middle of a batch or between two: either way it is told.
    expect(said).toMatch(/LeaseLost|lost its lease/);
    expect(Math.max(...takeovers)).toBeLessThan(takenOverWithin);
    expect(await school.differences()).toEqual([]);
  },
  180_000 + rounds * 5_000,
);

it(
  `a projector that is killed ${rounds} times in the middle of its work counts every event once (seed ${seed})`,
  async () => {
    const random = randomNumbers(seed);
    const writing = new Writing(school, 8);
    let projector = await startProjector();
    for (let round = 0; round < rounds; round += 1) {
      await moveOn();
      await sleep(random() * 200);
      await projector.kill();
      projector = await startProjector();
    }
    await school.shows(await writing.end());
    expect(await school.differences()).toEqual([]);
  },
  180_000 + rounds * 8_000,
);

describe('a projector at work, between a log and tables that fail it', () => {
  /** Longer than it takes to notice that a server is silent. */
  const silentMs = 5_000;
  let wire: TcpProxy;
  afterEach(() => wire.close());

  /** Run by the owner of the tables. */
  async function byOwner(sql: string): Promise<void> {
    const owner = new pg.Client({ connectionString: school.connections.readOwner });
    await owner.connect();
    await owner.query(sql);
    await owner.end();
  }

  const faults: Record<string, () => Promise<void>> = {
    'the event server is killed': async () => {
      await school.server.kill();
      await school.startServer();
    },
    'the event server is frozen': async () => {
      school.server.freeze();
      await sleep(silentMs);
      school.server.thaw();
    },
    'the connection to the log is cut': () => {
      wire.cut();
      return Promise.resolve();
    },
    'its sessions with the read models are ended': async () => {
      await school.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
      );
    },
    'the transaction fails when it commits': async () => {
      // A sequence remembers its attempts, whatever becomes of them.
      await byOwner(`
        create sequence attempt;
        create function no_room() returns trigger language plpgsql as $$
        begin
          if nextval('attempt') <= 5 then raise exception 'no room' using errcode = '53100'; end if;
          return null;
        end $$;
        create constraint trigger at_commit after insert or update on filtering_change_log deferrable initially deferred
          for each row execute function no_room()`);
      while (!said.includes('53100')) await moveOn();
    },
  };

  it('takes every event once: whatever fails, the read models equal a rebuild, byte for byte', async () => {
    wire = await TcpProxy.open(Number(new URL(school.settings.eventStoreUrl).port));
    await startProjector(`esdb://127.0.0.1:${wire.port}?tls=false`);
    for (const [what, fail] of Object.entries(faults)) {
      const writing = new Writing(school, 1);
      await moveOn();
      await fail();
      await moveOn();
      await school.shows(await writing.end());
      expect({ what, differences: await school.differences() }).toEqual({ what, differences: [] });
    }
    expect(said).toMatch(/interrupted, resuming: /);
    expect(said).toMatch(/lost its lease/);
  }, 240_000);
});
