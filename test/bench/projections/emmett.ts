import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { databaseUrl, query, type BenchPostgres } from '../bench-postgres.js';
import { Child } from '../child.js';
import { plainRecords, type Category } from './history.js';

const folder = fileURLToPath(new URL('../../../../test/bench/emmett', import.meta.url));

/** A rebuild of the same events into the same table by another event-sourcing library on the same PostgreSQL. */
export class Emmett {
  private constructor(
    private readonly child: Child,
    private readonly row: unknown,
    private readonly events: number,
  ) {}

  /** `rows` is a table of the database that holds what our read model holds in the end. */
  static async start(
    postgres: BenchPostgres,
    database: string,
    rows: string,
    { category, records }: { category: Category; records: number },
  ): Promise<Emmett> {
    install();
    const url = databaseUrl(postgres.adminUrl, database);
    const [found] = await query<{ row: unknown }>(url, `select row_to_json(t) as row from ${rows} t limit 1`);
    const child = await Child.start('../../../test/bench/emmett/rebuild.js', [], { DATABASE_URL: url });
    await child.call('fill', plainRecords(category, records));
    return new Emmett(child, found?.row, records);
  }

  async perSecond(): Promise<number> {
    const { row, events } = this;
    return (await this.child.call<{ perSecond: number }>('build', { row, events })).perSecond;
  }

  stop(): Promise<void> {
    return this.child.stop();
  }
}

/** Its packages are none of Daybook's: they come when somebody wants to compare. */
function install(): void {
  if (existsSync(`${folder}/node_modules/@event-driven-io/emmett-postgresql`)) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`the packages of ${folder} could not be installed`);
}
