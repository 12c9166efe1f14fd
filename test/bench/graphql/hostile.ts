import { getIntrospectionQuery } from 'graphql';
import type { Child } from '../child.js';
import type { Options } from '../options.js';
import { rounded, type Row } from '../report.js';
import { median, medianRatio, quantile } from '../statistics.js';
import { list, type Lists } from './lists.js';

const ms = 8_000;
const warmUpMs = 4_000;
/** Honest people ask for a list some eight times a second each; hostile ones as often as they get an answer. */
const honestPeople = 20;
const pauseMs = 120;
const connections = 16;

const everything = `agreedBy agreementOverdue closedAt direction firstAgreedBy id implementBy implementationOverdue openedAt
  opensFrom permanent reason reblockOverdue record requestedAt requestedBy requestedRole revision scopeKind scopeName status
  studyPurpose target targetKind template templateVersion twoPeople until steps { what who role at why }`;

/** The costliest that is answered, as far as somebody who read the code has found. */
const costly: Readonly<Record<string, string>> = {
  'two full pages of everything': `{ a: filteringChangeLog(first: 200) { entries { ${everything} } } b: filteringChangeLog(first: 200) { entries { ${everything} } } }`,
  'two totals with their pages': `{ a: filteringChangeLog(first: 200) { total entries { ${everything} } } b: filteringChangeLog(first: 200) { total entries { ${everything} } } }`,
  'ten lists': `{ ${Array.from({ length: 8 }, (_, n) => `q${n}: filteringChangeLog(first: 50) { entries { ${everything} } }`).join(' ')} }`,
  'the schema': getIntrospectionQuery(),
};

/** What is refused, and should cost next to nothing. */
const refused: Readonly<Record<string, unknown>> = {
  'a thousand words': { query: `{ ${Array.from({ length: 990 }, (_, n) => `f${n}`).join(' ')} }` },
  'unknown fields': {
    query: `{ filteringChangeLog { entries { ${Array.from({ length: 450 }, (_, n) => `f${n}`).join(' ')} } } }`,
  },
  'variables that fit nothing': {
    query: 'query ($filter: FilteringChangeFilter) { filteringChangeLog(filter: $filter) { total } }',
    variables: { filter: Object.fromEntries(Array.from({ length: 1_900 }, (_, n) => [`statuss${n}`, n])) },
  },
  'too long': { query: `{ ${'filteringChangeLog '.repeat(5_000)} }` },
};

const bodyOf = (query: string): string => JSON.stringify({ query });

/** What an honest person notices of a hostile one at the same API (D7). */
export async function* hostileRows(lists: Lists, options: Options): AsyncGenerator<Row> {
  const [honest, hostile] = [
    await lists.start('./graphql/client.js', []),
    await lists.start('./graphql/client.js', []),
  ];
  yield* costs(lists, honest);
  const api = await lists.start('../../apps/api/main.js', [], lists.environment);
  const url = `http://${api.address}/graphql`;
  const tokens: string[] = [];
  while (tokens.length < honestPeople) tokens.push(await lists.token());
  const ask = (forMs = ms): Promise<number[]> =>
    honest.call('latencies', { url, tokens, body: bodyOf(list), pauseMs, ms: forMs });
  await ask(warmUpMs);

  const token = await lists.token();
  const questions = [
    ...Object.values(costly).map((query) => ({ url, token, body: bodyOf(query) })),
    ...Object.values(refused).map((body) => ({ url, token, body: JSON.stringify(body) })),
    { url, token: 'not.a.token', body: bodyOf(list) },
    { url, token, body: '{"query":' },
  ];
  const [alone, beside]: [number[], number[]] = [[], []];
  let answers = {};
  for (let round = 0; round < options.rounds; round++) {
    alone.push(quantile(await ask(), 0.99));
    const [took, sent] = await Promise.all([ask(), hostile.call<object>('flood', { questions, connections, ms })]);
    beside.push(quantile(took, 0.99));
    answers = sent;
  }
  yield {
    id: 'hostile',
    what: 'p99 of an honest list beside a hostile client',
    ratio: medianRatio(beside, alone),
    target: { most: 1.5 },
    ours: `${rounded(median(beside))} ms (hostile: ${JSON.stringify(answers)})`,
    other: `alone ${rounded(median(alone))} ms`,
  };
}

/** Without a budget, which would end it soon. */
async function* costs(lists: Lists, client: Child): AsyncGenerator<Row> {
  const api = await lists.start('../../apps/api/main.js', [], { ...lists.environment, QUERY_BUDGET: '0' });
  const url = `http://${api.address}/graphql`;
  const took = async (query: string): Promise<number> => {
    const asked = { url, tokens: [await lists.token()], body: bodyOf(query), pauseMs: 20, ms: 1_500 };
    return median(await client.call<number[]>('latencies', asked));
  };
  await took(list);
  for (const [what, query] of Object.entries(costly)) {
    const [one, other] = [await took(query), await took(list)];
    yield {
      id: 'hostile',
      what: `${what}, against a list of 50`,
      ratio: one / other,
      target: { most: 10 },
      ours: `${rounded(one)} ms`,
      other: `${rounded(other)} ms`,
    };
  }
}
