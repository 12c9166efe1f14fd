import { jest } from '@jest/globals';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { GraphQLField, GraphQLInputType, GraphQLObjectType, GraphQLOutputType } from 'graphql';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Role } from '../../libs/people/roles.js';
import { projections } from '../../projections/index.js';
import { eventually, startDaybook, type Daybook } from '../support/daybook.js';

const schema = buildSchema(readFileSync(new URL('../../schema/graphql/schema.graphql', import.meta.url), 'utf8'));
const queries = Object.values(schema.getQueryType()!.getFields());
const actor = '0f6b2f6e-58a4-4b64-9a31-0c0f53f0a001';
const rowsPerTable = 3;
/** Between them they may ask everything. */
const askers: readonly Role[] = [
  'headteacher',
  'operator',
  'systemAdministrator',
  'chairOfGovernors',
  'governor',
  'teacher',
  'auditor',
];
/** These show only the cases that are in the asker's hands: of invented rows perhaps none, and not in their order. */
const ofOwnCases = ['incidentLog', 'searchIncidents', 'investigations', 'referralTracker', 'staffConcerns', 'inbox'];
/** Views of several read models at once: one statement for each part of them, however many rows there are. */
const partsOf: Readonly<Record<string, number>> = {
  actionsWithoutOwner: 2,
  filteringBetween: 2,
  filteringOpenAt: 2,
  filteringTimelines: 3,
  governorView: 2,
  monitoringWeeks: 2,
};

/** Each costs a statement of its own, and is looked up only where it is asked for. */
const ofTheirOwn = ['total', 'mark'];
const withoutThem = (field: string): boolean => !ofTheirOwn.includes(field);

interface Statement {
  readonly text: string;
  readonly values?: unknown[];
}

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly optional: boolean;
}

let daybook: Daybook;
/** Everything the API has said to its read models since it was last emptied. */
const statements: Statement[] = [];

beforeAll(async () => {
  daybook = await startDaybook();
  await asProjector(async (connection) => {
    await eventually(() => everyReadModelIsBuilt(connection));
    await fillEveryReadModel(connection);
  });
  const reader = new URL(daybook.connections.api).username;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { query } = pg.Client.prototype;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    const [asked, values] = given as [string | Statement, unknown[]?];
    if (this.user === reader)
      statements.push(typeof asked === 'string' ? { text: asked, ...(Array.isArray(values) && { values }) } : asked);
    return Reflect.apply(query, this, given) as never;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await daybook.stop();
});

describe('every query of the schema reads with one statement, however many rows there are', () => {
  it.each(queries.map((query) => [query.name, query]))('%s', async (_name, query) => {
    const { asked, data } = await ask(query, withoutThem);
    expect(asked.length).toBeLessThanOrEqual(partsOf[query.name] ?? 1);
    if (isPage(query) && !ofOwnCases.includes(query.name))
      expect((data?.[query.name] as { entries: unknown[] }).entries).toHaveLength(rowsPerTable);
  });

  it.each(queries.filter(isPage).map((query) => [query.name, query]))(
    '%s, and one for its total',
    async (_name, query) => {
      const { asked } = await ask(query, (field) => field !== 'mark');
      expect(asked).toHaveLength(2);
    },
  );
});

describe('of a log only the columns that are asked for are read, and those that make its ids and its order', () => {
  it.each([
    ['fields', '{ filteringChangeLog(first: 1) { entries { target } nextCursor } }'],
    [
      'fragments and aliases',
      `{ filteringChangeLog(first: 1) { ...page nextCursor } }
       fragment page on FilteringChangeLogPage { entries { ... on FilteringChangeLogEntry { target } } more: entries { site: target } }`,
    ],
  ])('%s', async (_what, document) => {
    const head = await daybook.as('headteacher', { actor });
    statements.length = 0;
    const { data, errors } = await head.query(document);
    expect(errors).toBeUndefined();
    const { entries, nextCursor } = data?.['filteringChangeLog'] as { entries: unknown[]; nextCursor: string };
    expect(entries).toEqual([{ target: actor }]);
    expect(nextCursor).toMatch(/^[\w-]+$/);
    const [, columns] =
      /^SELECT (.+?) FROM/i.exec(
        statements.find(({ text }) => /^select ".+ from "filtering_change_log"/i.test(text))?.text ?? '',
      ) ?? [];
    expect(columns?.match(/(?<=as )"\w+"/g)).toEqual(['"id"', '"change"', '"target"', '"requestedAt"']);
  });
});

describe('a query answers the same when it has been compiled', () => {
  it.each([
    ['entries', '{ filteringChangeLog { entries { id status requestedAt steps { what } } nextCursor total } }', {}],
    ['variables', 'query ($n: Int!) { incidentLog(first: $n) { entries { id } } }', { n: 2 }],
    ['a default', 'query ($n: Int! = 1) { incidentLog(first: $n) { entries { id } nextCursor total } }', {}],
    ['a variable of the wrong kind', 'query ($n: Int!) { incidentLog(first: $n) { entries { id } } }', { n: 'two' }],
    ['a refusal of the rules', '{ incidentLog(cursor: "none") { entries { id } } }', {}],
    ['a refusal for the role', '{ parkedStreams { stream } }', {}],
  ])('%s', async (_what, document, variables) => {
    const head = await daybook.as('headteacher', { actor });
    const first = await head.query(document, variables);
    for (let times = 0; times < 4; times++) expect(await head.query(document, variables)).toEqual(first);
  });
});

describe('a page of 20,000 rows is read from an index that begins with the school', () => {
  beforeAll(async () => {
    await asProjector(makeRowsMany);
    await analyzeReadModels();
  });

  it.each(queries.filter(isPage).map((query) => [query.name, query]))('%s', async (_name, query) => {
    const { asked } = await ask(query, withoutThem);
    const nodes = await planOf(asked[0]!);
    const unwanted = ofOwnCases.includes(query.name) ? /Seq Scan/ : /Seq Scan|Sort/;
    expect(nodes.filter((node) => unwanted.test(node))).toEqual([]);
    expect(nodes.some((node) => node.includes('Index'))).toBe(true);
  });
});

function isPage({ type }: GraphQLField<unknown, unknown>): boolean {
  const named = getNamedType(type);
  return isObjectType(named) && 'nextCursor' in named.getFields();
}

/** Asks for all that a query can give, as somebody who may. @returns the statements beside the transaction's own. */
async function ask(
  query: GraphQLField<unknown, unknown>,
  wanted: (field: string) => boolean,
): Promise<{ asked: Statement[]; data: Record<string, unknown> | null }> {
  const given = query.args
    .filter(isRequiredArgument)
    .map(({ name, type, description }) => `${name}: ${someValue(name, type, description ?? '')}`);
  const document = `{ ${query.name}${given.length > 0 ? `(${given.join(', ')})` : ''} ${selectionOf(query.type, wanted)} }`;
  for (const role of askers) {
    const client = await daybook.as(role, { actor });
    statements.length = 0;
    const { data, errors } = await client.query(document);
    if (errors?.[0]?.extensions.code === 'FORBIDDEN') continue;
    // A question about one record may be about none of ours.
    if (errors?.[0]?.extensions.code !== 'NOT_FOUND') expect(errors).toBeUndefined();
    const asked = statements.filter(({ text }) => !/^(begin|commit|select set_config)/.test(text));
    // Who the sender is and which roles they still hold is asked a few times a second at most, whatever the query.
    const guards = ['sign_ins', 'people_directory'].map((table) =>
      asked.findIndex(({ text, values }) => text.includes(`"${table}"`) && values?.includes(actor)),
    );
    return { asked: asked.filter((_, index) => !guards.includes(index)), data };
  }
  throw new Error(`none of the roles may ask ${query.name}`);
}

function someValue(name: string, type: GraphQLInputType, description: string): string {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]!.name;
  if (named.name === 'Int') return name === 'year' ? '2026' : '1';
  if (named.name === 'FilterTargetInput') return '{ kind: domain, value: "example.org" }';
  if (named.name === 'FilterScopeInput') return '{ kind: everyone }';
  if (named.name === 'ID') return `"${actor}"`;
  if (name === 'name') return '"Somebody"';
  return description.includes('As 2026-') ? '"2026-06-01"' : '"2026-06-01T00:00:00Z"';
}

function selectionOf(type: GraphQLOutputType, wanted: (field: string) => boolean): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(({ name }) => wanted(name));
  return `{ ${fields.map((field) => `${field.name} ${selectionOf(field.type, wanted)}`).join(' ')} }`;
}

async function asProjector(work: (connection: pg.Client) => Promise<void>): Promise<void> {
  const connection = new pg.Client({ connectionString: daybook.connections.projector });
  await connection.connect();
  try {
    await work(connection);
  } finally {
    await connection.end();
  }
}

/** Before that, the projector would put tables of its own in the place of what we fill in. */
async function everyReadModelIsBuilt(connection: pg.Client): Promise<true | undefined> {
  const { rowCount } = await connection.query('select from projection_checkpoint');
  return rowCount === projections.length ? true : undefined;
}

async function columnsOfReadModels(connection: pg.Client): Promise<Map<string, Column[]>> {
  const { rows } = await connection.query<Column>(
    `select table_name as "table", column_name as "column", data_type as type, is_nullable = 'YES' as optional
     from information_schema.columns c
     where table_schema = 'public' and is_generated = 'NEVER' and exists (
       select from information_schema.columns s
       where s.table_schema = 'public' and s.table_name = c.table_name and s.column_name = 'school')`,
  );
  const tables = new Map<string, Column[]>();
  for (const column of rows) tables.set(column.table, [...(tables.get(column.table) ?? []), column]);
  return tables;
}

/** Rows that no event could make, but of every table there is: a new read model is covered by itself. */
async function fillEveryReadModel(connection: pg.Client): Promise<void> {
  for (const [table, columns] of await columnsOfReadModels(connection)) {
    const type = typeOf(columns);
    const filled = columns.filter(({ optional }) => !optional);
    for (let id = 1; id <= rowsPerTable; id++) {
      await connection.query(
        `insert into ${table} (${filled.map(({ column }) => column).join(', ')})
         values (${filled.map((_, n) => `$${n + 1}`).join(', ')})`,
        filled.map((column) => valueOf(type, column, id)),
      );
    }
  }
}

/** 20,000 rows of each table, of two schools, about two people and of every kind: what a planner expects of a log. */
async function makeRowsMany(connection: pg.Client): Promise<void> {
  for (const [table, columns] of await columnsOfReadModels(connection)) {
    if (!columns.some(({ column }) => column === 'id')) continue;
    const others = columns.filter(({ column }) => column !== 'id' && column !== 'school');
    const type = typeOf(columns);
    const copied = others.map(({ column, type: kind }) => {
      if (kind !== 'text') return column;
      const named = getNamedType(type.getFields()[propertyOf(column)]?.type);
      if (!isEnumType(named))
        return `case when ${column} = '${actor}' and n % 2 = 0 then 'somebody' else ${column} end`;
      const values = named.getValues().map(({ name }) => `'${name}'`);
      return `(array[${values.join(', ')}])[1 + n % ${values.length}]`;
    });
    await connection.query(
      `insert into ${table} (school, id, ${others.map(({ column }) => column).join(', ')})
       select s.school, 'row-' || n, ${copied.join(', ')}
       from ${table}, unnest(array['900001', '900002']) as s (school), generate_series(1, 10000) as n where id = '1'`,
    );
  }
}

/** As their owner: anybody else is only warned, and the planner goes on knowing nothing. */
async function analyzeReadModels(): Promise<void> {
  const connection = new pg.Client({ connectionString: daybook.connections.readOwner });
  await connection.connect();
  try {
    await connection.query('analyze');
  } finally {
    await connection.end();
  }
}

/** The kinds of nodes in the plan of a statement, as the API's own role gets it. */
async function planOf({ text, values }: Statement): Promise<string[]> {
  const connection = new pg.Client({ connectionString: daybook.connections.api });
  await connection.connect();
  try {
    await connection.query('begin');
    await connection.query(`select set_config('daybook.school', '900001', true)`);
    const { rows } = await connection.query<{ 'QUERY PLAN': unknown }>(`explain (format json) ${text}`, values);
    return [...JSON.stringify(rows[0]?.['QUERY PLAN']).matchAll(/"Node Type":"([^"]+)"/g)].map(([, node]) => node!);
  } finally {
    await connection.end();
  }
}

function valueOf(type: GraphQLObjectType, { column, type: kind }: Column, id: number): unknown {
  if (column === 'school') return '900001';
  if (column === 'id') return String(id);
  if (column === 'month') return '2026-03';
  if (kind === 'jsonb') return JSON.stringify(jsonOf(type.getFields()[propertyOf(column)]?.type));
  if (kind === 'boolean') return false;
  if (kind === 'date') return '2026-03-12';
  if (kind.startsWith('timestamp')) return '2026-03-12T10:15:00Z';
  if (kind !== 'text') return 1;
  const field = type.getFields()[propertyOf(column)];
  const named = field && getNamedType(field.type);
  // People's columns hold the one who asks, so that what is only theirs is there too.
  return named && isEnumType(named) ? named.getValues()[0]?.name : actor;
}

/** An empty list; of a single object, all its fields. */
function jsonOf(type: GraphQLOutputType | undefined): unknown {
  if (type === undefined || isListType(getNullableType(type))) return [];
  const named = getNamedType(type);
  if (isObjectType(named))
    return Object.fromEntries(Object.values(named.getFields()).map((field) => [field.name, jsonOf(field.type)]));
  if (isEnumType(named)) return named.getValues()[0]?.name;
  return named.name === 'String' || named.name === 'ID' ? 'x' : named.name === 'Boolean' ? false : 1;
}

const propertyOf = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The GraphQL type of a table: the one that has most of its columns. */
function typeOf(columns: readonly Column[]): GraphQLObjectType {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  const shared = (type: GraphQLObjectType): number =>
    columns.filter(({ column }) => propertyOf(column) in type.getFields()).length;
  return types.reduce((best, type) => (shared(type) > shared(best) ? type : best));
}
