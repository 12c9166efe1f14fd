import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';

/** One URL per role; each role can do what its name says and no more. */
export interface Connections {
  /** Owns the event log's tables. */
  readonly eventsOwner: string;
  /** Reads and adds events; it may not change or remove one. */
  readonly events: string;
  /** Owns the read models' tables: migrations and rebuilds. */
  readonly readOwner: string;
  /** Writes read models. */
  readonly projector: string;
  /** Reads read models, under row-level security. */
  readonly api: string;
  readonly keys: string;
  /** Owns the tables of the evidence files. */
  readonly evidenceOwner: string;
  /** Adds and reads evidence files; it may not change or remove one. */
  readonly evidence: string;
  /** Owns the job queue. */
  readonly worker: string;
}

export type Passwords = Readonly<Record<keyof Connections, string>>;

/** The roles by the connection that uses them, and the database each works in. */
const roles = {
  eventsOwner: { role: 'events_owner', database: 'events', owner: true },
  events: { role: 'events', database: 'events', owner: false },
  readOwner: { role: 'read_owner', database: 'read', owner: true },
  projector: { role: 'projector', database: 'read', owner: false },
  api: { role: 'api', database: 'read', owner: false },
  keys: { role: 'keys', database: 'keys', owner: true },
  evidenceOwner: { role: 'evidence_owner', database: 'evidence', owner: true },
  evidence: { role: 'evidence', database: 'evidence', owner: false },
  worker: { role: 'worker', database: 'jobs', owner: true },
} as const;

const connectionNames = Object.keys(roles) as (keyof Connections)[];

export function generatePasswords(): Passwords {
  return mapConnections(() => randomBytes(24).toString('base64url'));
}

/** The databases and roles that `provision` makes, for whoever has to name them all. */
export function provisionedNames(prefix: string): { databases: string[]; roles: string[] } {
  const names = Object.values(roles);
  return {
    databases: [...new Set(names.map(({ database }) => `${prefix}_${database}`))],
    roles: names.map(({ role }) => `${prefix}_${role}`),
  };
}

/**
 * Makes the databases and login roles, or brings existing ones to the same state.
 * No role is superuser or exempt from row-level security: to such a role that security would silently not apply.
 */
export async function provision(
  adminUrl: string,
  { prefix, passwords }: { prefix: string; passwords: Passwords },
): Promise<Connections> {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(prefix)) throw new Error(`not a prefix for database names: ${prefix}`);
  const admin = await connected(adminUrl);
  try {
    // Two starters at once would both find a role missing and both create it.
    await admin.query(`select pg_advisory_lock(hashtext('provision ${prefix}'))`);
    const { rows } = await admin.query<{ superuser: boolean }>(
      'select rolsuper as superuser from pg_roles where rolname = current_user',
    );
    for (const name of connectionNames) {
      await provisionRole(admin, `${prefix}_${roles[name].role}`, passwords[name]);
      // Only a superuser may give a database to a role it is not a member of.
      if (rows[0]?.superuser !== true) await admin.query(`grant ${prefix}_${roles[name].role} to current_user`);
    }
    for (const { database, role, owner } of Object.values(roles)) {
      if (owner) await provisionDatabase(admin, `${prefix}_${database}`, `${prefix}_${role}`);
      else await admin.query(`grant connect on database ${prefix}_${database} to ${prefix}_${role}`);
    }
    // An audit rebuilds the read models in temporary tables, as the role that may see every school.
    await admin.query(`grant temporary on database ${prefix}_read to ${prefix}_projector`);
  } finally {
    await admin.end();
  }
  const connections = mapConnections((name) => {
    const url = new URL(adminUrl);
    url.username = `${prefix}_${roles[name].role}`;
    url.password = passwords[name];
    url.pathname = `/${prefix}_${roles[name].database}`;
    return url.href;
  });
  await shareReadModels(connections.readOwner, `${prefix}_projector`, `${prefix}_api`);
  await shareEvidence(connections.evidenceOwner, `${prefix}_evidence`);
  return connections;
}

async function provisionRole(admin: pg.Client, role: string, password: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) await admin.query(`create role ${role}`);
  await admin.query(`alter role ${role} login password '${scramVerifier(password)}'`);
  const { rowCount: tooMighty } = await admin.query(
    'select from pg_roles where rolname = $1 and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication)',
    [role],
  );
  if (tooMighty !== 0) {
    throw new Error(`the database role ${role} may do more than it should: row-level security would not bind it`);
  }
}

async function provisionDatabase(admin: pg.Client, database: string, owner: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) {
    await admin.query(`create database ${database} owner ${owner} template template0 encoding 'UTF8'`);
  }
  await admin.query(`revoke connect, temporary on database ${database} from public`);
}

/** Every table the owner makes from now on can be written by the projector and read by the API. */
async function shareReadModels(ownerUrl: string, projector: string, api: string): Promise<void> {
  const owner = await connected(ownerUrl);
  try {
    await owner.query(`
      begin;
      select pg_advisory_xact_lock(hashtext('share read models'));
      revoke all on schema public from public;
      grant usage on schema public to ${projector}, ${api};
      alter default privileges in schema public grant select, insert, update, delete on tables to ${projector};
      alter default privileges in schema public grant usage, select on sequences to ${projector};
      alter default privileges in schema public grant select on tables to ${api};
      commit`);
  } finally {
    await owner.end();
  }
}

/** Every table the owner makes from now on can be added to and read, and nothing else. */
async function shareEvidence(ownerUrl: string, evidence: string): Promise<void> {
  const owner = await connected(ownerUrl);
  try {
    await owner.query(`
      begin;
      select pg_advisory_xact_lock(hashtext('share evidence'));
      revoke all on schema public from public;
      grant usage on schema public to ${evidence};
      alter default privileges in schema public grant select, insert on tables to ${evidence};
      commit`);
  } finally {
    await owner.end();
  }
}

/** What the server would store: sent in place of the password, which may not appear in any statement log. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${key('Server Key').toString('base64')}`;
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

function mapConnections(value: (name: keyof Connections) => string): Connections {
  return Object.fromEntries(connectionNames.map((name) => [name, value(name)])) as Record<keyof Connections, string>;
}
