import { buildClientSchema, buildSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { startDaybook, type Client, type Daybook } from '../support/daybook.js';

let daybook: Daybook;
let lead: Client;

beforeAll(async () => {
  daybook = await startDaybook({ queryBudget: 6_000 });
});
// Another person each time, with a budget of their own.
beforeEach(async () => {
  lead = await daybook.as('dsl');
});
afterAll(() => daybook.stop());

const page = 'filteringChangeLog(first: 1) { entries { id } }';

describe('answers are never kept', () => {
  it.each(['/graphql', '/health/live', '/nowhere'])('%s says `no-store`, and gives no tag to ask by', async (path) => {
    const response = await fetch(new URL(path, daybook.graphqlUrl), {
      method: path === '/graphql' ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json' },
      ...(path === '/graphql' && { body: JSON.stringify({ query: `{ ${page} }` }) }),
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
  });
});

describe('a query by GET', () => {
  const byGet = (asked: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${daybook.graphqlUrl}?${new URLSearchParams(asked).toString()}`, {
      headers: { authorization: `Bearer ${lead.token}`, ...headers },
    });

  it('is answered as by POST, with its variables and without a content type, and kept by nobody', async () => {
    const query = 'query log($n: Int!) { filteringChangeLog(first: $n) { entries { id } } }';
    const response = await byGet({ query, operationName: 'log', variables: '{"n":1}' });
    expect(await response.json()).toEqual({ data: { filteringChangeLog: { entries: [] } } });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('needs a token like any other', async () => {
    const response = await byGet({ query: `{ ${page} }` }, { authorization: '' });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it.each([
    [
      'a mutation',
      'mutation { acknowledgeIncident(input: { id: "5f3c1d5e-5d4e-4e6e-9f52-0c8d1a3a8e11" }) { revision } }',
    ],
    ['a name to look for', '{ findPeople(name: "liam") { more } }'],
    ['words to look for in the guides', '{ userActions(text: "what liam did") { __typename } }'],
    ['words to look for in the incidents', '{ searchIncidents(words: "liam") { __typename } }'],
    [
      'a name to look for, in a fragment',
      '{ ...f } fragment f on Query { people(filter: { name: "liam" }) { total } }',
    ],
  ])('is refused if it is %s', async (_what, query) => {
    const response = await byGet({ query });
    const text = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(text).toContain('"BAD_REQUEST"');
    expect(text).not.toContain('liam');
    expect(text).not.toContain('data');
  });

  it.each([
    ['without a document', {}],
    ['with variables that are no JSON', { query: `{ ${page} }`, variables: '{liam' }],
  ])('%s is a mistake of the sender', async (_how, asked: Record<string, string>) => {
    const response = await byGet(asked);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });
});

describe('a persisted query', () => {
  const query = '{ filteringChangeLog(first: 3) { total } }';
  const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };

  it('is asked for by its hash once it has been sent whole', async () => {
    expect(await asked({ extensions: { persistedQuery } })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await asked({ query, extensions: { persistedQuery } })).toBeUndefined();
    expect(await asked({ extensions: { persistedQuery } })).toBeUndefined();
  });

  it('is not remembered under the hash of another one', async () => {
    const other = { version: 1, sha256Hash: '0'.repeat(64) };
    expect(await asked({ query, extensions: { persistedQuery: other } })).toBe('BAD_REQUEST');
  });
});

describe('the schema', () => {
  it('is told to whoever has a token, as the tools of clients ask for it', async () => {
    const { data, errors } = await lead.query(
      getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }),
    );
    expect(errors).toBeUndefined();
    const committed = readFileSync(new URL('../../schema/graphql/schema.graphql', import.meta.url), 'utf8');
    const told = buildClientSchema(data as unknown as IntrospectionQuery);
    expect(Object.keys(told.getTypeMap()).sort()).toEqual(Object.keys(buildSchema(committed).getTypeMap()).sort());
  });

  it.each([
    ['lists within lists', '{ __schema { types { fields { type { fields { name } } } } } }'],
    [
      'lists within lists, in a fragment',
      '{ ...f } fragment f on Query { __schema { types { fields { type { fields { name } } } } } }',
    ],
    ['twice the same by another name', '{ a: __schema { types { name } } b: __schema { types { name } } }'],
    ['it beside something else', `{ ${page} __schema { types { name } } }`],
    ['types of types for ever', `{ __schema { types { ${'ofType { '.repeat(25)} name ${'} '.repeat(25)} } } }`],
  ])('is not told with %s', async (_what, document) => {
    expect((await lead.query(document)).errors).toMatchObject([{ extensions: { code: 'REQUEST_TOO_LARGE' } }]);
  });

  it('can be explored in a browser, which is sent to no other place', async () => {
    const response = await fetch(daybook.graphqlUrl, { headers: { accept: 'text/html,application/xhtml+xml' } });
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const shown = await response.text();
    expect(shown).not.toMatch(/https?:|src=|@import|url\(/);
    // A policy that does not know the page's own script would stop it.
    const [, script = ''] = /<script>(.*)<\/script>/s.exec(shown) ?? [];
    const digest = createHash('sha256').update(script).digest('base64');
    expect(response.headers.get('content-security-policy')).toContain(`script-src 'sha256-${digest}'`);
    expect(() => new Script(script)).not.toThrow();
  });
});

describe('a plain route refuses what it does not know', () => {
  const id = '5f3c1d5e-5d4e-4e6e-9f52-0c8d1a3a8e11';
  it.each([
    [`people/${id}/chronology?formt=json`, 'formt', 'format, staffNames'],
    [`incidents/${id}/chronology?format=docx`, 'format', 'must be pdf or json'],
    [`incidents/${id}/chronology?from=2026-02-30`, 'from', 'must be a day'],
    [`referrals/${id}/report?format=json`, 'format', 'no options'],
    ['governors/filtering-changes.csv?from=2026-01-01&to=2026-02-01', 'from', 'no options'],
    [`evidence/${id}/${id}?size=small`, 'size', 'no options'],
    [`people/${id}/chronology?Liam%20Smith`, 'an option', 'format, staffNames'],
  ])('%s', async (path, field, rule) => {
    const response = await fetch(daybook.graphqlUrl.replace(/graphql$/, path), {
      headers: { authorization: `Bearer ${lead.token}` },
    });
    expect(response.status).toBe(400);
    const answer = (await response.json()) as { code: string; fields: { field: string; rule: string }[] };
    expect(answer).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: expect.arrayContaining([expect.objectContaining({ field })]) as unknown,
    });
    expect(answer.fields[0]!.rule).toContain(rule);
    expect(JSON.stringify(answer)).not.toContain('Liam');
  });

  it('an address that is none is not quoted', async () => {
    const response = await fetch(daybook.graphqlUrl.replace(/graphql$/, 'pupils/Liam'));
    expect(response.status).toBe(404);
    const answer = await response.text();
    expect(answer).toContain('NOT_FOUND');
    expect(answer).not.toContain('Liam');
  });
});

describe('a body', () => {
  const sent = (body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(daybook.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${lead.token}`, ...headers },
      body,
    });
  const question = JSON.stringify({ query: `{ ${page} }` });

  it.each([
    ['in capitals', question, { 'content-type': 'application/JSON; charset="UTF-8"' }],
    ['compressed', gzipSync(question), { 'content-encoding': 'gzip' }],
    ['in another alphabet', Buffer.from(question, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' }],
  ])('%s is read', async (_how, body, headers: Record<string, string>) => {
    const response = await sent(body, headers);
    expect(await response.json()).toMatchObject({ data: { filteringChangeLog: { entries: [] } } });
  });

  const deflated = { 'content-encoding': 'gzip' };
  it.each<[string, string | Buffer, Record<string, string>, number, string]>([
    ['no JSON', '{ "query": Liam }', {}, 400, 'BAD_REQUEST'],
    ['no JSON, compressed', gzipSync('{ "query": Liam }'), deflated, 400, 'BAD_REQUEST'],
    ['not compressed as it says', 'Liam', deflated, 400, 'BAD_REQUEST'],
    ['compressed in an unknown way', 'Liam', { 'content-encoding': 'liam' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'in no known alphabet',
      'Liam',
      { 'content-type': 'application/json; charset=liam' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['of another type', 'Liam', { 'content-type': 'text/xml' }, 400, 'BAD_REQUEST'],
    ['too long', JSON.stringify({ query: 'x'.repeat(200_000) }), {}, 413, 'BODY_TOO_LARGE'],
  ])('that is %s is refused as GraphQL refuses, and not quoted', async (_what, body, headers, status, code) => {
    const response = await sent(body, headers);
    expect(response.status).toBe(status);
    const answer = await response.text();
    expect(JSON.parse(answer)).toEqual({ errors: [{ message: expect.any(String) as string, extensions: { code } }] });
    expect(answer).not.toMatch(/liam|apollo/i);
  });
});

describe('somebody who asks for more than their share (D7)', () => {
  const asking = (client: Client, body: string): Promise<Response> =>
    fetch(daybook.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` },
      body,
    });
  const wide = JSON.stringify({ query: `{ a: ${sized(200)} b: ${sized(200)} }` });
  const wrong = JSON.stringify({ query: '{ nothingOfThatName }' });

  it.each([
    ['whole pages', wide],
    ['mistakes', wrong],
    ['no JSON', '{'],
  ])('waits, after many %s, and is not listened to meanwhile; others are', async (_what, body) => {
    const greedy = await daybook.as('technician');
    const answers: Response[] = [];
    while (!answers.some(({ status }) => status === 429) && answers.length < 1_000)
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => asking(greedy, body)))));
    const refused = answers.find(({ status }) => status === 429)!;
    expect(answers.indexOf(refused)).toBeGreaterThan(5);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] });
    expect((await asking(await daybook.as('technician'), wide)).status).toBe(200);
  });
});

describe('a stranger', () => {
  it.each(['/graphql', '/graphql/stream'])('is refused at %s before the body of the request is read', async (path) => {
    for (const authorization of [undefined, 'Bearer not.a.token']) {
      const { hostname, port } = new URL(daybook.graphqlUrl);
      const asking = request({ hostname, port, path, method: 'POST', agent: false });
      asking.setHeader('content-type', 'application/json').setHeader('content-length', 90_000);
      if (authorization !== undefined) asking.setHeader('authorization', authorization);
      // Only the head of the request is ever sent.
      asking.flushHeaders();
      const [response] = (await once(asking, 'response')) as [IncomingMessage];
      expect(response.statusCode).toBe(401);
      expect(JSON.parse(await text(response))).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      asking.destroy();
    }
  });
});

describe('a request that asks for too much is refused before anything of it is run (D7)', () => {
  const nested = (levels: number): string => '... on Query { '.repeat(levels);
  it.each([
    ['more lists than two full pages', `{ a: ${sized(200)} b: ${sized(200)} c: ${sized(1)} }`, 'entries of all lists'],
    ['more totals than two', '{ a: people { total } b: people { total } c: people { total } }', 'totals'],
    ['more queries than ten', `{ ${aliased(11)} }`, 'queries or mutations'],
    ['more aliases than fifteen', `{ filteringChangeLog { entries { ${names(16)} } } }`, 'aliases'],
    [
      'more directives than ten',
      `{ filteringChangeLog @include(if: true) { entries { ${included(10)} } } }`,
      'directives',
    ],
  ])('%s', async (_what, document, rule) => {
    const { errors } = await lead.query(document);
    expect(errors).toMatchObject([{ extensions: { code: 'REQUEST_TOO_LARGE' } }]);
    expect(errors![0]!.message).toContain(rule);
  });

  it.each([
    ['a negative number of entries', `{ a: ${sized(200)} b: ${sized(200)} c: ${sized(-200)} }`],
    ['a field that is skipped', `{ a: ${sized(200)} b: ${sized(200)} c: ${sized('200) @skip(if: true')} }`],
    ['null', `{ a: ${sized(200)} b: ${sized(200)} c: filteringChangeLog(first: null) { total } }`],
    ['a variable without a value', `query ($n: Int! = 200) { a: ${sized('$n')} b: ${sized('$n')} c: ${sized('$n')} }`],
  ])('%s makes nothing smaller', async (_what, document) => {
    expect((await lead.query(document)).errors).toMatchObject([{ extensions: { code: 'REQUEST_TOO_LARGE' } }]);
  });

  it('fragments that nobody spreads, and those that spread themselves, are measured as well', async () => {
    const [many, unused] = [`fragment f on Query { ${aliased(8)} ...f }`, `fragment g on Query { ${aliased(8)} }`];
    expect((await lead.query(`{ ...f } ${many} ${unused}`)).errors).toMatchObject([
      { extensions: { code: 'REQUEST_TOO_LARGE' }, message: expect.stringContaining('aliases') as string },
    ]);
  });

  it.each([
    ['values', { ids: Array.from({ length: 199 }, () => Array.from({ length: 11 }, () => 'x')) }],
    ['entries in a list', { ids: Array.from({ length: 201 }, () => 'x') }],
    ['levels', { ids: JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) as unknown }],
  ])('too many %s in the variables', async (rule, variables) => {
    const { errors } = await lead.query(`query ($ids: [String!]) { ${page} }`, variables);
    expect(errors).toMatchObject([
      { extensions: { code: 'REQUEST_TOO_LARGE' }, message: expect.stringContaining(rule) as string },
    ]);
  });

  it('of what is wrong in a document or its variables the first thing is told, and no names that are like it', async () => {
    const wrong = Array.from({ length: 300 }, (_, n) => `filteringChangeLogg${n}`).join(' ');
    const { errors } = await lead.query(`{ ${wrong} }`);
    expect(errors).toHaveLength(1);
    const variables = { filter: Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`statuss${n}`, n])) };
    const of = `query ($filter: FilteringChangeFilter) { filteringChangeLog(filter: $filter) { total } }`;
    // Often enough for a document that is compiled.
    for (let times = 0; times < 4; times++) {
      const answer = await lead.query(of, variables);
      expect(answer.errors).toHaveLength(1);
      expect(JSON.stringify([errors, answer.errors])).not.toContain('Did you mean');
      expect(answer.errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('a document of thousands of words is not even read', async () => {
    const { errors } = await lead.query(`{ ${nested(500)} ${page} ${'}'.repeat(500)} }`);
    expect(errors).toMatchObject([
      { message: 'The document is too long.', extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ]);
  });

  it('what honest people ask for is answered: two full pages, ten small lists', async () => {
    for (const document of [`{ a: ${sized(200)} b: ${sized(200)} }`, `{ ${aliased(10)} }`])
      expect(await lead.query(document)).not.toHaveProperty('errors');
  });

  it('many queries in one body are refused', async () => {
    expect(await asked([{ query: `{ ${page} }` }, { query: `{ ${page} }` }])).toBe('BAD_REQUEST');
  });

  it('a form of another site cannot send a query', async () => {
    const response = await fetch(daybook.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', authorization: `Bearer ${lead.token}` },
      body: '{}',
    });
    expect(response.status).toBe(400);
  });
});

describe('a mistake of the sender is told as one', () => {
  it('whoever may not do something is told whose role may', async () => {
    const { errors } = await (await daybook.as('governor')).query('{ people { total } }');
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', clause: 'SL12' } }]);
    expect(errors![0]!.message).toContain(
      'These may (SL12): headteacher, dsl, deputyDsl, onlineSafetyLead, officeManager.',
    );
  });

  const forged = (text: string): string => Buffer.from(text).toString('base64url');
  const counted = 'filteringChangeLog(first: $n) { nextCursor }';
  it.each<[string, string, Record<string, unknown>]>([
    ['null in a variable for an argument with a default', `query ($n: Int) { ${counted} }`, { n: null }],
    [
      'null in a variable of a directive',
      'query ($on: Boolean = true) { filteringChangeLog @skip(if: $on) { total } }',
      { on: null },
    ],
    ['a cursor of nothing', `{ filteringChangeLog(cursor: "abc") { total } }`, {}],
    ['a cursor with NUL', `{ filteringChangeLog(cursor: "${forged('2026-03-12T10:15:00.000Z \0')}") { total } }`, {}],
    [
      'a cursor of a moment that no calendar has',
      `{ filteringChangeLog(cursor: "${forged('+275760-09-13T00:00:00.000Z x')}") { total } }`,
      {},
    ],
    [
      'a cursor in another spelling',
      `{ filteringChangeLog(cursor: "${forged('2026-03-12T10:15Z x')}") { total } }`,
      {},
    ],
    ['text with NUL', '{ people(filter: { name: "a\\u0000" }) { total } }', {}],
    ['half a character', 'query ($t: String) { people(filter: { name: $t }) { total } }', { t: '\ud83d' }],
  ])('%s', async (_what, document, variables) => {
    for (let times = 0; times < 4; times++)
      expect((await lead.query(document, variables)).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ]);
  });

  it('an operation that the document does not have', async () => {
    const document = `query a { ${page} } query b { ${page} }`;
    for (const operationName of ['c', undefined])
      expect(await asked({ query: document, operationName })).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['no JSON', '{"query":', 'application/json'],
    ['no JSON, in another alphabet', Buffer.from('{"query":', 'utf16le'), 'application/json; charset=utf-16le'],
    ['no object', '[1]', 'application/json'],
    ['a text that is not JSON by its type', '{}', 'text/plain'],
    ['variables that are a text', '{"query":"{ x }","variables":"{}"}', 'application/json'],
  ])('a body that is %s', async (_what, body, type) => {
    const response = await fetch(daybook.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': type, authorization: `Bearer ${lead.token}` },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('INTERNAL_SERVER_ERROR');
  });
});

function sized(first: number | string): string {
  return `filteringChangeLog(first: ${first}) { entries { id } }`;
}
function aliased(times: number): string {
  return Array.from({ length: times }, (_, n) => `q${n}: ${sized(1)}`).join(' ');
}
function names(times: number): string {
  return Array.from({ length: times }, (_, n) => `n${n}: id`).join(' ');
}
function included(times: number): string {
  return 'id @include(if: true) '.repeat(times);
}

/** Sends any body with a good token. @returns the code of the first error. */
async function asked(body: unknown): Promise<string | undefined> {
  const response = await fetch(daybook.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${lead.token}` },
    body: JSON.stringify(body),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code;
}
