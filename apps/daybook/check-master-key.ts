import { join } from 'node:path';
import pg from 'pg';
import { assertMasterKey, WrongMasterKey } from '#libs/eventing/privacy/assert-master-key.js';
import { knownMasterKey } from './secrets.js';

/** With which the names of Daybook's databases and roles begin. */
export const databasePrefix = 'daybook';

/**
 * Refuses a start whose master key does not open the keys that are in the databases already, or that would make a new
 * one beside them: new records would be sealed under a key that opens nothing else. Reads only.
 */
export async function checkMasterKey(adminUrl: string, dataFolder: string, given: string | undefined): Promise<void> {
  const database = `${databasePrefix}_keys`;
  const there = await connected(adminUrl, (admin) =>
    admin.query('select from pg_database where datname = $1', [database]),
  );
  if (there.rowCount === 0) return;
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const known = await knownMasterKey(dataFolder, given);
  try {
    await connected(url.href, (keys) =>
      assertMasterKey(keys, known === undefined ? undefined : Buffer.from(known, 'base64')),
    );
  } catch (error) {
    if (!(error instanceof WrongMasterKey)) throw error;
    const file = join(dataFolder, 'master.key');
    const found =
      given !== undefined
        ? 'DAYBOOK_MASTER_KEY is another'
        : known === undefined
          ? `${file} is missing`
          : `${file} is another`;
    throw new Error(
      `the records in these databases are sealed under a master key, and ${found}; copy master.key from the data folder they were made with to ${file}, or set DAYBOOK_MASTER_KEY to what it holds`,
      { cause: error },
    );
  }
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
