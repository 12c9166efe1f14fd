import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { generatePasswords, provision, provisionedNames, type Connections } from '../../libs/postgres/provision.js';

function adminUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined)
    throw new Error('TEST_POSTGRES_URL is not set: jest sets it in test/support/postgres-of-the-run.ts');
  return url;
}

const randomName = (): string => `test_${randomBytes(6).toString('hex')}`;

async function asAdmin(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** An empty database of the caller's own. */
export async function createTestDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = randomName();
  await asAdmin(`create database ${name} template template0`);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`drop database ${name} with (force)`) };
}

/** The databases and roles of a whole Daybook, under names of the caller's own. */
export async function createTestCluster(): Promise<{ connections: Connections; drop: () => Promise<void> }> {
  const prefix = randomName();
  const connections = await provision(adminUrl(), { prefix, passwords: generatePasswords() });
  const { databases, roles } = provisionedNames(prefix);
  return {
    connections,
    drop: () =>
      asAdmin(
        ...databases.map((name) => `drop database ${name} with (force)`),
        ...roles.map((name) => `drop role ${name}`),
      ),
  };
}
