import { chmod, mkdtemp, rm } from 'node:fs/promises';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

declare global {
  var stopTestPostgres: (() => Promise<void>) | undefined;
}

/** Jest loads this file by `require` and without its module mapper: an import of `x.js` has to find `x.ts`. */
function findTypeScript(): void {
  const loader = Module as unknown as { _resolveFilename: (request: string, ...rest: unknown[]) => string };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) => {
    try {
      return resolve(request, ...rest);
    } catch (error) {
      if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
      return resolve(request.replace(/\.js$/, '.ts'), ...rest);
    }
  };
}

/** One PostgreSQL for the whole run, in a folder of its own; every suite makes its own databases in it. */
export default async function startPostgres(): Promise<void> {
  findTypeScript();
  const { startEmbeddedPostgres } = await import('../../libs/postgres/embedded-postgres.js');
  const folder = await mkdtemp(join(tmpdir(), 'daybook-test-'));
  // Root's PostgreSQL runs under another account, which has to pass through here.
  await chmod(folder, 0o711);
  const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });
  const postgres = await startEmbeddedPostgres({ folder }).catch(async (error: unknown) => {
    await remove(folder);
    throw error;
  });
  globalThis.stopTestPostgres = async () => {
    await postgres.stop();
    await remove(postgres.clusterFolder);
    await remove(folder);
  };
  // Jest does not run its teardown when it is interrupted.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => void globalThis.stopTestPostgres?.().finally(() => process.exit(code)));
  }
  process.env['TEST_POSTGRES_URL'] = postgres.adminUrl;
}
