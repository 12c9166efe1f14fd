import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { clusterFolder, type ClusterFolder } from '../../../libs/postgres/cluster-folder.js';
import { environment } from '../../../libs/postgres/postgres-account.js';
import { postgresPrograms, type Programs } from '../../../libs/postgres/postgres-programs.js';
import { freePort } from '../../../libs/processes/ports.js';
import type { Child } from '../child.js';
import { residentMiB } from '../machine.js';
import type { Options } from '../options.js';
import { rounded, type Row, type Target } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import type { Fill } from './client-calls.js';
import { startStandalone, type Side } from './sides.js';

const run = promisify(execFile);
/** What EventStoreDB 23.10.5 held after so many events. */
const [realServerMiB, events] = [543, 130_000];
const silent = (): void => undefined;

/** P12: PostgreSQL and the event server together, from nothing and on existing data, against a bare PostgreSQL. */
export async function* startRows(folder: string, { rounds }: Options): AsyncGenerator<Row> {
  const [cold, bareCold, warm, bareWarm]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < rounds; round++) {
    const data = join(folder, `start-${round}`);
    await mkdir(data, { mode: 0o711 });
    cold.push(await timed(() => startStandalone(data), stopped));
    warm.push(await timed(() => startStandalone(data), stopped));
    const bare = await BarePostgres.in(data);
    bareWarm.push(
      await timed(
        () => bare.start('data'),
        () => bare.stop('data'),
      ),
    );
    bareCold.push(
      await timed(
        () => bare.initAndStart('bare'),
        () => bare.stop('bare'),
      ),
    );
    await bare.remove();
  }
  yield startRow('cold start of PostgreSQL and server', cold, bareCold, 'initdb and pg_ctl start', { most: 1.5 });
  yield startRow('warm start of PostgreSQL and server', warm, bareWarm, 'pg_ctl start', { most: 2 });
}

function startRow(what: string, ours: readonly number[], bare: readonly number[], how: string, target: Target): Row {
  const ms = (values: readonly number[]): string => `${rounded(median(values))} ms`;
  return { id: 'P12', what, ratio: medianRatio(ours, bare), target, ours: ms(ours), other: `${how} ${ms(bare)}` };
}

async function timed<Started>(
  start: () => Promise<Started>,
  stop: (started: Started) => Promise<void>,
): Promise<number> {
  const begin = performance.now();
  const started = await start();
  const ms = performance.now() - begin;
  await stop(started);
  return ms;
}

const stopped = (server: Child): Promise<void> => server.stop();

/** PostgreSQL's own programs, run as the account that owns the cluster. */
class BarePostgres {
  private readonly as: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly uid?: number };

  private constructor(
    private readonly cluster: ClusterFolder,
    private readonly programs: Programs,
  ) {
    this.as = { ...cluster.account.ids, cwd: '/', env: environment() };
  }

  static async in(folder: string): Promise<BarePostgres> {
    const cluster = await clusterFolder(folder, silent);
    return new BarePostgres(cluster, await postgresPrograms(cluster.account, silent));
  }

  async initAndStart(name: string): Promise<void> {
    const settings = ['--username=postgres', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'];
    const password = `--pwfile=${join(this.cluster.path, 'password')}`;
    await run(this.programs.initdb, [`--pgdata=${this.path(name)}`, ...settings, password], this.as);
    await this.start(name);
  }

  async start(name: string): Promise<void> {
    const settings = `-c port=${await freePort()} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
    const log = join(this.cluster.path, 'bench.log');
    await run(
      this.programs.pgCtl,
      ['start', '--wait', '--silent', '-D', this.path(name), '-l', log, '-o', settings],
      this.as,
    );
  }

  async stop(name: string): Promise<void> {
    await run(this.programs.pgCtl, ['stop', '--wait', '--silent', '-D', this.path(name), '--mode', 'fast'], this.as);
  }

  /** The cluster may lie outside of the folder. */
  remove(): Promise<void> {
    return rm(this.cluster.path, { recursive: true, force: true });
  }

  private path(name: string): string {
    return join(this.cluster.path, name);
  }
}

/** Memory of the server after it has taken in as many events, and has read them all to a client. */
export async function* memoryRow(ours: Side): AsyncGenerator<Row> {
  await ours.client.call('fill', { events, needles: 0, bytes: 400 } satisfies Fill);
  await ours.client.call('readAll', { events });
  const held = residentMiB(ours.serverPid ?? 0);
  yield {
    id: 'P12',
    what: `memory of the server after ${events} events`,
    ratio: held / realServerMiB,
    target: { most: 0.3 },
    ours: `${rounded(held)} MiB`,
    other: `EventStoreDB 23.10.5 ${realServerMiB} MiB`,
  };
}
