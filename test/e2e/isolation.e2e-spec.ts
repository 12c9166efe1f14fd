import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { ReadModels, readModelSource } from '../../apps/api/reading/read-models.js';
import { startApi } from '../../apps/api/start-api.js';
import { columnName, columnsOf, historyOf, tablesOf } from '../../libs/eventing/read-models/projection.js';
import { migrate } from '../../libs/postgres/migrate.js';
import type { Connections } from '../../libs/postgres/provision.js';
import { projections } from '../../projections/index.js';
import { createTestCluster } from '../support/databases.js';

const readModels = fileURLToPath(new URL('../../schema/read-models', import.meta.url));
const tables = projections.flatMap(tablesOf);
const here = '900001';
const elsewhere = '900002';

let connections: Connections;
let drop: () => Promise<void>;
let owner: pg.Client;
let projector: pg.Client;
let api: pg.Client;

const connected = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
};

beforeAll(async () => {
  ({ connections, drop } = await createTestCluster());
  await migrate(connections.readOwner, readModels);
  [owner, projector, api] = (await Promise.all(
    [connections.readOwner, connections.projector, connections.api].map(connected),
  )) as [pg.Client, pg.Client, pg.Client];
  for (const table of tables) await fill(table);
});

afterAll(async () => {
  await Promise.all([owner, projector, api].map((client) => client.end()));
  await drop();
});

/** One row of each school in a table, as the projector would write them. */
async function fill(table: string): Promise<void> {
  const { rows } = await owner.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_name = $1 and is_generated = 'NEVER'`,
    [table],
  );
  const samples: Record<string, unknown> = {
    text: 'x',
    integer: 1,
    boolean: false,
    jsonb: [],
    date: '2026-03-12',
    'timestamp with time zone': '2026-03-12T10:15:00Z',
  };
  for (const school of [here, elsewhere]) {
    const row = Object.fromEntries(rows.map(({ name, type }) => [name, name === 'school' ? school : samples[type]]));
    const columns = Object.keys(row).join(', ');
    await projector.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_record(null::${table}, $1)`,
      [JSON.stringify(row)],
    );
  }
}

/** What a role sees of a table as a school, or, with `undefined`, without saying for which school it reads. */
async function schoolsSeen(client: pg.Client, table: string, school: string | undefined): Promise<unknown[]> {
  await client.query('begin');
  try {
    if (school !== undefined) await client.query(`select set_config('daybook.school', $1, true)`, [school]);
    const { rows } = await client.query<{ school: string }>(`select * from ${table}`);
    return rows.map((row) => row.school).sort();
  } finally {
    await client.query('rollback');
  }
}

const readers: [string, () => pg.Client][] = [
  ["the API's role", () => api],
  ["the tables' owner", () => owner],
];

describe.each(tables)('%s', (table) => {
  it('has rows of both schools, which the projector sees', async () => {
    expect(await schoolsSeen(projector, table, undefined)).toEqual([here, elsewhere]);
  });

  describe.each(readers)('shows %s', (_, reader) => {
    it.each([here, elsewhere])('the rows of school %s and of no other', async (school) => {
      expect(await schoolsSeen(reader(), table, school)).toEqual([school]);
    });

    it.each([undefined, '', '900003', '%', `${here}' or true --`])('nothing for the school %p', async (school) => {
      expect(await schoolsSeen(reader(), table, school)).toEqual([]);
    });

    it('nothing once the transaction that named a school is over', async () => {
      await schoolsSeen(reader(), table, here);
      expect((await reader().query(`select * from ${table}`)).rows).toEqual([]);
    });
  });

  it.each([
    `insert into ${table} (school, id) values ('${here}', 'new')`,
    `update ${table} set id = 'changed'`,
    `delete from ${table}`,
    `truncate ${table}`,
    `alter table ${table} disable row level security`,
    `drop table ${table}`,
  ])('does not let the API: %s', async (statement) => {
    await expect(api.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('has row-level security enabled and forced', async () => {
    const { rows } = await owner.query(
      'select relrowsecurity as enabled, relforcerowsecurity as forced from pg_class where oid = $1::regclass',
      [table],
    );
    expect(rows).toEqual([{ enabled: true, forced: true }]);
  });

  it('has the columns of its class, what PostgreSQL derives from them, its history the end of each version, and no other', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = $1 and is_generated = 'NEVER'`,
      [table],
    );
    const { name: present, row } = projections.find((projection) => tablesOf(projection).includes(table))!;
    const properties = [...columnsOf(row), ...(table === historyOf(present) ? ['validTo'] : [])];
    expect(rows.map(({ name }) => name).sort()).toEqual(properties.map(columnName).sort());
  });
});

it('leaves no table of the read models without a policy but those that hold no row of a school', async () => {
  const { rows } = await owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p')
       and not (relrowsecurity and relforcerowsecurity) order by relname`,
  );
  expect(rows.map(({ name }) => name)).toEqual([
    'migration',
    'parked_stream',
    'parked_stream_retry',
    'projection_build',
    'projection_checkpoint',
    'projector_lease',
  ]);
});

it('a past version of a row is under the very checks of the row, so that what a table refuses no history holds', async () => {
  await owner.query(`
    create table checked (school text not null, id text not null, revision integer not null,
      total integer not null check (total < 15), primary key (school, id));
    select protect_read_model('checked')`);
  const past = (total: number): Promise<unknown> =>
    projector.query(`insert into checked_history values ('${here}', 'a', 0, ${total}, now(), now())`);
  await expect(past(15)).rejects.toMatchObject({ code: '23514' });
  await expect(past(14)).resolves.toMatchObject({ rowCount: 1 });
  await owner.query('drop table checked, checked_history');
});

it.each(['readOwner', 'projector', 'api', 'keys', 'worker', 'events', 'evidence', 'evidenceOwner'] as const)(
  'the role of %s is neither superuser nor exempt, and cannot become one that is',
  async (name) => {
    const client = await connected(connections[name]);
    try {
      const { rows } = await client.query(
        `select count(*)::int as mighty from pg_roles
         where (rolsuper or rolbypassrls) and pg_has_role(current_user, oid, 'member')`,
      );
      expect(rows).toEqual([{ mighty: 0 }]);
    } finally {
      await client.end();
    }
  },
);

it.each([
  ['events', 'keys'],
  ['keys', 'read'],
  ['api', 'keys'],
  ['api', 'events'],
  ['projector', 'events'],
  ['worker', 'read'],
  ['evidence', 'keys'],
  ['api', 'evidence'],
] as const)('the role of %s cannot even connect to the %s database', async (role, database) => {
  const url = new URL(connections[role]);
  url.pathname = url.pathname.replace(/_[a-z]+$/, `_${database}`);
  await expect(connected(url.href)).rejects.toMatchObject({ code: '42501' });
});

it('the API refuses to start as a superuser, to whom row-level security does nothing', async () => {
  const database = new URL(connections.api).pathname;
  const superuser = new URL(process.env['TEST_POSTGRES_URL']!);
  superuser.pathname = database;
  const started = startApi({
    API_HOST: '127.0.0.1',
    API_PORT: 0,
    QUERY_BUDGET: 0,
    EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false',
    READ_DATABASE_URL: superuser.href,
    EVIDENCE_DATABASE_URL: connections.evidence,
    KEYS_DATABASE_URL: connections.keys,
    DAYBOOK_MASTER_KEY: randomBytes(32),
    DAYBOOK_ISSUER_KEY: JSON.stringify({ kty: 'EC', crv: 'P-256', alg: 'ES256' }),
  });
  await expect(started).rejects.toThrow('READ_DATABASE_URL');
});

describe('the API reading for a school', () => {
  let source: DataSource;
  let readModels_: ReadModels;
  const text = 'select distinct school from filtering_change_log';
  const schoolsOf = (school: string, sql = text): Promise<string[]> =>
    readModels_.read({ school }, 'filtering_change_log', undefined, async (rows) =>
      (await rows.query<{ school: string }[]>(sql)).map((row) => row.school),
    );

  beforeAll(async () => {
    source = await readModelSource(connections.api).initialize();
    readModels_ = new ReadModels(source);
  });
  afterAll(() => source.destroy());

  it('sees its rows, then those of the next one, and afterwards none', async () => {
    for (const school of [here, elsewhere, here]) expect(await schoolsOf(school)).toEqual([school]);
    expect(await source.query(text)).toEqual([]);
  });

  it('has said nothing for anybody when its statement fails', async () => {
    const failed = schoolsOf(here, 'select school from filtering_change_log where 1 / 0 = 1');
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    expect(await source.query(text)).toEqual([]);
    expect(await schoolsOf(elsewhere)).toEqual([elsewhere]);
  });
});
