import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { LeaseLost, ProjectorLease } from '../../libs/eventing/read-models/projector-lease.js';
import { migrate } from '../../libs/postgres/migrate.js';
import { eventually } from '../support/daybook.js';
import { createTestCluster } from '../support/databases.js';

const rounds = process.env['CHAOS_ROUNDS'] === undefined ? 5 : 250;
const forever = new AbortController().signal;
const ignore = (): void => undefined;
/** Frozen: it does not renew, though its session stays. */
const frozen = { leaseMs: 15, renewEveryMs: 1_000_000 };
const next = { leaseMs: 60_000, renewEveryMs: 5 };

let cluster: Awaited<ReturnType<typeof createTestCluster>>;
let connection: pg.Client;
let looking: pg.Client;
beforeAll(async () => {
  cluster = await createTestCluster();
  const { connections } = cluster;
  await migrate(connections.readOwner, fileURLToPath(new URL('../../schema/read-models', import.meta.url)));
  connection = new pg.Client({ connectionString: connections.projector });
  looking = new pg.Client({ connectionString: connections.projector });
  await Promise.all([connection.connect(), looking.connect()]);
  await looking.query(`insert into projection_checkpoint (projection, version, position) values ('tried', 1, 0)`);
});
afterAll(async () => {
  await Promise.all([connection.end(), looking.end()]);
  await cluster.drop();
});

const position = async (): Promise<string | undefined> =>
  (await looking.query<{ position: string }>('select position from projection_checkpoint')).rows[0]?.position;
const someoneWaitsForALock = async (): Promise<true | undefined> =>
  (await looking.query(`select from pg_stat_activity where wait_event_type = 'Lock' and usename = current_user`))
    .rowCount === 0
    ? undefined
    : true;

/** What a leader does to write a batch, in order. It is frozen before the step of this number. */
const steps = ['begin', 'the check of the lease', 'the write', 'the commit'] as const;

describe.each(steps.map((step, number) => [step, number] as const))(
  'a leader that is frozen before %s',
  (_step, frozenBefore) => {
    const isChecked = frozenBefore > steps.indexOf('the check of the lease');

    it(`${isChecked ? 'commits before its successor begins' : 'writes nothing'}, in ${rounds} rounds`, async () => {
      for (let nth = 0; nth < rounds; nth += 1) {
        const before = await position();
        const leader = await ProjectorLease.acquire(cluster.connections.projector, forever, ignore, frozen);
        let taken: Promise<{ lease: ProjectorLease | undefined; seen: string | undefined }> | undefined;
        const freeze = async (number: number): Promise<void> => {
          if (number !== frozenBefore) return;
          taken = ProjectorLease.acquire(cluster.connections.projector, forever, ignore, next).then(async (lease) => ({
            lease,
            seen: await position(),
          }));
          // Long enough to be replaced; or, once it was checked, until its successor waits for the end of its transaction.
          await (isChecked ? eventually(someoneWaitsForALock) : taken);
        };
        const written = (async () => {
          await freeze(0);
          await connection.query('begin');
          try {
            await freeze(1);
            await leader?.assertHeld(connection);
            await freeze(2);
            await connection.query('update projection_checkpoint set position = position + 1');
            await freeze(3);
            await connection.query('commit');
          } catch (error) {
            await connection.query('rollback');
            throw error;
          }
        })();
        if (isChecked) await written;
        else await expect(written).rejects.toBeInstanceOf(LeaseLost);
        const { lease, seen } = (await taken)!;
        expect(await position()).toBe(seen);
        expect(seen).toBe(isChecked ? String(Number(before) + 1) : before);
        await lease?.release();
        await leader?.release();
      }
    });
  },
);
