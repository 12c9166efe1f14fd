import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEventServer } from '../../apps/eventserver/server.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../libs/postgres/embedded-postgres.js';
import { readiness } from '../../libs/observability/readiness.js';

/** A disk of its own for the log, small enough to fill; only root may mount one. */
const size = 24 * 1024 * 1024;
const folder = await mkdtemp(join(tmpdir(), 'daybook-full-'));
const mounted = mount();
if (!mounted) process.stderr.write('SKIPPED: a full disk, because only root of Linux may mount a small one\n');

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A server of its own: a disk that is full stops the checkpoints of every database of a server. */
let postgres: EmbeddedPostgres | undefined;
beforeAll(async () => {
  if (!mounted) return;
  const own = await mkdtemp(join(tmpdir(), 'daybook-postgres-'));
  await chmod(own, 0o711);
  postgres = await startEmbeddedPostgres({ folder: own });
});
afterAll(async () => {
  await postgres?.stop();
  if (postgres) await rm(postgres.clusterFolder, { recursive: true });
  if (mounted) execFileSync('umount', [folder]);
  await rm(folder, { recursive: true });
});

const admin = async (sql: string): Promise<pg.QueryResult<{ folder: string }>> => {
  const client = new pg.Client({ connectionString: postgres!.adminUrl });
  await client.connect();
  try {
    return await client.query<{ folder: string }>(sql);
  } finally {
    await client.end();
  }
};

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

(mounted ? it : it.skip)(
  'a full disk: the event server and every process that records say so, and recover by themselves',
  async () => {
    const name = `full_${randomBytes(6).toString('hex')}`;
    const cluster = (await admin(`select current_setting('data_directory') as folder`)).rows[0]!.folder;
    const { uid, gid } = await stat(cluster);
    await chown(folder, uid, gid);
    await admin(`create tablespace ${name} location '${folder}'`);
    await admin(`create database ${name} template template0 tablespace ${name}`);
    const url = new URL(postgres!.adminUrl);
    url.pathname = `/${name}`;
    const server = await startEventServer({ databaseUrl: url.href, port: 0 });
    const store = new EventStore(server.connectionString);
    const ready = readiness({ recording: () => store.assertRecording() });
    const append = () => {
      const filler = randomBytes(200_000).toString('base64');
      const event = { eventId: randomUUID(), type: 'Filled', data: { filler }, metadata: {} };
      return store.append(`filling-${randomUUID()}`, -1, [event as never]);
    };
    try {
      await append();
      expect(server.live()).toBe(true);
      expect(await ready()).toMatchObject({ status: 'ready' });

      // As large as there is room.
      await writeFile(join(folder, 'filler'), Buffer.alloc(size)).catch(() => undefined);
      await expect(append()).rejects.toMatchObject({ name: 'EventStoreUnavailable' });
      expect(server.live()).toBe(false);
      // A busy server may first have been too slow to say why.
      await until(async () => (await ready()).failing.join() === 'recording: the disk of the event store is full');
      expect((await ready()).status).toBe('notReady');

      await rm(join(folder, 'filler'));
      await until(async () => (await ready()).status === 'ready');
      expect(server.live()).toBe(true);
      await append();
    } finally {
      await store.close();
      await server.stop();
      await admin(`drop database ${name} with (force)`);
      await admin(`drop tablespace ${name}`);
    }
  },
);
