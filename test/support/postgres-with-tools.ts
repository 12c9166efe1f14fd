import { execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { environment, postgresAccount } from '../../libs/postgres/postgres-account.js';
import { freePort } from '../../libs/processes/ports.js';

const run = promisify(execFile);
const programs = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'psql'];

/**
 * A folder that has PostgreSQL's server and its tools, all of one version: `pg_dump` refuses a newer server, and the
 * server that Daybook brings along has no tools. Undefined where there is none, as on a machine without PostgreSQL.
 */
export async function folderOfTools(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql';
  const versions = (await readdir(debian).catch(() => [])).sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...(process.env['PATH'] ?? '').split(':'),
    ...versions.map((version) => join(debian, version, 'bin')),
  ].filter((folder) => folder !== '');
  for (const folder of folders) {
    const there = await Promise.all(programs.map((name) => stat(join(folder, name)).catch(() => undefined)));
    if (there.every((found) => found?.isFile())) return folder;
  }
  return undefined;
}

interface ToolsPostgres {
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of that folder, empty, on a port of its own; what it holds need not outlive it. */
export async function startPostgresOf(tools: string): Promise<ToolsPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-tools-'));
  const password = join(folder, 'password');
  const { ids } = await postgresAccount(undefined, () => undefined);
  const { uid, gid } = ids;
  await writeFile(password, 'admin', { mode: 0o600 });
  await chmod(folder, 0o700);
  if (uid !== undefined && gid !== undefined) for (const path of [folder, password]) await chown(path, uid, gid);
  const data = join(folder, 'data');
  const options = { ...ids, cwd: '/', env: environment() };
  const user = ['--username=postgres', `--pwfile=${password}`, '--auth=scram-sha-256'];
  await run(join(tools, 'initdb'), [`--pgdata=${data}`, ...user, '--encoding=UTF8', '--no-sync'], options);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((one) => ['-c', one]);
  const server = spawn(join(tools, 'postgres'), ['-D', data, '-p', `${port}`, ...settings], {
    ...options,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const adminUrl = `postgres://postgres:admin@127.0.0.1:${port}/postgres`;
  while (!(await accepts(adminUrl)))
    if (server.exitCode !== null) throw new Error('the PostgreSQL of the tools did not start');
  return {
    adminUrl,
    stop: async () => {
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
