import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../libs/postgres/embedded-postgres.js';

let stop: (() => Promise<void>) | undefined;

/** One PostgreSQL for the whole run, in a folder of its own; every suite makes its own databases in it. */
export async function startPostgres(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-test-'));
  // Root's PostgreSQL runs under another account, which has to pass through here.
  await chmod(folder, 0o711);
  const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });
  const postgres = await startEmbeddedPostgres({ folder }).catch(async (error: unknown) => {
    await remove(folder);
    throw error;
  });
  stop = async () => {
    await postgres.stop();
    await remove(postgres.clusterFolder);
    await remove(folder);
  };
  // Jest does not run its teardown when it is interrupted.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => void stopPostgres().finally(() => process.exit(code)));
  }
  process.env['TEST_POSTGRES_URL'] = postgres.adminUrl;
}

export async function stopPostgres(): Promise<void> {
  await stop?.();
}
