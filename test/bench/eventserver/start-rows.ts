import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '../../../libs/postgres/embedded-postgres.js';
import { environment, postgresAccount } from '../../../libs/postgres/postgres-account.js';
import { postgresPrograms } from '../../../libs/postgres/postgres-programs.js';
import { freePort } from '../../../libs/processes/ports.js';
import { databaseUrl, startBenchPostgres } from '../bench-postgres.js';
import type { Options } from '../options.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import { startServer } from './sides.js';
import { stat } from 'node:fs/promises';

const run = promisify(execFile);
/** What EventStoreDB 23.10.5 held after 130,000 events. */
const realServerMiB = 543;

/** P12: starting PostgreSQL and the event server on existing data, against a bare `pg_ctl start` on the same data. */
export async function* startRows({ rounds }: Options): AsyncGenerator<Row> {
  const postgres = await startBenchPostgres();
  const { folder, clusterFolder } = postgres;
  const [ours, bare]: [number[], number[]] = [[], []];
  try {
    await (await startServer(await postgres.createDatabase('events'))).stop();
    await postgres.stop();
    for (let round = 0; round < rounds; round++) {
      ours.push(await startAll(folder));
      bare.push(await startBare(clusterFolder));
    }
  } finally {
    await postgres.remove();
  }
  const ms = (values: readonly number[]): string => `${rounded(median(values))} ms`;
  yield {
    id: 'P12',
    what: 'warm start of PostgreSQL and server',
    ratio: medianRatio(ours, bare),
    target: { most: 2 },
    ours: ms(ours),
    other: `pg_ctl start ${ms(bare)}`,
  };
}

/** Memory of the server after all that was asked of it. */
export function memoryRow(residentMiB: number): Row {
  return {
    id: 'P12',
    what: 'memory of the server',
    ratio: residentMiB / realServerMiB,
    target: { most: 0.3 },
    ours: `${rounded(residentMiB)} MiB`,
    other: `EventStoreDB 23.10.5 ${realServerMiB} MiB`,
  };
}

async function startAll(folder: string): Promise<number> {
  const start = performance.now();
  const postgres = await startEmbeddedPostgres({ folder });
  const server = await startServer(databaseUrl(postgres.adminUrl, 'events'));
  const ms = performance.now() - start;
  await server.stop();
  await postgres.stop();
  return ms;
}

async function startBare(clusterFolder: string): Promise<number> {
  const account = await postgresAccount((await stat(clusterFolder)).uid, () => undefined);
  const { pgCtl } = await postgresPrograms(account, () => undefined);
  const data = join(clusterFolder, 'data');
  const as = { ...account.ids, cwd: '/', env: environment() };
  const settings = `-c port=${await freePort()} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
  const start = performance.now();
  await run(pgCtl, ['start', '--wait', '--silent', '-D', data, '-l', join(data, 'bench.log'), '-o', settings], as);
  const ms = performance.now() - start;
  await run(pgCtl, ['stop', '--wait', '--silent', '-D', data, '--mode', 'fast'], as);
  return ms;
}
