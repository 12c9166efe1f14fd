import { randomBytes } from 'node:crypto';
import { startEmbeddedPostgres } from '../../libs/postgres/embedded-postgres.js';

const role = 'eventserver';
const database = 'events';

export interface EmbeddedDatabase {
  readonly databaseUrl: string;
  readonly ownerUrl: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of the server's own; the server works in it as a role that may only read and add events. */
export async function startEmbeddedDatabase(folder: string, working: () => void): Promise<EmbeddedDatabase> {
  const postgres = await startEmbeddedPostgres({ folder, working });
  try {
    // Loaded while PostgreSQL starts, not before it is told to.
    const { default: pg } = await import('pg');
    // Made anew at every start, so that it is kept nowhere.
    const password = randomBytes(24).toString('base64url');
    const admin = new pg.Client({ connectionString: postgres.adminUrl });
    await admin.connect();
    try {
      // Stretching is for what somebody can guess: of 192 random bits it only delays every session.
      await admin.query('set scram_iterations = 1');
      const roles = await admin.query('select from pg_roles where rolname = $1', [role]);
      await admin.query(`${roles.rowCount === 0 ? 'create' : 'alter'} role ${role} login password '${password}'`);
      const databases = await admin.query('select from pg_database where datname = $1', [database]);
      if (databases.rowCount === 0) await admin.query(`create database ${database} template template0 encoding 'UTF8'`);
    } finally {
      await admin.end();
    }
    const owner = new URL(postgres.adminUrl);
    owner.pathname = `/${database}`;
    const own = new URL(owner);
    own.username = role;
    own.password = password;
    return { databaseUrl: own.href, ownerUrl: owner.href, stop: () => postgres.stop() };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
