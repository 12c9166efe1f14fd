import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import pg from 'pg';
import { makeFreshTables } from '../../../libs/eventing/read-models/fresh-tables.js';
import { projections } from '../../../projections/index.js';
import { databaseUrl, query, type BenchPostgres } from '../bench-postgres.js';

/** PostgreSQL's own fastest way to the same rows: COPY from a file into the very tables that a rebuild fills. */
export class Copy {
  private constructor(
    private readonly url: string,
    private readonly readModel: string,
    private readonly rows: string,
    private readonly file: string,
  ) {}

  /** `rows` is a table that holds what the read model holds in the end. */
  static async of(postgres: BenchPostgres, database: string, readModel: string, rows: string): Promise<Copy> {
    const url = databaseUrl(postgres.adminUrl, database);
    const file = join(postgres.clusterFolder, `${database}.copy`);
    await query(url, `copy ${rows} to '${file}'`);
    return new Copy(url, readModel, rows, file);
  }

  async perSecond(): Promise<number> {
    return this.intoFreshTable(async (client) => {
      const start = performance.now();
      const { rowCount } = await client.query(`copy ${this.readModel} from '${this.file}'`);
      return ((rowCount ?? 0) / (performance.now() - start)) * 1000;
    });
  }

  /** The same rows by the projector's own statement, in batches as large, with nothing read, opened or folded before. */
  async perSecondByStatement(): Promise<number> {
    return this.intoFreshTable(async (client) => {
      const { rows } = await client.query<{ batch: string }>(
        `select json_agg(t)::text as batch from (select *, row_number() over () / 1000 as nth from ${this.rows}) t group by nth`,
      );
      const count = await client.query<{ rows: number }>(`select count(*)::int as rows from ${this.rows}`);
      const write = {
        name: 'write',
        text: `insert into ${this.readModel} select * from json_populate_recordset(null::${this.readModel}, $1)
          on conflict (school, id) do update set revision = excluded.revision`,
      };
      const start = performance.now();
      for (const { batch } of rows) await client.query({ ...write, values: [batch] });
      return ((count.rows[0]?.rows ?? 0) / (performance.now() - start)) * 1000;
    });
  }

  private async intoFreshTable(fill: (client: pg.Client) => Promise<number>): Promise<number> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      await makeFreshTables(
        client,
        projections.filter(({ name }) => name === this.readModel),
      );
      return await fill(client);
    } finally {
      await client.end();
    }
  }
}
