import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../apps/audit/audit.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { startTinyFilter } from '../support/tiny-filter.js';

const school = schools.stokesWood;
const scope = { kind: 'yearGroup', name: 'Year 5' };
const reason = 'Looked at with the class teacher.';
const until = new Date(Date.now() + 3 * 86_400_000).toISOString();
const domain = (value: string) => ({ kind: 'domain', value });
const secret = randomBytes(32);

let daybook: Daybook;
let filter: Awaited<ReturnType<typeof startTinyFilter>>;
let folder: string;
let teacher: Client, support: Client, lead: Client, head: Client, technician: Client, governor: Client;
beforeAll(async () => {
  filter = await startTinyFilter(secret);
  folder = await mkdtemp(join(tmpdir(), 'daybook-filters-'));
  const filtersFile = join(folder, 'filters.json');
  await writeFile(
    filtersFile,
    JSON.stringify({ [school]: { webhook: { url: filter.url, secret: secret.toString('base64') } } }),
  );
  daybook = await startDaybook({ filtersFile });
  await adoptPolicies(daybook);
  const roles = ['teacher', 'teacher', 'onlineSafetyLead', 'headteacher', 'technician', 'governor'] as const;
  [teacher, support, lead, head, technician, governor] = (await Promise.all(
    roles.map((role) => daybook.as(role, { school })),
  )) as [Client, Client, Client, Client, Client, Client];
});
afterAll(async () => {
  await daybook.stop();
  await filter.stop();
  await rm(folder, { recursive: true });
});

const fail = (line: string): never => {
  throw new Error(line);
};

async function asks<T>(document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await governor.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}

const openSite = async (value: string, forWhom: object = scope): Promise<string> => {
  const { id } = await teacher.does('requestUnblock', {
    target: domain(value),
    scope: forWhom,
    studyPurpose: 'Weather',
    reason,
    until,
  });
  await lead.does('agreeUnblock', { id, reason });
  return id;
};

interface Entry {
  readonly id: string;
  readonly record: string;
  readonly direction: string;
  readonly status: string;
  readonly target: string;
}
const entries = async (id: string, after: string): Promise<Entry[]> => {
  await shows(after);
  const page = await asks<{ entries: Entry[] }>(
    '{ filteringChangeLog { entries { id record direction status target } } }',
  );
  return page.entries.filter((entry) => entry.id === id).sort((a, b) => (a.direction < b.direction ? -1 : 1));
};

/** Until the log shows all of it, however busy the machine is. */
const shows = (after: string): Promise<true> =>
  eventually(async () => {
    const { errors } = await governor.query(
      'query ($after: String) { filteringChangeLog(after: $after, first: 1) { total } }',
      {
        after,
      },
    );
    return errors === undefined ? true : undefined;
  });

describe('SL3, SL6: one id, two kinds of record', () => {
  it('an opening stays in every view of the governors when somebody asks for a block under its id', async () => {
    const id = await openSite('weather.example.org');
    await technician.does('implementUnblock', { id });
    const { position } = await support.does('requestBlock', { id, target: domain('other.example.org'), scope, reason });
    await lead.does('declineBlock', { id, reason });

    expect((await entries(id, position)).map(({ direction, target }) => [direction, target])).toEqual([
      ['block', 'other.example.org'],
      ['unblock', 'weather.example.org'],
    ]);
    expect((await entries(id, position)).map(({ record }) => record)).toEqual([
      `filteringBlock-${id}`,
      `filteringChange-${id}`,
    ]);
    const open = await asks<{ change: { id: string; target: string } }[]>(
      'query ($at: String!) { filteringOpenAt(at: $at) { change { id target } } }',
      { at: new Date().toISOString() },
    );
    expect(open).toContainEqual({ change: { id, target: 'weather.example.org' } });
    const [from, to] = [new Date(Date.now() - 86_400_000), new Date(Date.now() + 1_000)].map((at) => at.toISOString());
    expect(
      await asks<{ opened: unknown[] }>(
        'query ($from: String!, $to: String!) { filteringBetween(from: $from, to: $to) { opened { change { id } } } }',
        { from, to },
      ),
    ).toEqual({ opened: expect.arrayContaining([{ change: { id } }]) as unknown });
    const today = new Date();
    const year = today.getUTCMonth() < 8 ? today.getUTCFullYear() - 1 : today.getUTCFullYear();
    const timelines = await asks<{ text: string }[]>(`{ filteringTimelines(year: ${year}) { text } }`);
    expect(timelines.map(({ text }) => text).join()).toContain('weather.example.org');
    const csv = await fetch(daybook.graphqlUrl.replace('/graphql', '/governors/filtering-changes.csv'), {
      headers: { authorization: `Bearer ${governor.token}` },
    });
    expect((await csv.text()).split('\r\n').filter((line) => line.includes(id))).toHaveLength(2);
    // The steps of both go on under the id that the log shows.
    await technician.does('confirmReblock', { id });
  });

  it('a new edition of a list of illegal sites still finds the opening (D19)', async () => {
    const id = await openSite('soon-listed.example.org');
    await technician.does('implementUnblock', { id });
    await support.does('requestBlock', { id, target: domain('another.example.org'), scope, reason });
    const response = await fetch(daybook.graphqlUrl.replace('/graphql', '/illegal-lists/iwf/editions/1'), {
      method: 'PUT',
      headers: { authorization: `Bearer ${technician.token}` },
      body: createHash('sha256').update('soon-listed.example.org/').digest('hex'),
    });
    expect(response.status).toBe(200);
    const { position } = (await response.json()) as { position: string };
    expect(await entries(id, position)).toMatchObject([{ status: 'requested' }, { status: 'reblockOrdered' }]);
  });

  it('a record that has only a block shows it, and its overlaps are found as those of any other', async () => {
    const target = domain('crowded.example.org');
    const id = await openSite('crowded.example.org');
    const { position } = await support.does('requestBlock', { id, target, scope, reason });
    await shows(position);
    const log = await asks<{ entries: (Entry & { overlapping: unknown[] })[] }>(
      '{ filteringChangeLog { entries { id direction overlapping { change direction how } } } }',
    );
    expect(log.entries.find((entry) => entry.id === id && entry.direction === 'block')?.overlapping).toEqual([
      { change: id, direction: 'unblock', how: 'same' },
    ]);
  });

  it('the filter is given both, and each is undone by itself', async () => {
    await head.does('chooseFilterAdapter', { adapter: 'webhook', reason: 'Less to do by hand.' });
    const id = await openSite('both.example.org');
    await eventually(() => Promise.resolve(filter.entries.get(`letThrough ${id}`)));
    await technician.does('blockInEmergency', { id, target: domain('harm.example.org'), scope, reason });
    await eventually(() => Promise.resolve(filter.entries.get(`block ${id}`)));
    const of = (does: string) => filter.carriedOut.filter((order) => order.change === id && order.does === does);
    expect(new Set([...of('letThrough'), ...of('block')].map(({ key }) => key)).size).toBe(2);
    await lead.does('refuseEmergencyBlock', { id, reason });
    await eventually(() => Promise.resolve(filter.entries.has(`block ${id}`) ? undefined : true));
    expect([...filter.entries.keys()]).toContain(`letThrough ${id}`);
    const orders = await eventually(async () => {
      const page = await asks<{ entries: { id: string; direction: string; confirmed: string }[] }>(
        '{ filterOrders { entries { id direction confirmed } } }',
      );
      const own = page.entries.filter((order) => order.id === id);
      return own.some(({ confirmed }) => confirmed === 'lift') ? own : undefined;
    });
    expect(new Set(orders.map(({ direction, confirmed }) => `${direction} ${confirmed}`))).toEqual(
      new Set(['block lift', 'unblock letThrough']),
    );
    // What the filter confirmed of the opening alone is ordered again, where the report says which of the two it means.
    const about = { target: domain('both.example.org'), scope, found: 'blocked', change: id, noticed: 'Room 4.' };
    expect(await teacher.isRefused('reportFilterDifference', about)).toMatchObject({ code: 'CHANGE_AMBIGUOUS' });
    await teacher.does('reportFilterDifference', { ...about, direction: 'unblock' });
    await eventually(() => Promise.resolve(of('letThrough').find(({ key }) => key.endsWith('/2'))));
    expect(of('block').map(({ key }) => key.split('/')[1])).toEqual(['1', '2']);
  });

  it('whoever asked makes the change only where the school has decided so, and it shows', async () => {
    await head.does('chooseFilterAdapter', { adapter: 'manual', reason: 'Back to the technician.' });
    const both = await daybook.as('technician', { school, actor: teacher.actor });
    const id = await openSite('two-people.example.org');
    expect(await both.isRefused('implementUnblock', { id })).toMatchObject({ code: 'SAME_PERSON_TWICE' });
    expect(await lead.isRefused('allowTwoPeople', { minuteReference: 'item 9', reason })).toMatchObject({
      code: 'FORBIDDEN',
    });
    const minuteReference = 'FGB, item 9';
    await head.does('allowTwoPeople', { minuteReference, reason: 'We have no third person.' });
    expect(await both.isRefused('implementUnblock', { id })).toMatchObject({ code: 'SAME_PERSON_TWICE' });
    expect(await head.isRefused('confirmTwoPeople', { minuteReference })).toEqual({
      code: 'SAME_PERSON_TWICE',
      clause: 'SL6',
    });
    const chair = await daybook.as('chairOfGovernors', { school });
    const confirmed = await chair.does('confirmTwoPeople', { minuteReference });
    const { data } = await head.query(
      'query ($after: String) { schoolPolicy(after: $after) { people { decidedBy confirmedBy } peopleToConfirm { reason } } }',
      { after: confirmed.position },
    );
    expect(data).toEqual({
      schoolPolicy: { people: [{ decidedBy: head.actor, confirmedBy: chair.actor }], peopleToConfirm: null },
    });
    const { position } = await both.does('implementUnblock', { id });
    await shows(position);
    const log = await asks<{ entries: { id: string; twoPeople: boolean }[] }>(
      '{ filteringChangeLog { entries { id twoPeople } } }',
    );
    expect(log.entries.filter(({ twoPeople }) => twoPeople)).toEqual([{ id, twoPeople: true }]);
    expect(await asks('{ governorView { changesByTwoPeople } }')).toEqual({ changesByTwoPeople: 1 });
    await head.does('requireThreePeople', { reason: 'A second technician has come.' });
    await head.does('chooseFilterAdapter', { adapter: 'webhook', reason: 'Less to do by hand.' });
  });

  it('a class is one class, however it is typed, and everybody is everybody', async () => {
    const id = await openSite('typed.example.org', { kind: 'yearGroup', name: 'Y5' });
    const { position } = await technician.does('blockInEmergency', {
      target: domain('shut.example.org'),
      scope: { kind: 'pupilGroup', name: 'Chess  Club' },
      reason,
    });
    await shows(position);
    await eventually(() => Promise.resolve(filter.entries.get(`letThrough ${id}`)));
    const openFor = (name: string): Promise<{ change: { id: string; scopeName: string } }[]> =>
      asks(
        `query ($at: String!, $name: String!) { filteringOpenAt(at: $at, scope: { kind: yearGroup, name: $name }) {
           change { id scopeName } } }`,
        { at: new Date().toISOString(), name },
      );
    await eventually(async () => ((await openFor('Year 5')).some(({ change }) => change.id === id) ? true : undefined));
    for (const name of ['year 5', 'Yr5', '5'])
      expect(await openFor(name)).toContainEqual({ change: { id, scopeName: 'Year 5' } });
    expect((await openFor('Year 6')).map(({ change }) => change.id)).not.toContain(id);
    const overlaps = await teacher.query(
      `{ overlappingFilteringChanges(target: { kind: domain, value: "shut.example.org" },
           scope: { kind: pupilGroup, name: "CHESS CLUB" }) { scopeName } }`,
    );
    expect(overlaps.data).toEqual({ overlappingFilteringChanges: [{ scopeName: 'Chess Club' }] });
    const unknown = { target: domain('x.example.org'), scope: { kind: 'yearGroup', name: 'Maple' }, reason };
    expect(await support.isRefused('requestBlock', unknown)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('a rebuild of all read models finds no difference (D35)', async () => {
    const lines: string[] = [];
    const environment = { ...daybook.apiEnvironment, READ_DATABASE_URL: daybook.connections.projector };
    const code = await audit(['rebuild', '--all'], environment, (line) => void lines.push(line), fail);
    expect([code, lines.filter((line) => !line.includes('0 differences'))]).toEqual([0, []]);
  });
});
