import { basename, resolve } from 'node:path';
import type { BenchPostgres } from '../bench-postgres.js';
import type { Child } from '../child.js';
import type { Options } from '../options.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio } from '../statistics.js';
import type { Load } from './client.js';
import { hostileRows } from './hostile.js';
import { fields, list, startLists, type Lists } from './lists.js';

const ms = 2_500;
/** A server runs for weeks: what it does often has been compiled long since. */
const warmUpMs = 6_000;
const connections = 32;

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
async function* listRows(lists: Lists, { rounds, against }: Options): AsyncGenerator<Row> {
  const environment = { ...lists.environment, QUERY_BUDGET: '0' };
  const start = lists.start.bind(lists);
  const token = await lists.token();
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
}

export async function* graphqlRows(postgres: BenchPostgres, options: Options): AsyncGenerator<Row> {
  const lists = await startLists(postgres);
  try {
    if (options.wants('P9')) yield* listRows(lists, options);
    if (options.wants('hostile') && options.against === undefined) yield* hostileRows(lists, options);
  } finally {
    await lists.stop();
  }
}
