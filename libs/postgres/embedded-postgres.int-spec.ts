import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let cluster: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybook-postgres-'));
    await chmod(folder, 0o711);
    const first = await startEmbeddedPostgres({ folder });
    cluster = first.clusterFolder;
    await query(first, 'create table kept as select 1 as value');
    await first.stop();
  });
  afterAll(async () => {
    await rm(cluster, { recursive: true });
    await rm(folder, { recursive: true, force: true });
  });

  async function query({ adminUrl }: EmbeddedPostgres, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async function pidInLockFile(): Promise<number> {
    return Number((await readFile(join(cluster, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  }

  it('is durable, checks its pages, asks everybody for a password and listens here only', async () => {
    const postgres = await startEmbeddedPostgres({ folder });
    const settings = await query(
      postgres,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
         current_setting('full_page_writes') as pages, current_setting('data_checksums') as checksums,
         current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
         current_setting('authentication_timeout') as patience`,
    );
    const on = { fsync: 'on', commit: 'on', pages: 'on', checksums: 'on' };
    expect(settings).toEqual([{ ...on, addresses: '127.0.0.1', sockets: '', patience: '10s' }]);
    expect(await query(postgres, 'select distinct auth_method from pg_hba_file_rules')).toEqual([
      { auth_method: 'scram-sha-256' },
    ]);
    expect((await stat(join(cluster, 'password'))).mode & 0o777).toBe(0o600);
    await postgres.stop();
    await postgres.ended;
  });

  it('stops a server that a killed launcher left behind, and keeps its data', async () => {
    const leftBehind = await startEmbeddedPostgres({ folder });
    const next = await startEmbeddedPostgres({ folder });
    await leftBehind.ended;
    expect(await query(next, 'select value from kept')).toEqual([{ value: 1 }]);
    await next.stop();
  });

  it('recovers from kill -9', async () => {
    const postgres = await startEmbeddedPostgres({ folder });
    await query(postgres, 'insert into kept values (2)');
    process.kill(await pidInLockFile(), 'SIGKILL');
    await postgres.ended;
    const next = await startEmbeddedPostgres({ folder });
    expect(await query(next, 'select value from kept order by value')).toEqual([{ value: 1 }, { value: 2 }]);
    await next.stop();
  });

  it('leaves a stranger alone that got the process number of a dead server', async () => {
    const postgres = await startEmbeddedPostgres({ folder });
    const lock = await readFile(join(cluster, 'data', 'postmaster.pid'), 'utf8');
    const oldPid = await pidInLockFile();
    await postgres.stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await writeFile(join(cluster, 'data', 'postmaster.pid'), lock.replace(String(oldPid), String(stranger.pid)));
    const next = await startEmbeddedPostgres({ folder });
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
    stranger.kill();
    await next.stop();
  });

  // Only root lends PostgreSQL another account; an ordinary user's own can enter where the user can.
  const itAsRoot = process.getuid?.() === 0 ? it : it.skip;
  itAsRoot(
    'lies elsewhere where its account cannot enter, and never comes back to a folder that begins anew',
    async () => {
      const closed = await mkdtemp(join(tmpdir(), 'daybook-postgres-'));
      const clusters: string[] = [];
      const begin = async (): Promise<void> => {
        const postgres = await startEmbeddedPostgres({ folder: join(closed, 'data'), say: () => undefined });
        clusters.push(postgres.clusterFolder);
        await postgres.stop();
      };
      await begin();
      expect(await readFile(join(closed, 'data', 'postgresql-is-elsewhere.txt'), 'utf8')).toContain(clusters[0]);
      await begin();
      expect(clusters[1]).toBe(clusters[0]);

      await rename(join(closed, 'data'), join(closed, 'moved'));
      await expect(startEmbeddedPostgres({ folder: join(closed, 'moved') })).rejects.toThrow(/moved or copied/);
      await begin();
      expect(clusters[2]).not.toBe(clusters[0]);

      for (const path of [closed, ...clusters]) await rm(path, { recursive: true, force: true });
    },
  );

  it('says which port is taken', async () => {
    const postgres = await startEmbeddedPostgres({ folder });
    const other = await mkdtemp(join(tmpdir(), 'daybook-postgres-'));
    await chmod(other, 0o711);
    const port = Number(new URL(postgres.adminUrl).port);
    await expect(startEmbeddedPostgres({ folder: other, port })).rejects.toThrow(
      new RegExp(`did not start on port ${port}:.*Address already in use`, 's'),
    );
    await postgres.stop();
    await rm(other, { recursive: true });
  });
});
