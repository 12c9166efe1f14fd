import { randomUUID } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { signToken } from '../../../apps/daybook/sign-token.js';
import { databaseUrl, query, type BenchPostgres } from '../bench-postgres.js';
import { Child } from '../child.js';
import type { Options } from '../options.js';
import { startSchool } from '../projections/school.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import type { Load } from './client.js';

const school = '900001';
const ms = 2_500;
/** A server runs for weeks: what it does often has been compiled long since. */
const warmUpMs = 6_000;
const connections = 32;

const fields = `id status target targetKind reason studyPurpose requestedBy requestedRole requestedAt until agreedBy`;
const list = `{ filteringChangeLog(first: 50) { entries { ${fields} } nextCursor } }`;
const counted = `{ filteringChangeLog(first: 50) { entries { ${fields} } nextCursor total } }`;
const withSteps = `{ filteringChangeLog(first: 50) { entries { ${fields} steps { what who role at } } nextCursor } }`;

/** One way to ask for the list: which server, and what is sent. */
interface Side {
  readonly server: Child;
  readonly path: string;
  readonly body: string;
}

/** The API of this build, or of another one by its folder. */
const apiOf = (build?: string): string =>
  build === undefined ? '../../apps/api/main.js' : resolve(build, 'dist/apps/api/main.js');

/** P9: a list of 50 entries through the API, against the same rows through bare HTTP and pg, or against other builds. */
export async function* graphqlRows(postgres: BenchPostgres, { rounds, against }: Options): AsyncGenerator<Row> {
  const school_ = await startSchool(postgres, 'lists', { category: 'filteringChange', records: 1 });
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const environment = {
    ...school_.environment,
    READ_DATABASE_URL: school_.connections.api,
    EVIDENCE_DATABASE_URL: school_.connections.evidence,
    DAYBOOK_ISSUER_KEY: JSON.stringify(await exportJWK(publicKey)),
    API_PORT: '0',
    BARE_DATABASE_URL: databaseUrl(postgres.adminUrl, 'lists_read'),
  };
  await fill(databaseUrl(postgres.adminUrl, 'lists_read'));
  const token = await signToken(await exportJWK(privateKey), { actor: randomUUID(), roles: ['dsl'], school }, 1);
  const children: Child[] = [];
  const start = async (...how: Parameters<typeof Child.start>): Promise<Child> => {
    const child = await Child.start(...how);
    children.push(child);
    return child;
  };
  try {
    const api = await start(apiOf(), [], environment);
    const bare = await start('./graphql/bare.js', [], environment);
    const client = await start('./graphql/client.js', []);
    const load = ({ server, path, body }: Side, forMs = ms): Promise<Load> =>
      client.call('load', {
        url: `http://${server.address}${path}`,
        token,
        body,
        connections,
        ms: forMs,
        pid: server.pid,
      });
    const graphql = (document: string, server = api): Side => ({
      server,
      path: '/graphql',
      body: JSON.stringify({ query: document }),
    });
    if (against !== undefined) {
      const builds = against.split(',');
      const sides = [graphql(list)];
      for (const build of builds) sides.push(graphql(list, await start(apiOf(build), [], environment)));
      const loads = sides.map((): Load[] => []);
      for (const side of sides) await load(side, warmUpMs);
      for (let round = 0; round < rounds; round++)
        for (const [nth, side] of sides.entries()) loads[nth]?.push(await load(side));
      const [ours = [], ...others] = loads;
      for (const [nth, other] of others.entries())
        for (const how of ['perSecond', 'perCpuSecond'] as const) {
          const rates = [ours, other].map((side) => side.map((each) => each[how])) as [number[], number[]];
          yield {
            id: 'P9',
            what: how === 'perSecond' ? 'list of 50' : 'list of 50, by the server’s CPU',
            ratio: medianRatio(...rates),
            ours: `${rounded(median(rates[0]))}/s`,
            other: `${basename(builds[nth] ?? '')} ${rounded(median(rates[1]))}/s`,
          };
        }
      return;
    }
    const sides = {
      list: graphql(list),
      counted: graphql(counted),
      withSteps: graphql(withSteps),
      bare: { server: bare, path: '/list', body: '{"first":50}' },
      secured: { server: bare, path: '/secured-list', body: '{"first":50}' },
    };
    const loads = Object.fromEntries(Object.keys(sides).map((name) => [name, [] as Load[]])) as Record<
      keyof typeof sides,
      Load[]
    >;
    for (const side of Object.values(sides)) await load(side, warmUpMs);
    for (let round = 0; round < rounds; round++)
      for (const [name, side] of Object.entries(sides)) loads[name as keyof typeof sides].push(await load(side));
    const rate = (name: keyof typeof sides): number[] => loads[name].map(({ perSecond }) => perSecond);
    const effort = (name: keyof typeof sides): number[] => loads[name].map(({ perCpuSecond }) => perCpuSecond);
    const text = (values: readonly number[]): string => `${rounded(median(values))}/s`;
    const row = (what: string, ours: number[], other: number[], against: string): Row => ({
      id: 'P9',
      what,
      ratio: medianRatio(ours, other),
      ours: text(ours),
      other: `${against} ${text(other)}`,
    });
    yield { ...row('list of 50', rate('list'), rate('bare'), 'bare http + pg'), target: { least: 0.6 } };
    yield row('list of 50, by the server’s CPU', effort('list'), effort('bare'), 'bare http + pg');
    yield row('list of 50', rate('list'), rate('secured'), 'bare, under row-level security');
    yield row('list of 50 with its total', rate('counted'), rate('bare'), 'bare http + pg');
    yield row('list of 50 with the steps of each', rate('withSteps'), rate('bare'), 'bare http + pg');
  } finally {
    for (const child of children) await child.stop();
    await school_.stop();
  }
}

/** Two schools with 10,000 changes each, of which only one is asked for. */
async function fill(url: string): Promise<void> {
  await query(
    url,
    `insert into filtering_change_log (school, id, change, revision, status, target_kind, target, scope_kind, scope_name,
       study_purpose, reason, requested_by, requested_role, requested_at, until, agreed_by, opened_at, reblock_overdue,
       valid_from, steps)
     select school, gen_random_uuid(), gen_random_uuid(), 3, 'open', 'url', 'https://example-' || n || '.test/lesson', 'yearGroup', 'Year 4',
            'A lesson on habitats', 'The filter blocks pages that the lesson needs', gen_random_uuid(), 'teacher',
            timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-12-01', gen_random_uuid(),
            timestamptz '2026-01-02' + n * interval '1 minute', false,
            timestamptz '2026-01-02' + n * interval '1 minute',
            jsonb_build_array(
              jsonb_build_object('what', 'UnblockRequested', 'who', 'a', 'role', 'teacher', 'at', '2026-01-01T00:00:00.000Z', 'reason', 'The lesson needs it'),
              jsonb_build_object('what', 'UnblockAgreed', 'who', 'b', 'role', 'dsl', 'at', '2026-01-02T00:00:00.000Z', 'reason', 'Agreed for the term'))
     from unnest(array['900001', '900002']) as school, generate_series(1, 10000) as n`,
  );
  await query(url, 'analyze filtering_change_log');
}
