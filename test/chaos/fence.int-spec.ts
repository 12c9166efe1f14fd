import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { LeaseLost, ProjectorLease } from '../../libs/eventing/read-models/projector-lease.js';
import { migrate } from '../../libs/postgres/migrate.js';
import { createTestCluster } from '../support/databases.js';
import { randomNumbers } from './random.js';

const seed = Number(process.env['CHAOS_SEED'] ?? 1);
const tries = process.env['CHAOS_ROUNDS'] === undefined ? 60 : 1_000;
const forever = new AbortController().signal;
const ignore = (): void => undefined;
/** Frozen: it does not renew, though its session stays. */
const frozen = { leaseMs: 15, renewEveryMs: 1_000_000 };
const next = { leaseMs: 1_000, renewEveryMs: 5 };

it(
  `a leader that was frozen at any moment of its transaction commits before its successor begins or never, in ${tries} tries (seed ${seed})`,
  async () => {
    const { connections, drop } = await createTestCluster();
    await migrate(connections.readOwner, fileURLToPath(new URL('../../schema/read-models', import.meta.url)));
    const [connection, looking] = [0, 1].map(() => new pg.Client({ connectionString: connections.projector })) as [
      pg.Client,
      pg.Client,
    ];
    await Promise.all([connection.connect(), looking.connect()]);
    await looking.query(`insert into projection_checkpoint (projection, version, position) values ('tried', 1, 0)`);
    const position = async (): Promise<string | undefined> =>
      (await looking.query<{ position: string }>('select position from projection_checkpoint')).rows[0]?.position;
    const random = randomNumbers(seed);
    const outcomes = { committed: 0, refused: 0 };

    for (let nth = 0; nth < tries; nth += 1) {
      const first = await ProjectorLease.acquire(connections.projector, forever, ignore, frozen);
      const taken = ProjectorLease.acquire(connections.projector, forever, ignore, next).then(async (lease) => ({
        lease,
        seen: await position(),
      }));
      // It is frozen here, or after it was checked, or before its commit: each step may come before or after the takeover.
      const pause = (): Promise<unknown> => sleep(random() * 20);
      const written = (async () => {
        await pause();
        await connection.query('begin');
        try {
          await pause();
          await first?.assertHeld(connection);
          await pause();
          await connection.query('update projection_checkpoint set position = position + 1');
          await pause();
          await connection.query('commit');
          outcomes.committed += 1;
        } catch (error) {
          await connection.query('rollback');
          expect(error).toBeInstanceOf(LeaseLost);
          outcomes.refused += 1;
        }
      })();
      const { lease, seen } = await taken;
      await written;
      expect(await position()).toBe(seen);
      await lease?.release();
      await first?.release();
    }
    console.info(`fence: ${outcomes.committed} committed before the takeover, ${outcomes.refused} refused`);
    expect(Math.min(outcomes.committed, outcomes.refused)).toBeGreaterThan(0);
    await Promise.all([connection.end(), looking.end()]);
    await drop();
  },
  30_000 + tries * 500,
);
