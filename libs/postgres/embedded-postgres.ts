import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, constants, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasCode } from '../processes/error-code.js';
import { freePort } from '../processes/ports.js';
import { clusterFolder, type ClusterFolder } from './cluster-folder.js';
import { stopLeftBehind, stopServer } from './left-behind.js';
import { environment } from './postgres-account.js';
import { postgresPrograms, type Programs } from './postgres-programs.js';

const run = promisify(execFile);
/** Recovery after a crash reads the log of everything since the last checkpoint. */
const startTimeout = 300_000;

export interface EmbeddedPostgres {
  /** The superuser's URL. Only provisioning and backup use it; no service connects with it. */
  readonly adminUrl: string;
  /** Where the cluster lies: in the data folder, or elsewhere if PostgreSQL's account cannot enter that. */
  readonly clusterFolder: string;
  /** Resolves when the server has ended, asked or not. */
  readonly ended: Promise<void>;
  /** Fast shutdown; the server has gone when this resolves. */
  stop(): Promise<void>;
}

/** A real PostgreSQL in `folder`, on 127.0.0.1 only; what it acknowledged is on disk. */
export async function startEmbeddedPostgres(options: {
  folder: string;
  port?: number;
  say?: (line: string) => void;
  /** Told when a program of PostgreSQL's is at work, the first time initdb: what keeps this process busy is best done now. */
  working?: () => void;
}): Promise<EmbeddedPostgres> {
  const say = options.say ?? console.warn;
  const cluster = await clusterFolder(options.folder, say);
  const programs = await postgresPrograms(cluster.account, say);
  const data = join(cluster.path, 'data');
  const password = await initialised(cluster, programs, options.working);
  await stopLeftBehind(programs, data, cluster.account);
  const { server, port } = await started(cluster, programs, options);
  const ended = new Promise<void>((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) resolve();
    else server.once('exit', () => resolve());
  });
  return {
    adminUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    clusterFolder: cluster.path,
    ended,
    stop: async () => {
      if (server.exitCode === null && server.signalCode === null) await stopServer(programs, data, cluster.account);
      await ended;
    },
  };
}

/** Makes the cluster on the first start; an initdb that was killed half-way is begun again. Answers the password. */
async function initialised(
  { path, account }: ClusterFolder,
  programs: Programs,
  working: (() => void) | undefined,
): Promise<string> {
  const data = join(path, 'data');
  const passwordFile = join(path, 'password');
  if (await stat(data).catch(ignoreMissing)) return readFile(passwordFile, 'utf8');

  const unfinished = join(path, 'data.unfinished');
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  const { uid, gid } = account.ids;
  if (uid !== undefined && gid !== undefined) await chown(passwordFile, uid, gid);
  const making = run(
    programs.initdb,
    [
      `--pgdata=${unfinished}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth-host=scram-sha-256',
      '--auth-local=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
    ],
    { ...account.ids, cwd: '/', env: environment() },
  ).catch((error: unknown) => {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`PostgreSQL could not make its database in ${unfinished}: ${said}`, { cause: error });
  });
  working?.();
  await making;
  await rename(unfinished, data);
  return password;
}

/** A free port may be taken by another process before PostgreSQL binds it; then another one is tried. */
async function started(
  cluster: ClusterFolder,
  programs: Programs,
  { port: wantedPort, working }: { port?: number; working?: () => void },
): Promise<{ server: ChildProcess; port: number }> {
  const deadline = Date.now() + startTimeout;
  for (;;) {
    const port = wantedPort ?? (await freePort());
    const logFile = join(cluster.path, 'log');
    const logStart = (await stat(logFile).catch(ignoreMissing))?.size ?? 0;
    const server = await launched(cluster, programs, port);
    endWithUs(server, cluster);
    working?.();
    const failure = (await accepting(server, cluster.path, deadline)) ? undefined : await written(logFile, logStart);
    if (failure === undefined) return { server, port };
    // Backends of a server that was killed need a moment to notice.
    const passing =
      failure.includes('shared memory block') ||
      (wantedPort === undefined && failure.includes('Address already in use'));
    if (!passing || Date.now() > deadline) throw new Error(`PostgreSQL did not start on port ${port}:\n${failure}`);
    await sleep(200);
  }
}

async function launched({ path, account }: ClusterFolder, programs: Programs, port: number): Promise<ChildProcess> {
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
  const log = await open(join(path, 'log'), O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // Who has begun to connect and says no more holds up whoever creates or drops a database: a minute by default.
    authentication_timeout: '10s',
    log_checkpoints: 'off',
    // A failed statement's text and values may hold personal data; the log must not.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  try {
    return spawn(
      programs.postgres,
      ['-D', join(path, 'data'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        ...account.ids,
        cwd: '/',
        env: environment(),
        stdio: ['ignore', log.fd, log.fd],
        // In a process group of its own: Ctrl-C in the terminal must not stop it before the services that use it.
        detached: true,
      },
    );
  } finally {
    await log.close();
  }
}

/** Waits until the server accepts connections; false if it ended or took too long. */
async function accepting(server: ChildProcess, path: string, deadline: number): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null && Date.now() < deadline) {
    const lock = await readFile(join(path, 'data', 'postmaster.pid'), 'utf8').catch(ignoreMissing);
    const lines = lock?.split('\n') ?? [];
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return true;
    await sleep(10);
  }
  server.kill('SIGINT');
  return false;
}

async function written(logFile: string, from: number): Promise<string> {
  const said = (await readFile(logFile)).subarray(from).toString().trim();
  return said === '' ? `it said nothing; see ${logFile}` : said;
}

/** A launcher that is killed cannot stop its server: a waiting shell sees our end of the pipe close and does. */
function endWithUs(server: ChildProcess, { account }: ClusterFolder): void {
  if (process.platform === 'win32') return;
  const watch = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(server.pid)], {
    ...account.ids,
    cwd: '/',
    env: environment(),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Its process number may be given to another once the server has gone.
  server.once('exit', () => watch.kill('SIGKILL'));
}

function ignoreMissing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error;
}
