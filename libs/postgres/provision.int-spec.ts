import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createTestCluster, createTestDatabase } from '../../test/support/databases.js';
import { migrate } from './migrate.js';
import { generatePasswords, provision, type Connections } from './provision.js';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the databases and roles of a Daybook', () => {
  let connections: Connections;
  let drop: () => Promise<void>;
  beforeAll(async () => ({ connections, drop } = await createTestCluster()));
  afterAll(() => drop());

  it('gives no role the power to pass by row-level security', async () => {
    const mighty = await query(
      connections.api,
      `select rolname from pg_roles where rolname like 'test_%' and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole)`,
    );
    expect(mighty).toEqual([]);
  });

  it('lets the projector write what the owner made, and the API only read it', async () => {
    await query(connections.readOwner, 'create table thing (id bigserial primary key, name text)');
    await query(connections.projector, `insert into thing (name) values ('first')`);
    expect(await query(connections.api, 'select name from thing')).toEqual([{ name: 'first' }]);
    await expect(query(connections.api, `insert into thing (name) values ('second')`)).rejects.toThrow(
      /permission denied/,
    );
    await expect(query(connections.projector, 'drop table thing')).rejects.toThrow(/must be owner/);
    await expect(query(connections.api, 'create table mine (id int)')).rejects.toThrow(/permission denied/);
  });

  it.each(['events', 'keys', 'worker'] as const)('keeps the API out of the database of %s', async (other) => {
    const url = new URL(connections.api);
    url.pathname = new URL(connections[other]).pathname;
    await expect(query(url.href, 'select 1')).rejects.toThrow(/permission denied for database/);
  });

  it('refuses a wrong password', async () => {
    const url = new URL(connections.keys);
    url.password = 'guess';
    await expect(query(url.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('can be provisioned again, by several at once, with new passwords', async () => {
    const prefix = new URL(connections.keys).username.replace(/_keys$/, '');
    const passwords = generatePasswords();
    const again = await Promise.all(
      [1, 2, 3].map(() => provision(process.env['TEST_POSTGRES_URL']!, { prefix, passwords })),
    );
    for (const url of Object.values(again[0]!))
      expect(await query(String(url), 'select 1 as one')).toEqual([{ one: 1 }]);
    await expect(query(connections.keys, 'select 1')).rejects.toThrow(/password authentication failed/);
    connections = again[0]!;
  });
});

describe('migrations', () => {
  let url: string;
  let drop: () => Promise<void>;
  let folder: string;
  beforeEach(async () => {
    ({ url, drop } = await createTestDatabase());
    folder = await mkdtemp(join(tmpdir(), 'daybook-migrations-'));
    await writeFile(join(folder, '0001-one.sql'), 'create table one (id int); insert into one values (1)');
    await writeFile(join(folder, '0002-two.sql'), 'insert into one values (2)');
    await writeFile(join(folder, 'notes.txt'), 'not a migration');
  });
  afterEach(async () => {
    await drop();
    await rm(folder, { recursive: true });
  });

  it('are applied once, in order, however many start at the same time', async () => {
    await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)]);
    expect(await query(url, 'select id from one order by id')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await query(url, 'select name from migration order by name')).toEqual([
      { name: '0001-one.sql' },
      { name: '0002-two.sql' },
    ]);
  });

  it('refuse a file that was changed after it was applied, by name', async () => {
    await migrate(url, folder);
    await writeFile(join(folder, '0002-two.sql'), 'insert into one values (3)');
    await expect(migrate(url, folder)).rejects.toThrow(/0002-two\.sql was changed/);
  });

  it('leave nothing of a file that fails half-way', async () => {
    await writeFile(join(folder, '0003-bad.sql'), 'insert into one values (3); select nonsense');
    await expect(migrate(url, folder)).rejects.toThrow(/0003-bad\.sql failed: column "nonsense" does not exist/);
    expect(await query(url, 'select max(id) from one')).toEqual([{ max: 2 }]);
  });

  it('refuse a database that a newer Daybook has migrated', async () => {
    await migrate(url, folder);
    await rm(join(folder, '0002-two.sql'));
    await expect(migrate(url, folder)).rejects.toThrow(/0002-two\.sql was applied by a newer Daybook/);
  });
});
