import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { PinnedDoor } from '../../apps/api/access/permission-table.js';
import { eventCategories } from '../../libs/record-kinds.js';
import { EventCodec } from '../../libs/eventing/schemas/event-codec.js';
import { makeSample, sampleKeys } from '../../libs/eventing/schemas/event-samples.js';
import type { EventCategory } from '../../libs/eventing/schemas/event-schemas.js';
import { roles, type Role } from '../../libs/people/roles.js';
import { adoptPolicy, type Daybook, schools, startDaybook } from '../support/daybook.js';
import { History } from '../support/history.js';
import { anId, argumentsOf, documentOf, operations, type Operation, type Place } from '../support/schema-walk.js';

/** The table that was reviewed; what the API really does is held against it. */
const pinned = JSON.parse(readFileSync(new URL('../../schema/permissions.json', import.meta.url), 'utf8')) as Record<
  string,
  PinnedDoor
>;

/** What no other school may see. */
const mark = 'only of St Levan';
/** Kept apart by the school's number, not by an id that a sender could name. */
const ofTheSchoolItself = ['policy'];
const elsewhere = '00000000-0000-4000-8000-0000000000b2';
const sender = '00000000-0000-4000-8000-0000000000c3';

let daybook: Daybook;
let history: History;
/** Where the log was when everything had been recorded. */
let position: string;

beforeAll(async () => {
  daybook = await startDaybook();
  await daybook.stopWorker();
  history = await History.of({ ...daybook, keysUrl: daybook.connections.keys });
  for (const category of eventCategories)
    if (!ofTheSchoolItself.includes(category.category)) await beginRecord(category);
  const office = await daybook.as('officeManager');
  ({ position } = await office.does('recordPerson', { person: elsewhere, kind: 'staff', name: mark }));
});

afterAll(async () => {
  agent.destroy();
  await history.close();
  await daybook.stop();
});

/** A record of each kind under one id, every text of which says whose it is. */
async function beginRecord(category: EventCategory): Promise<void> {
  const [type, { versions }] = Object.entries(category.types)[0]!;
  const sample = makeSample(category, type, versions.length);
  const stored = { ...sample, type, revision: 0, position: 0n };
  const [event] = await new EventCodec([category], sampleKeys).decode([stored]);
  await history.record(category.category, schools.stLevan, [{ type, data: marked(event!.data) }], anId);
}

function marked(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^the /, `${mark}: the `);
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, marked(field)]));
}

/** The code that an answer carries; `ok` where it carries none. */
type Outcome = string;
type Ask = (
  token: string | undefined,
  id: string,
  depth?: number,
) => Promise<{ readonly code: Outcome; readonly text: string }>;

const code = (text: string): Outcome => /"code":"(\w+)"/.exec(text)?.[1] ?? 'ok';

const asks: Record<string, Ask> = {
  ...Object.fromEntries(operations.map((operation) => [`${operation.kind} ${operation.name}`, asking(operation)])),
  ...Object.fromEntries(Object.keys(pinned).flatMap((door) => (/^[A-Z]+ /.test(door) ? [[door, calling(door)]] : []))),
};

function asking(operation: Operation, also: readonly string[] = []): Ask {
  return async (token, id, depth = 0) => {
    const value = ({ type, path }: Place): unknown => (path[0] === 'after' ? position : type === 'ID' ? id : undefined);
    const variables = argumentsOf(operation, { value, also: ['after', ...also] });
    const { text } = await sent(operation.kind === 'subscription' ? '/graphql/stream' : '/graphql', {
      method: 'POST',
      token,
      body: JSON.stringify({ query: documentOf(operation, variables, depth), variables }),
    });
    return { code: code(text), text };
  };
}

interface Request {
  readonly method: string;
  readonly token: string | undefined;
  readonly body?: string;
}

/** Connections that are kept: this is most of what so many requests cost. */
const agent = new Agent({ keepAlive: true, maxSockets: 12 });

/** Of a stream that goes on, only its first message is awaited. */
function sent(path: string, { method, token, body }: Request): Promise<{ status: number; text: string }> {
  const headers = {
    accept: path.endsWith('/stream') ? 'text/event-stream' : 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return new Promise((resolve, reject) => {
    const sending = request(new URL(path, daybook.graphqlUrl), { method, agent, headers }, (answer) => {
      let text = '';
      const done = (): void => resolve({ status: answer.statusCode!, text });
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (!path.endsWith('/stream') || !text.includes('data: {')) return;
        done();
        answer.destroy();
      });
      answer.once('end', done).once('error', reject);
    });
    sending.once('error', reject).end(body);
  });
}

function calling(door: string): Ask {
  const [method = '', path = ''] = door.split(' ');
  return async (token, id) => {
    const named = path.replace(':school', schools.stLevan).replace(/:\w+/g, id);
    const { status, text } = await sent(named, { method, token, ...(method !== 'GET' && { body: '{}' }) });
    const expected = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN' }[status] ?? (status >= 500 ? 'no fault' : code(text));
    expect([door, status, code(text)]).toEqual([door, status, expected]);
    return { code: code(text), text };
  };
}

type Guarded = Exclude<PinnedDoor, { open: true }> & { readonly name: string };
const doors: readonly Guarded[] = Object.entries(pinned).flatMap(([name, door]) =>
  'open' in door ? [] : [{ name, ...door }],
);

/** So many at a time that the API is never idle. */
async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (let item = left.pop(); item !== undefined; item = left.pop()) await act(item);
    }),
  );
}

/** Refused before anybody looked at who asks, refused for who asks, or a fault of ours; else the guard let it through. */
const notLetThrough = [
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'REQUEST_TOO_LARGE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'INTERNAL_SERVER_ERROR',
];

describe('the reviewed table', () => {
  it('names every operation that the published schema has, and no other', () => {
    const inTable = Object.keys(pinned).filter((name) => /^[a-z]/.test(name));
    expect(inTable).toEqual(operations.map(({ kind, name }) => `${kind} ${name}`).sort());
  });
});

/** What the API does where the table says that it lets through, or not. */
async function differences(token: string | undefined, expected: (door: Guarded) => string): Promise<string[]> {
  const found: string[] = [];
  await each(doors, async (door) => {
    // No id: who is let through is told so at once.
    const { code: outcome } = await asks[door.name]!(token, 'none');
    const done = notLetThrough.includes(outcome) ? outcome : 'let through';
    if (done !== expected(door)) found.push(`${door.name}: ${done} instead of ${expected(door)}`);
  });
  return found.sort();
}

describe('what the table says is what the API does', () => {
  it.each(roles)('with the role %s', async (role: Role) => {
    const refused = role === 'system' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    const token = await daybook.token(role, { school: schools.stLevan });
    expect(
      await differences(token, ({ roles: allowed }) => (allowed.includes(role) ? 'let through' : refused)),
    ).toEqual([]);
  });

  it('at every school: with all the roles that an operation is not for, and with one that it is for', async () => {
    const school = schools.stokesWood;
    const found: string[] = [];
    await each(doors, async ({ name, roles: allowed }) => {
      const others = roles.filter((role) => role !== 'system' && !allowed.includes(role));
      const outcomes = [
        (await asks[name]!(await daybook.token(others, { school }), 'none')).code,
        (await asks[name]!(await daybook.token(allowed[0]!, { school }), 'none')).code,
      ];
      if (outcomes[0] !== 'FORBIDDEN' || notLetThrough.includes(outcomes[1]!))
        found.push(`${name}: ${outcomes.join(', ')}`);
    });
    expect(found).toEqual([]);
  });

  it('without a token nothing is let through', async () => {
    expect(await differences(undefined, () => 'UNAUTHENTICATED')).toEqual([]);
  });
});

describe('what one school has recorded', () => {
  it('is shown to it, and in no answer to another school', async () => {
    const shown = { [schools.stLevan]: new Set<string>(), [schools.stokesWood]: new Set<string>() };
    for (const school of Object.values(schools))
      await each(
        doors.filter(({ name }) => !name.startsWith('mutation')),
        async ({ name, roles: allowed }) => {
          const { text } = await asks[name]!(await daybook.token(allowed[0]!, { school }), anId, 4);
          if (text.includes(mark)) shown[school].add(name);
        },
      );
    expect([...shown[schools.stokesWood]]).toEqual([]);
    expect(shown[schools.stLevan].size).toBeGreaterThan(20);
  });

  it('is not told by an id: whatever is sent is answered as with an id that nobody has', async () => {
    const schoolsBegun = new Map<string, Promise<unknown>>();
    /** Nothing that was sent before stands there. */
    const freshSchool = async (): Promise<string> => {
      const school = String(910_000 + schoolsBegun.size);
      schoolsBegun.set(school, adoptPolicy(daybook, school));
      await schoolsBegun.get(school);
      return school;
    };
    const asked = operations.filter(({ kind }) => kind === 'mutation');
    const found: unknown[] = [];
    let begun = 0;
    await each(asked, async (operation) => {
      const { roles: allowed } = doors.find(({ name }) => name === `mutation ${operation.name}`)!;
      const answers = [];
      for (const id of [anId, randomUUID()]) {
        const token = await daybook.token(allowed[0]!, { school: await freshSchool(), actor: sender });
        const { text } = await asking(operation, ['id'])(token, id);
        answers.push(text.replaceAll(id, 'an id'));
      }
      if (answers[0] !== answers[1]) found.push({ [operation.name]: answers });
      if (!answers[0]!.includes('"errors"')) begun += 1;
    });
    expect(found).toEqual([]);
    expect(begun).toBeGreaterThan(10);
  });
});
