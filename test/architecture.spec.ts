import 'reflect-metadata';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';
import { controllers, resolvers } from '../apps/api/resolvers-and-controllers.js';
import { permissions } from '../apps/api/access/permissions.js';
import { readModelSource } from '../apps/api/reading/read-models.js';
import { doorsOf } from '../apps/api/access/permission-table.js';
import { eventCategories } from '../libs/record-kinds.js';
import { refusalCodes } from '../libs/refusal-codes.js';
import { historyOf, tablesOf } from '../libs/eventing/read-models/projection.js';
import { migrate } from '../libs/postgres/migrate.js';
import { projections } from '../projections/index.js';
import { createTestCluster } from './support/databases.js';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  readonly path: string;
  readonly text: string;
}

async function sourcesIn(...folders: string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && path.endsWith('.ts')) {
        sources.push({ path: path.slice(root.length), text: await readFile(path, 'utf8') });
      }
    }
  }
  return sources;
}

const isSpec = ({ path }: Source): boolean => path.endsWith('spec.ts') || path.startsWith('test/');
const own = await sourcesIn('apps', 'libs', 'projections');
const code = own.filter((source) => !isSpec(source));
const specs = [...own.filter(isSpec), ...(await sourcesIn('test'))].filter(
  ({ path }) => path !== 'test/architecture.spec.ts',
);
const pathsThat = (sources: readonly Source[], says: RegExp): string[] =>
  sources.filter(({ text }) => says.test(text)).map(({ path }) => path);

/** Every query, mutation, subscription and route but the open ones. */
const doors = doorsOf([...resolvers, ...controllers]).filter(({ open }) => !open);

describe('the permission table', () => {
  it('is asked by every query, mutation and route', () => {
    expect(doors.length).toBeGreaterThan(200);
    expect(doors.filter(({ operation }) => operation === undefined || !(operation in permissions))).toEqual([]);
  });

  it('has no entry that nothing asks for', () => {
    const asked = new Set<string | undefined>(doors.map(({ operation }) => operation));
    expect(Object.keys(permissions).filter((operation) => !asked.has(operation))).toEqual([]);
  });

  it.each(Object.entries(permissions))('cites for %s a clause that exists, and names somebody once', (_, entry) => {
    expect(entry.clause).toMatch(clause);
    expect(entry.roles.length).toBeGreaterThan(0);
    expect(new Set(entry.roles).size).toBe(entry.roles.length);
  });

  it('lets nobody claim the worker’s own role, and shows the system administrator no case', () => {
    const entries = Object.entries<{ readonly roles: readonly string[] }>(permissions);
    expect(entries.filter(([, { roles }]) => roles.includes('system'))).toEqual([]);
    const of = (role: string): string[] =>
      entries.filter(([, { roles }]) => roles.includes(role)).map(([name]) => name);
    expect(of('systemAdministrator')).toEqual(['operations:read']);
    expect(of('operator')).toEqual(['operations:readAll', 'operations:retryAll']);
  });
});

/** The clauses of the two source policies (SL1–SL17, SW1–SW20) and the demands of the law and guidance (D1–D40). */
const clause = /^(SL([1-9]|1[0-7])|SW([1-9]|1\d|20)|D([1-9]|[1-3]\d|40))$/;

describe('a refusal', () => {
  it.each(refusalCodes)('%s is given somewhere, and proven somewhere', (rejection) => {
    const thrown = new RegExp(`((reject|Rejection)\\(\\s*|rejectOnRecord\\([^']*)'${rejection}'`);
    expect(pathsThat(code, thrown)).not.toEqual([]);
    expect(pathsThat(specs, new RegExp(`'${rejection}'`))).not.toEqual([]);
  });

  it('cites only clauses that exist', () => {
    const cited = code.flatMap(({ path, text }) =>
      [...text.matchAll(/'((?:SL|SW|D)\d+)'/g)].map(([, name]) => ({ path, name: name! })),
    );
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter(({ name }) => !clause.test(name))).toEqual([]);
  });
});

describe('a list', () => {
  it('is read as a log, so that it answers as at a moment: none takes asAt and passes over it', () => {
    const lists = pathsThat(code, /\bPageArgs\b/).filter((path) => path.endsWith('.resolver.ts'));
    expect(lists.length).toBeGreaterThan(2);
    expect(lists.filter((path) => pathsThat(code, /readModels\.read\(/).includes(path))).toEqual([]);
  });
});

describe('the event store client', () => {
  it('is known to one file; the event server loads only the protocol it ships', () => {
    expect(pathsThat(code, /from '@eventstore\/db-client'/)).toEqual(['libs/eventing/log/event-store.ts']);
    for (const path of pathsThat(code, /@eventstore\/db-client\//)) {
      expect(path).toMatch(/^apps\/eventserver\/(admin-)?protocol\.ts$/);
    }
  });
});

describe('a command', () => {
  it('is of one kind of record: of two handlers for one class the bus would take the last without an error', () => {
    const maps = code.flatMap(({ text }) => [...text.matchAll(/^export const \w+Commands = \{([^}]*)\}/gm)]);
    const listed = maps.flatMap(([, names = '']) => names.match(/\w+/g) ?? []);
    expect(listed.length).toBeGreaterThan(150);
    expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
  });
});

describe('an event', () => {
  // What follows from these is read from their own streams: the adopted policy, and what a request overlaps (ADR 27).
  const readFromStream = ['policy', 'filteringSite'];
  it.each(eventCategories.map(({ category }) => category).filter((category) => !readFromStream.includes(category)))(
    'of %s is seen by somebody: a read model follows its category',
    (category) => {
      const read = projections.flatMap(({ categories }) => categories.map((followed) => followed.category));
      expect(read).toContain(category);
    },
  );
});

describe('a migration', () => {
  // Applied long ago under these names in every data folder: a file that was applied is never renamed.
  const numberedAlike = [
    '0020-filtering-blocks.sql',
    '0020-incidents-in-full.sql',
    '0021-investigations.sql',
    '0021-staff-concerns.sql',
    '0022-illegal-lists.sql',
    '0022-referrals.sql',
  ];

  it('has a number of its own', async () => {
    const names = (await readdir(join(root, 'schema/read-models'))).sort();
    expect(names.filter((name) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(name))).toEqual([]);
    const numbers = names.map((name) => name.slice(0, 4));
    expect(names.filter((_, index) => numbers.filter((number) => number === numbers[index]).length > 1)).toEqual(
      numberedAlike,
    );
  });
});

describe('the read models', () => {
  let source: DataSource;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const cluster = await createTestCluster();
    drop = cluster.drop;
    await migrate(cluster.connections.readOwner, join(root, 'schema/read-models'));
    source = await readModelSource(cluster.connections.readOwner).initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await drop();
  });

  it.each(projections)(
    '$name is the table of its class: same columns, same types, same nulls, same key',
    async ({ name, row }) => {
      const columns = await source.query<{ column: string; type: string; isNullable: boolean; isKey: boolean }[]>(
        `select attname as column, format_type(atttypid, null) as type, not attnotnull as "isNullable",
         attnum = any(conkey) as "isKey"
       from pg_attribute join pg_constraint on conrelid = attrelid and contype = 'p'
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attname`,
        [name],
      );
      const declared = source.getMetadata(row).columns.map(({ databaseName, type, isNullable, isPrimary }) => ({
        column: databaseName,
        type: type === 'timestamptz' ? 'timestamp with time zone' : String(type),
        isNullable,
        isKey: isPrimary,
      }));
      expect(source.getMetadata(row).tableName).toBe(name);
      expect(columns).toEqual(declared.sort((a, b) => (a.column < b.column ? -1 : 1)));
    },
  );

  it.each(projections)(
    '$name has a history of the same columns: a migration that changes it calls keep_history',
    async ({ name }) => {
      const columnsOfTable = (table: string): Promise<unknown[]> =>
        source.query<unknown[]>(
          `select attname as column, format_type(atttypid, null) as type, attnotnull as obliged
         from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
          [table],
        );
      const end = { column: 'valid_to', type: 'timestamp with time zone', obliged: true };
      expect(await columnsOfTable(historyOf(name))).toEqual([...(await columnsOfTable(name)), end]);
    },
  );

  it('are all under row-level security, which binds the owner too', async () => {
    const exempt = await source.query<unknown[]>(
      `select relname from unnest($1::text[]) as t (name) join pg_class on oid = name::regclass
       where not (relrowsecurity and relforcerowsecurity)`,
      [projections.flatMap(tablesOf)],
    );
    expect(exempt).toEqual([]);
  });
});
