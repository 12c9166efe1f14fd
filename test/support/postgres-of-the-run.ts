import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../libs/postgres/embedded-postgres.js';
import { beginRun } from './run-folder.js';

let stop: (() => Promise<void>) | undefined;

/** One PostgreSQL for the whole run, in the folder of the run; every suite makes its own databases in it. */
export async function startPostgres(): Promise<void> {
  const run = await beginRun();
  const postgres = await startEmbeddedPostgres({ folder: join(run.folder, 'postgres') }).catch(
    async (error: unknown) => {
      await run.end();
      throw error;
    },
  );
  stop = async () => {
    await postgres.stop();
    await run.end();
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
