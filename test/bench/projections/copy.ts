import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import pg from 'pg';
import { databaseUrl, query, type BenchPostgres } from '../bench-postgres.js';

/** PostgreSQL's own fastest way to the same rows: COPY from a file into the same table with the same indexes. */
export class Copy {
  private constructor(
    private readonly url: string,
    private readonly readModel: string,
    private readonly file: string,
  ) {}

  /** `rows` is a table that holds what the read model holds in the end. */
  static async of(postgres: BenchPostgres, database: string, readModel: string, rows: string): Promise<Copy> {
    const url = databaseUrl(postgres.adminUrl, database);
    const file = join(postgres.clusterFolder, `${database}.copy`);
    await query(url, `copy ${rows} to '${file}'`);
    return new Copy(url, readModel, file);
  }

  async perSecond(): Promise<number> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      await client.query(`create temporary table copied (like ${this.readModel} including all)`);
      const start = performance.now();
      const { rowCount } = await client.query(`copy copied from '${this.file}'`);
      return ((rowCount ?? 0) / (performance.now() - start)) * 1000;
    } finally {
      await client.end();
    }
  }
}
