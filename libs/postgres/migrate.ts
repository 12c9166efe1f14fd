import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/**
 * Applies the folder's `NNNN-*.sql` files that are not applied yet, in order, each in one transaction with its record.
 * An applied file is history: if it was changed since, that is an error, not a migration.
 */
export async function migrate(url: string, folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Held until this session ends: a second starter waits, then finds everything applied.
    await client.query(`select pg_advisory_lock(hashtext('migrate'))`);
    await client.query(`
      create table if not exists migration (
        name text primary key,
        sha256 text not null,
        applied_at timestamptz not null default now()
      )`);
    const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from migration');
    const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
    const unknown = [...applied.keys()].find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`migration ${unknown} was applied by a newer Daybook than this one`);

    for (const name of names) {
      const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      if (applied.get(name) === sha256) continue;
      if (applied.has(name))
        throw new Error(`migration ${name} was changed after it was applied; add a new file instead`);
      await apply(client, name, sql, sha256);
    }
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, name: string, sql: string, sha256: string): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (error) {
    throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
