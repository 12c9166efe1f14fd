import { gzipSync } from 'node:zlib';
import { startDaybook, type Client, type Daybook } from '../support/daybook.js';

let daybook: Daybook;
let lead: Client;

beforeAll(async () => {
  daybook = await startDaybook();
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

  it('a query is not taken from an address, where it would be kept and logged', async () => {
    const address = `${daybook.graphqlUrl}?query=${encodeURIComponent(`{ ${page} }`)}`;
    const response = await fetch(address, { headers: { 'apollo-require-preflight': 'true' } });
    expect(response.status).toBe(405);
  });

  it('a query is not remembered by its hash', async () => {
    const persistedQuery = { version: 1, sha256Hash: '0'.repeat(64) };
    expect(await asked({ query: `{ ${page} }`, extensions: { persistedQuery } })).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });
});

describe('a body', () => {
  const sent = (body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(daybook.graphqlUrl, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const question = JSON.stringify({ query: `{ ${page} }` });

  it.each([
    ['in capitals', question, { 'content-type': 'application/JSON; charset="UTF-8"' }],
    ['compressed', gzipSync(question), { 'content-encoding': 'gzip' }],
    ['in another alphabet', Buffer.from(question, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' }],
  ])('%s is read', async (_how, body, headers: Record<string, string>) => {
    const response = await sent(body, headers);
    // Nobody says who they are, so it is this that they are told.
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('that is no JSON is refused and not quoted', async () => {
    const response = await sent('{ "query": "{ Liam }');
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('Liam');
  });

  it('that is too long is not read', async () => {
    expect((await sent(JSON.stringify({ query: 'x'.repeat(200_000) }))).status).toBe(413);
  });
});

describe('a request that asks for too much is refused before anything of it is run (D7)', () => {
  const nested = (levels: number): string => '... on Query { '.repeat(levels);
  it.each([
    ['more lists than two full pages', `{ a: ${sized(200)} b: ${sized(200)} c: ${sized(1)} }`, 'entries of all lists'],
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
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(response.status).toBe(400);
  });

  it('the schema is not told; it is published with the source', async () => {
    const { errors } = await lead.query('{ __schema { types { name } } }');
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }, {}].slice(0, errors!.length));
  });
});

function sized(first: number): string {
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
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code;
}
