import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createTestCluster } from '../../../test/support/databases.js';
import { migrate } from '../../postgres/migrate.js';
import { LeaseLost, ProjectorLease } from './projector-lease.js';

const readModels = fileURLToPath(new URL('../../../schema/read-models', import.meta.url));
const forever = new AbortController().signal;
/** Short, so that the specs do not wait for the real five seconds. */
const short = { leaseMs: 400, renewEveryMs: 100 };
/** A holder that is frozen: it does not renew, though its session stays. */
const frozen = { leaseMs: 400, renewEveryMs: 1_000_000 };

let url: string;
let drop: () => Promise<void>;
beforeEach(async () => {
  const cluster = await createTestCluster();
  await migrate(cluster.connections.readOwner, readModels);
  url = cluster.connections.projector;
  drop = cluster.drop;
});
afterEach(() => drop());

/** Whether a transaction of this holder may commit. */
async function mayWrite(lease: ProjectorLease): Promise<boolean> {
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  try {
    await connection.query('begin');
    await lease.assertHeld(connection);
    await connection.query('commit');
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(LeaseLost);
    return false;
  } finally {
    await connection.end();
  }
}

const held = (lease: ProjectorLease | undefined): ProjectorLease => {
  expect(lease).toBeDefined();
  return lease!;
};
const ignore = (): void => undefined;

describe('one projector writes at a time', () => {
  it('lets nobody else in while the holder renews', async () => {
    const holder = held(await ProjectorLease.acquire(url, forever, ignore, short));
    const givingUp = AbortSignal.timeout(3 * short.leaseMs);
    expect(await ProjectorLease.acquire(url, givingUp, ignore, short)).toBeUndefined();
    expect(await mayWrite(holder)).toBe(true);
    await holder.release();
  });

  it('lets the next one in as soon as the holder lets go', async () => {
    const first = held(await ProjectorLease.acquire(url, forever, ignore));
    const second = ProjectorLease.acquire(url, forever, ignore);
    await first.release();
    const next = held(await second);
    expect(await mayWrite(next)).toBe(true);
    expect(await mayWrite(first)).toBe(false);
    await next.release();
  });

  it('replaces a frozen holder when its lease has run out, and stops it should it wake', async () => {
    const first = held(await ProjectorLease.acquire(url, forever, ignore, frozen));
    const second = held(await ProjectorLease.acquire(url, forever, ignore, short));
    expect(await mayWrite(second)).toBe(true);
    expect(await mayWrite(first)).toBe(false);
    await second.release();
    await first.release();
  });

  it('tells a holder that it has lost the lease', async () => {
    let tell = ignore;
    const lost = new Promise<void>((resolve) => (tell = resolve));
    // It renews too late: its time is up before.
    const first = held(await ProjectorLease.acquire(url, forever, tell, { leaseMs: 1, renewEveryMs: 200 }));
    const second = held(await ProjectorLease.acquire(url, forever, ignore, short));
    await lost;
    await second.release();
    await first.release();
  });

  it('makes a takeover wait for a transaction that has begun to write', async () => {
    const first = held(await ProjectorLease.acquire(url, forever, ignore, frozen));
    const writing = new pg.Client({ connectionString: url });
    await writing.connect();
    await writing.query('begin');
    await first.assertHeld(writing);
    const order: string[] = [];
    const takeover = ProjectorLease.acquire(url, forever, ignore, short).then((lease) => {
      order.push('taken over');
      return lease;
    });
    await writing.query(`select pg_sleep(${(2 * frozen.leaseMs) / 1_000})`);
    order.push('committed');
    await writing.query('commit');
    const second = held(await takeover);
    expect(order).toEqual(['committed', 'taken over']);
    await writing.end();
    await second.release();
    await first.release();
  });
});
