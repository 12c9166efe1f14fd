import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../libs/postgres/embedded-postgres.js';

/** A PostgreSQL of the bench's own, in a folder of its own. */
export interface BenchPostgres {
  readonly adminUrl: string;
  /** On the disk that holds the databases. */
  readonly folder: string;
  readonly clusterFolder: string;
  createDatabase(name: string): Promise<string>;
  /** Stops it; its files stay until `remove`. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export async function startBenchPostgres(): Promise<BenchPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-bench-'));
  // Root's PostgreSQL runs under another account, which has to pass through here.
  await chmod(folder, 0o711);
  const server = await startEmbeddedPostgres({ folder });
  const { adminUrl, clusterFolder } = server;
  return {
    adminUrl,
    folder,
    clusterFolder,
    stop: () => server.stop(),
    createDatabase: async (name) => {
      await query(adminUrl, `create database ${name}`);
      return databaseUrl(adminUrl, name);
    },
    remove: async () => {
      await server.stop();
      await rm(clusterFolder, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function query<Result extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Result[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Result>(text, values)).rows;
  } finally {
    await client.end();
  }
}
