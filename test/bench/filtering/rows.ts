import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { signToken } from '../../../apps/daybook/sign-token.js';
import { databaseUrl, query, type BenchPostgres } from '../bench-postgres.js';
import { Child } from '../child.js';
import type { Options } from '../options.js';
import { post } from '../post.js';
import { startSchool } from '../projections/school.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio } from '../statistics.js';

const school = '900001';
const changes = 100_000;
/** Each question is asked so often on each side, in turns. */
const asks = 50;
/** A server runs for weeks: what it does often has been compiled long since. */
const warmUpMs = 4_000;

const columns = `id, status, target_kind, target, scope_kind, scope_name, requested_by, requested_at, until, opened_at, closed_at, steps`;
const fields = `id status targetKind target scopeKind scopeName requestedBy requestedAt until openedAt closedAt steps { what who role at why }`;
const moment = '2021-03-12T10:15:00.000Z';

/** The same question, once to the API and once in SQL, by hand, as the API's own role and under row-level security. */
interface Question {
  readonly id: string;
  readonly what: string;
  readonly graphql: string;
  readonly sql: string;
  /** One without says what the others are made of. */
  readonly target?: { readonly most: number };
}

const wanted = { target: { most: 2 } };

const questions: readonly Question[] = [
  {
    id: 'F1',
    what: 'what was open for Year 4 at a moment five years ago',
    graphql: `{ filteringOpenAt(at: "${moment}", scope: { kind: yearGroup, name: "Year 4" }) { approvedBy approvedRole approvedAt change { ${fields} } } }`,
    sql: `select ${columns} from filtering_change_log
          where opened_at <= '${moment}' and (closed_at is null or closed_at > '${moment}')
            and (scope_kind in ('allPupils', 'everyone') or scope_kind = 'yearGroup' and scope_name = 'Year 4')
          order by opened_at, id`,
    ...wanted,
  },
  {
    id: 'F2',
    what: 'the first page of the governors’ log, 50 changes',
    graphql: `{ filteringChangeLog(first: 50) { nextCursor entries { ${fields} } } }`,
    sql: `select ${columns} from filtering_change_log order by requested_at desc, id desc limit 51`,
    ...wanted,
  },
  {
    id: 'F2',
    what: 'a page in the middle of ten years',
    graphql: `{ filteringChangeLog(first: 50, filter: { to: "${moment}" }) { nextCursor entries { ${fields} } } }`,
    sql: `select ${columns} from filtering_change_log where requested_at < '${moment}' order by requested_at desc, id desc limit 51`,
    ...wanted,
  },
  {
    id: 'F2',
    what: 'of it, what any request costs: one id',
    graphql: `{ filteringChangeLog(first: 1) { entries { id } } }`,
    sql: `select id from filtering_change_log order by requested_at desc, id desc limit 2`,
  },
];

/** F1 and F2: 100,000 changes of the filter in ten years, through the API against the same SQL by hand. */
export async function* filteringRows(postgres: BenchPostgres, options: Options): AsyncGenerator<Row> {
  const started = await startSchool(postgres, 'filter', { category: 'filteringChange', records: 1 });
  const owner = databaseUrl(postgres.adminUrl, 'filter_read');
  await fill(owner);
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const api = await Child.start('../../apps/api/main.js', [], {
    ...started.environment,
    READ_DATABASE_URL: started.connections.api,
    EVIDENCE_DATABASE_URL: started.connections.evidence,
    DAYBOOK_ISSUER_KEY: JSON.stringify(await exportJWK(publicKey)),
    API_PORT: '0',
    QUERY_BUDGET: '0',
  });
  const token = await signToken(await exportJWK(privateKey), { actor: randomUUID(), roles: ['governor'], school }, 1);
  const byHand = new pg.Client({ connectionString: started.connections.api });
  await byHand.connect();
  // Node's own client: fetch would add half a millisecond of the bench's own to each question.
  const agent = new Agent({ keepAlive: true });
  try {
    for (const { id, what, graphql, sql, target } of questions.filter((question) => options.wants(question.id))) {
      const sides = {
        ours: () =>
          post({ url: `http://${api.address}/graphql`, token, body: JSON.stringify({ query: graphql }) }, agent),
        other: () => select(byHand, sql),
      };
      for (const once of Object.values(sides)) await warmUp(once);
      const times = { ours: [] as number[], other: [] as number[] };
      for (let round = 0; round < options.rounds; round++)
        for (const side of ['ours', 'other'] as const) times[side].push(await medianMs(sides[side]));
      yield {
        id,
        what,
        ratio: medianRatio(times.ours, times.other),
        ...(target && { target }),
        ours: `${rounded(median(times.ours))} ms`,
        other: `SQL by hand ${rounded(median(times.other))} ms`,
      };
    }
  } finally {
    agent.destroy();
    await byHand.end();
    await api.stop();
    await started.stop();
  }
}

async function warmUp(once: () => Promise<void>): Promise<void> {
  for (const end = performance.now() + warmUpMs; performance.now() < end;) await once();
}

async function medianMs(once: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let nth = 0; nth < asks; nth++) {
    const start = performance.now();
    await once();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** As a programmer would: one transaction that names the school, the question, and the rows as JSON. */
async function select(connection: pg.Client, sql: string): Promise<void> {
  await connection.query('begin');
  await connection.query(`select set_config('daybook.school', $1, true)`, [school]);
  const { rows } = await connection.query(sql);
  await connection.query('commit');
  JSON.stringify(rows);
}

/** Ten years of one school, and as many changes of another. An opening lasts three days; one in four is for Year 4. */
async function fill(url: string): Promise<void> {
  const between = `interval '${(10 * 365 * 24 * 60) / changes} minutes'`;
  await query(
    url,
    `insert into filtering_change_log (school, id, change, revision, status, target_kind, target, scope_kind, scope_name,
       study_purpose, reason, requested_by, requested_role, requested_at, until, agreed_by, opened_at, closed_at,
       reblock_overdue, valid_from, steps)
     select school, gen_random_uuid(), gen_random_uuid(), 4, 'reblocked', 'url', 'https://example-' || n || '.test/lesson', 'yearGroup',
            'Year ' || (n % 4 + 3), 'A lesson on habitats', 'The lesson needs it', gen_random_uuid(), 'teacher', at,
            at + interval '3 days', gen_random_uuid(), at + interval '1 hour', at + interval '3 days', false,
            at + interval '3 days',
            jsonb_build_array(
              jsonb_build_object('what', 'UnblockRequested', 'who', 'a', 'role', 'teacher', 'at', '2016-01-01T00:00:00.000Z', 'why', 'The lesson needs it'),
              jsonb_build_object('what', 'UnblockAgreed', 'who', 'b', 'role', 'dsl', 'at', '2016-01-02T00:00:00.000Z', 'why', 'Agreed for the term'),
              jsonb_build_object('what', 'SiteUnblocked', 'who', 'c', 'role', 'technician', 'at', '2016-01-02T00:00:00.000Z'),
              jsonb_build_object('what', 'ReblockOrdered', 'who', 'daybook', 'role', 'system', 'at', '2016-01-02T00:00:00.000Z'),
              jsonb_build_object('what', 'SiteReblocked', 'who', 'c', 'role', 'technician', 'at', '2016-01-02T00:00:00.000Z'))
     from unnest(array['900001', '900002']) as school, generate_series(1, ${changes}) as n,
          lateral (select timestamptz '2016-01-01' + n * ${between} as at) as moments`,
  );
  await query(url, 'vacuum analyze filtering_change_log');
}
