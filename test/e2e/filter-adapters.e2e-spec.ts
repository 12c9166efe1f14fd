import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { History } from '../support/history.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { squidIsInstalled, startSquid } from '../support/squid.js';
import { startTinyFilter } from '../support/tiny-filter.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const reason = 'Looked at with the class teacher.';
const secret = randomBytes(32);
const hosts = ['', 'maps.', 'news.', 'chat.', 'bad.', 'www.bad.', 'fine.bad.'].map((name) => `${name}example.org`);

interface People {
  readonly teacher: Client;
  readonly lead: Client;
  readonly head: Client;
  readonly technician: Client;
  readonly governor: Client;
}

interface OrderSeen {
  readonly id: string;
  readonly asked: string;
  readonly confirmed: string | null;
  readonly status: string;
  readonly proof: string | null;
  readonly fault: string | null;
  readonly attempts: number;
}

let daybook: Daybook;
let filter: Awaited<ReturnType<typeof startTinyFilter>>;
let squid: Awaited<ReturnType<typeof startSquid>> | undefined;
let folder: string;
let webhookSchool: People;
let squidSchool: People;

async function peopleOf(school: string): Promise<People> {
  const roles = ['teacher', 'onlineSafetyLead', 'headteacher', 'technician', 'governor'] as const;
  const [teacher, lead, head, technician, governor] = await Promise.all(
    roles.map((role) => daybook.as(role, { school })),
  );
  return { teacher: teacher!, lead: lead!, head: head!, technician: technician!, governor: governor! };
}

beforeAll(async () => {
  filter = await startTinyFilter(secret);
  squid = squidIsInstalled ? await startSquid(hosts) : undefined;
  if (!squid) console.warn('SKIPPED: no squid on this machine: what Daybook writes for it is not tried on a real one');
  folder = await mkdtemp(join(tmpdir(), 'daybook-filters-'));
  const filtersFile = join(folder, 'filters.json');
  await writeFile(
    filtersFile,
    JSON.stringify({
      [schools.stokesWood]: { webhook: { url: filter.url, secret: secret.toString('base64') } },
      [schools.stLevan]: squid ? { squid: squid.settings } : {},
    }),
  );
  daybook = await startDaybook({ filtersFile });
  await adoptPolicies(daybook);
  webhookSchool = await peopleOf(schools.stokesWood);
  squidSchool = await peopleOf(schools.stLevan);
});
afterAll(async () => {
  await daybook.stop();
  await filter.stop();
  await squid?.stop();
  await rm(folder, { recursive: true });
});

async function agreed(
  { teacher, lead }: People,
  target: { kind: string; value: string },
  scope: { kind: string; name?: string } = { kind: 'everyone' },
): Promise<string> {
  const until = inDays(3);
  const { id } = await teacher.does('requestUnblock', { target, scope, studyPurpose: 'Maps', reason, until });
  await lead.does('agreeUnblock', { id, reason });
  return id;
}

const domain = (value: string) => ({ kind: 'domain', value });

/** How the change stands in the log, once it stands so. */
const standsAs = ({ governor }: People, id: string, status: string): Promise<{ what: string; who: string }[]> =>
  eventually(async () => {
    const { data } = await governor.query('{ filteringChangeLog { entries { id status steps { what who role } } } }');
    const { entries } = data!['filteringChangeLog'] as {
      entries: { id: string; status: string; steps: { what: string; who: string }[] }[];
    };
    const entry = entries.find((change) => change.id === id);
    return entry?.status === status ? entry.steps : undefined;
  });

const orderOf = ({ governor }: People, id: string, as: Partial<OrderSeen>): Promise<OrderSeen> =>
  eventually(async () => {
    const { data } = await governor.query(
      '{ filterOrders { entries { id asked confirmed status proof fault attempts } } }',
    );
    const { entries } = data!['filterOrders'] as { entries: OrderSeen[] };
    return entries.find((order) => Object.entries({ id, ...as }).every(([key, value]) => order[key as 'id'] === value));
  });

interface Drift {
  readonly driftSince: string | null;
  readonly missing: readonly string[];
  readonly unexpected: number;
  readonly fault: string | null;
  readonly orderedAgain: readonly string[];
  readonly driftLasting: boolean;
}
const driftOf = ({ governor }: People, is: (drift: Drift) => boolean): Promise<Drift> =>
  eventually(async () => {
    const { data } = await governor.query(
      '{ schoolFilter { driftSince missing unexpected fault orderedAgain driftLasting } }',
    );
    const drift = data!['schoolFilter'] as Drift | null;
    return drift && is(drift) ? drift : undefined;
  });

interface Difference {
  readonly id: string;
  readonly overdue: boolean;
  readonly [field: string]: unknown;
}
async function differencesOf(reader: Client, variables: Record<string, unknown>): Promise<Difference[]> {
  const { data, errors } = await reader.query(
    `query ($after: String, $open: Boolean) { filterDifferences(after: $after, open: $open) { entries {
       id status target overdue settledBy note } } }`,
    variables,
  );
  expect(errors).toBeUndefined();
  return (data!['filterDifferences'] as { entries: Difference[] }).entries;
}

describe('SL6: who carries out what was agreed is the school’s choice', () => {
  it('which is the technician until the head says otherwise, with a reason', async () => {
    const { head, technician, governor } = webhookSchool;
    const id = await agreed(webhookSchool, domain('byhand.example.org'));
    await technician.does('implementUnblock', { id });
    expect(filter.received).toEqual([]);
    const choice = { adapter: 'webhook', reason: 'No technician on Fridays.' };
    expect(await technician.isRefused('chooseFilterAdapter', choice)).toMatchObject({
      code: 'FORBIDDEN',
      clause: 'SL6',
    });
    const { position } = await head.does('chooseFilterAdapter', choice);
    const { data } = await governor.query(
      'query ($after: String) { schoolFilter(after: $after) { adapter reason chosenBy } }',
      {
        after: position,
      },
    );
    expect(data).toEqual({ schoolFilter: { ...choice, chosenBy: head.actor } });
  });
});

describe('SL6, SW7, D17, D18: a filter that takes signed orders', () => {
  it('lets the site through when two have agreed, and the log says that Daybook was the third', async () => {
    const id = await agreed(webhookSchool, domain('maps.example.org'), { kind: 'yearGroup', name: 'Year 4' });
    const steps = await standsAs(webhookSchool, id, 'open');
    expect(steps.at(-1)).toMatchObject({ what: 'SiteUnblocked', who: 'daybook', role: 'system' });
    expect(filter.carriedOut.at(-1)).toMatchObject({
      key: `${id}/1`,
      does: 'letThrough',
      undo: false,
      target: { kind: 'domain', value: 'maps.example.org' },
      scope: { kind: 'yearGroup', name: 'Year 4' },
      illegalSitesStayBlocked: true,
    });
    expect(await orderOf(webhookSchool, id, { status: 'confirmed' })).toMatchObject({
      asked: 'letThrough',
      confirmed: 'letThrough',
      proof: 'answer',
    });
  });

  it('of an opening that is agreed ahead hears at its start and not before, and of one that was taken back never', async () => {
    const { teacher, lead, technician, governor } = webhookSchool;
    const from = inDays(5 / 86_400);
    const ahead = async (value: string, begin: string): Promise<string> => {
      const period = { from: begin, until: inDays(3) };
      const scope = { kind: 'everyone' };
      const asked = { target: domain(value), scope, studyPurpose: 'Maps', reason, ...period };
      const { id } = await teacher.does('requestUnblock', asked);
      await lead.does('agreeUnblock', { id, reason });
      return id;
    };
    // Its deadline would fall due first.
    const takenBack = await ahead('taken-back.example.org', inDays(4 / 86_400));
    await teacher.does('withdrawUnblockRequest', { id: takenBack, reason: 'Another lesson.' });
    const id = await ahead('thursday.example.org', from);
    const early = await technician.isRefused('implementUnblock', { id });
    expect(early).toMatchObject({ code: 'START_DATE_NOT_REACHED', clause: 'D17' });
    expect(filter.received.map(({ change }) => change)).not.toContain(id);

    const steps = await standsAs(webhookSchool, id, 'open');
    expect(steps.map(({ what }) => what)).toEqual(['UnblockRequested', 'UnblockAgreed', 'UnblockDue', 'SiteUnblocked']);
    const { data } = await governor.query(`{
      filteringChangeLog { entries { id opensFrom openedAt } } filterOrders { entries { id askedAt } } }`);
    const log = data as Record<string, { entries: { id: string; [field: string]: string }[] }>;
    const of = (name: string) => log[name]!.entries.find((entry) => entry.id === id)!;
    const { opensFrom, openedAt } = of('filteringChangeLog');
    expect(opensFrom).toBe(from);
    expect(of('filterOrders')['askedAt']! >= from && openedAt! >= from).toBe(true);
    expect(log['filterOrders']!.entries.map((order) => order.id)).not.toContain(takenBack);
    expect(filter.received.map(({ change }) => change)).not.toContain(takenBack);
  });

  it('is asked again under the same key while it does not answer, and does it once; asked and confirmed differ meanwhile', async () => {
    filter.becomes('isBroken');
    const id = await agreed(webhookSchool, domain('slow.example.org'));
    expect(await orderOf(webhookSchool, id, { status: 'failed' })).toMatchObject({
      asked: 'letThrough',
      confirmed: null,
      fault: 'refused',
    });
    filter.becomes('takes');
    expect((await orderOf(webhookSchool, id, { status: 'sent' })).attempts).toBe(2);
    const order = filter.received.findLast(({ change }) => change === id)!;
    const url = `${daybook.graphqlUrl.replace('/graphql', '')}/filter-callbacks/${schools.stokesWood}`;
    const old = { at: new Date(Date.now() - 600_000) };
    expect(await filter.callBack(url, order, { by: randomBytes(32) })).toBe(401);
    expect(await filter.callBack(url, order, old)).toBe(401);
    expect(await filter.callBack(url.replace(schools.stokesWood, schools.stLevan), order)).toBe(401);
    expect([await filter.callBack(url, order), await filter.callBack(url, order)]).toEqual([204, 204]);
    const steps = await standsAs(webhookSchool, id, 'open');
    expect(steps.filter(({ what }) => what === 'SiteUnblocked')).toHaveLength(1);
    expect(await orderOf(webhookSchool, id, { status: 'confirmed' })).toMatchObject({ proof: 'callback' });
    expect(filter.carriedOut.filter(({ change }) => change === id)).toHaveLength(1);
    filter.becomes('answers');
  });

  it('closes again what was withdrawn before it had answered', async () => {
    filter.becomes('takes');
    const id = await agreed(webhookSchool, domain('changed-my-mind.example.org'));
    await orderOf(webhookSchool, id, { status: 'sent' });
    filter.becomes('answers');
    await webhookSchool.teacher.does('withdrawUnblockRequest', { id, reason: 'Another lesson.' });
    await orderOf(webhookSchool, id, { asked: 'blockAgain', status: 'confirmed' });
    expect(filter.carriedOut.at(-1)).toMatchObject({ key: `${id}/2`, undo: true });
    expect([...filter.entries.values()].map(({ change }) => change)).not.toContain(id);
  });

  it('blocks, and lifts a block that was refused', async () => {
    const { technician, lead } = webhookSchool;
    const block = { target: domain('chat.example.org'), scope: { kind: 'allPupils' }, reason };
    const { id } = await technician.does('blockInEmergency', block);
    await orderOf(webhookSchool, id, { asked: 'block', status: 'confirmed' });
    await lead.does('refuseEmergencyBlock', { id, reason });
    await standsAs(webhookSchool, id, 'blockLifted');
    expect(filter.carriedOut.slice(-2)).toMatchObject([
      { does: 'block', undo: false },
      { does: 'block', undo: true },
    ]);
  });

  it('lifts a block that stood once somebody has asked for that and another has agreed', async () => {
    const { teacher, technician, lead } = webhookSchool;
    const block = { target: domain('game.example.org'), scope: { kind: 'allPupils' }, reason };
    const { id } = await technician.does('blockInEmergency', block);
    await lead.does('agreeEmergencyBlock', { id, reason });
    await orderOf(webhookSchool, id, { asked: 'block', status: 'confirmed' });
    await teacher.does('requestBlockLifting', { id, reason });
    expect(await technician.isRefused('confirmBlockLifted', { id })).toMatchObject({ code: 'WRONG_STATE' });
    await lead.does('agreeBlockLifting', { id, reason });
    const steps = await standsAs(webhookSchool, id, 'blockLifted');
    expect(steps.slice(2).map(({ what }) => what)).toEqual([
      'BlockLiftingRequested',
      'BlockLiftingAgreed',
      'BlockLifted',
    ]);
    expect(filter.carriedOut.at(-1)).toMatchObject({ change: id, does: 'block', undo: true });
  });

  it('gets back what it lost, and loses what it kept, once a second look has shown it', async () => {
    const [lost, kept] = [
      await agreed(webhookSchool, domain('lost.example.org')),
      await agreed(webhookSchool, domain('kept.example.org')),
    ];
    await standsAs(webhookSchool, lost, 'open');
    await standsAs(webhookSchool, kept, 'open');
    await webhookSchool.technician.does('confirmReblock', { id: kept });
    await orderOf(webhookSchool, kept, { asked: 'blockAgain', status: 'confirmed' });
    filter.entries.delete(`letThrough ${lost}`);
    filter.entries.set(`letThrough ${kept}`, { change: kept, does: 'letThrough' });
    const { orderedAgain } = await driftOf(webhookSchool, (drift) => drift.orderedAgain.length === 2);
    expect([...orderedAgain].sort()).toEqual([lost, kept].sort());
    await driftOf(webhookSchool, ({ driftSince }) => driftSince === null);
    const ordered = (id: string) => filter.carriedOut.filter(({ change }) => change === id).map(({ key }) => key);
    expect(ordered(lost)).toEqual([`${lost}/1`, `${lost}/2`]);
    expect(ordered(kept)).toEqual([`${kept}/1`, `${kept}/2`, `${kept}/3`]);
    expect([...filter.entries.keys()]).toContain(`letThrough ${lost}`);
    expect([...filter.entries.keys()]).not.toContain(`letThrough ${kept}`);
  });

  it('is not ordered the same a third time where it says that it did and did not', async () => {
    const id = await agreed(webhookSchool, domain('pretended.example.org'));
    const other = await agreed(webhookSchool, domain('also-pretended.example.org'));
    await standsAs(webhookSchool, id, 'open');
    await standsAs(webhookSchool, other, 'open');
    const entry = filter.entries.get(`letThrough ${id}`)!;
    const ordered = (of: string): number => filter.received.filter(({ change }) => change === of).length;
    filter.becomes('pretends');
    filter.entries.delete(`letThrough ${id}`);
    await eventually(() => Promise.resolve(ordered(id) === 2 || undefined));
    // What is lost besides while it lasts is ordered again, and the first one not once more.
    const another = filter.entries.get(`letThrough ${other}`)!;
    filter.entries.delete(`letThrough ${other}`);
    await eventually(() => Promise.resolve(ordered(other) === 2 || undefined));
    const reports = filter.reports();
    await eventually(() => Promise.resolve(filter.reports() > reports + 5 || undefined));
    expect([ordered(id), ordered(other)]).toEqual([2, 2]);
    expect(await driftOf(webhookSchool, ({ missing }) => missing.includes(id))).toMatchObject({
      orderedAgain: [id, other],
    });
    filter.becomes('answers');
    filter.entries.set(`letThrough ${id}`, entry);
    filter.entries.set(`letThrough ${other}`, another);
    await driftOf(webhookSchool, ({ driftSince }) => driftSince === null);
  });

  it('is ordered once more what somebody finds not done, though it says that it is, until a technician has mended it', async () => {
    const { teacher, technician, lead } = webhookSchool;
    const id = await agreed(webhookSchool, domain('seen.example.org'));
    await standsAs(webhookSchool, id, 'open');
    const seen = { target: domain('Seen.example.org'), scope: { kind: 'staff' }, noticed: 'In the staff room.' };
    expect(
      await teacher.isRefused('reportFilterDifference', { ...seen, found: 'blocked', change: randomUUID() }),
    ).toEqual({ code: 'NOT_FOUND', clause: 'SW7' });
    const { id: reported } = await teacher.does('reportFilterDifference', { ...seen, found: 'blocked', change: id });
    await eventually(() => Promise.resolve(filter.carriedOut.some(({ key }) => key === `${id}/2`) || undefined));
    const reason = 'It was there.';
    expect(await teacher.isRefused('confirmFilterMended', { id: reported })).toMatchObject({ code: 'FORBIDDEN' });
    const { id: own } = await lead.does('reportFilterDifference', { ...seen, found: 'open' });
    expect(await lead.isRefused('findFilterAsAgreed', { id: own, reason })).toMatchObject({ code: 'OWN_REQUEST' });
    await technician.does('findFilterAsAgreed', { id: own, reason });
    const { position } = await technician.does('confirmFilterMended', { id: reported, note: 'A cache.' });
    const settledBy = technician.actor;
    expect(await differencesOf(lead, { after: position })).toEqual([
      { id: own, status: 'asAgreed', target: 'seen.example.org', overdue: false, settledBy, note: reason },
      { id: reported, status: 'mended', target: 'seen.example.org', overdue: false, settledBy, note: 'A cache.' },
    ]);
    expect(await differencesOf(lead, { after: position, open: true })).toEqual([]);
  });

  it('drifts in the open: what it has that nobody ordered, and when it cannot say', async () => {
    filter.entries.set('by hand', { change: 'nobody', does: 'letThrough' });
    expect(await driftOf(webhookSchool, ({ unexpected }) => unexpected > 0)).toMatchObject({
      missing: [],
      unexpected: 1,
    });
    filter.becomes('isBroken');
    await driftOf(webhookSchool, ({ fault }) => fault === 'refused');
    filter.becomes('answers');
    filter.entries.delete('by hand');
    await driftOf(webhookSchool, ({ driftSince }) => driftSince === null);
  });

  it('is told to who runs it, and then to the head, where it stays different', async () => {
    const school = '900003';
    const { eventStoreUrl, connections, masterKey } = daybook;
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const found = { adapter: 'webhook', missing: [], lingering: [], unexpected: 1 };
    const mendBy = new Date(Date.now() - 1).toISOString();
    await history.record(
      'schoolFilter',
      school,
      [
        { type: 'FilterDriftFound', data: found },
        { type: 'FilterDriftConfirmed', data: { adapter: 'webhook', orderAgain: [], mendBy } },
      ],
      school,
    );
    const seen = { target: domain('seen.example.org'), scope: { kind: 'staff' }, found: 'open', noticed: reason };
    const reported = { type: 'FilterDifferenceReported', data: { ...seen, alert: ['technician'], mendBy } };
    await history.record('filterDifference', school, [reported]);
    await history.close();
    const elsewhere = await peopleOf(school);
    const [difference] = await eventually(async () => {
      const found = await differencesOf(elsewhere.head, { open: true });
      return found[0]?.overdue ? found : undefined;
    });
    expect(difference).toMatchObject({ status: 'open', target: 'seen.example.org' });
    expect(await driftOf(elsewhere, ({ driftLasting }) => driftLasting)).toMatchObject({ unexpected: 1 });
  });
});

(squidIsInstalled ? describe : describe.skip)('SL6, SW7, D18, D19: a real squid', () => {
  let origin: Server;
  let port: number;
  beforeAll(async () => {
    origin = createServer((_, response) => response.end('the lesson'));
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
    ({ port } = origin.address() as AddressInfo);
    await squidSchool.head.does('chooseFilterAdapter', { adapter: 'squid', reason: 'It stands in the office.' });
  });
  afterAll(() => new Promise((resolve) => origin.close(resolve)));
  const seen = async (host: string, from?: string): Promise<number> =>
    (await squid!.get(`http://${host}:${port}/`, from)).status;

  it('lets a site through for the group that it was agreed for, once it was tried, and blocks it again', async () => {
    expect(await seen('maps.example.org', '127.0.0.4')).toBe(403);
    const id = await agreed(squidSchool, domain('maps.example.org'), { kind: 'yearGroup', name: 'Year 4' });
    await standsAs(squidSchool, id, 'open');
    expect(await squid!.get(`http://maps.example.org:${port}/`, '127.0.0.4')).toEqual({
      status: 200,
      body: 'the lesson',
    });
    expect(await seen('maps.example.org')).toBe(403);
    expect(await orderOf(squidSchool, id, { status: 'confirmed' })).toMatchObject({ proof: 'probe' });
    expect(await readFile(join(squid!.rules, 'daybook.conf'), 'utf8')).toContain('allow year4');
  });

  it('lets one page through and no other', async () => {
    const page = `http://news.example.org:${port}/today`;
    const id = await agreed(squidSchool, { kind: 'url', value: page });
    await standsAs(squidSchool, id, 'open');
    expect((await squid!.get(page)).status).toBe(200);
    expect((await squid!.get(`${page}/more`)).status).toBe(403);
  });

  it('is not asked for what it could only do by opening more: a technician has to decide', async () => {
    const id = await agreed(squidSchool, { kind: 'url', value: 'https://news.example.org/today' });
    expect(await orderOf(squidSchool, id, { status: 'failed' })).toMatchObject({ fault: 'pageNotVisible' });
    await squidSchool.technician.does('implementUnblock', { id });
    await squidSchool.technician.does('confirmReblock', { id });
  });

  it('blocks above what is open, and illegal sites above everything, by their hashes alone', async () => {
    const { technician, teacher, lead } = squidSchool;
    const id = await agreed(squidSchool, domain('bad.example.org'));
    await standsAs(squidSchool, id, 'open');
    expect([await seen('www.bad.example.org'), await seen('fine.bad.example.org')]).toEqual([200, 200]);
    const token = await daybook.token('technician', { school: schools.stLevan });
    await fetch(`${daybook.graphqlUrl.replace('/graphql', '')}/illegal-lists/iwf/editions/1`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: createHash('sha256').update('www.bad.example.org/').digest('hex'),
    });
    await eventually(async () => ((await seen('www.bad.example.org')) === 403 ? true : undefined));
    expect(await seen('fine.bad.example.org')).toBe(200);
    expect(await readFile(join(squid!.rules, 'illegal-sites'), 'utf8')).not.toContain('bad');

    await technician.does('confirmReblock', { id });
    await orderOf(squidSchool, id, { asked: 'blockAgain', status: 'confirmed' });
    expect(await seen('fine.bad.example.org')).toBe(403);
    const wide = await agreed(squidSchool, domain('example.org'));
    await standsAs(squidSchool, wide, 'open');
    expect(await seen('chat.example.org')).toBe(200);
    const { id: block } = await teacher.does('requestBlock', {
      target: domain('chat.example.org'),
      scope: { kind: 'everyone' },
      reason,
    });
    await lead.does('agreeBlock', { id: block, reason });
    await standsAs(squidSchool, block, 'blocked');
    expect([await seen('chat.example.org'), await seen('news.example.org')]).toEqual([403, 200]);
    expect(await seen('www.bad.example.org')).toBe(403);
  });

  it('is as the log says again after its rules were changed by hand, which stays on record', async () => {
    const file = join(squid!.rules, 'open-everyone-domains');
    const before = await readFile(file, 'utf8');
    const mended = (): Promise<boolean> =>
      eventually(async () => ((await readFile(file, 'utf8')) === before ? true : undefined));
    await appendFile(file, '.games.example.org\n');
    await mended();
    await driftOf(squidSchool, ({ driftSince }) => driftSince === null);
    await writeFile(file, before.split('\n').slice(2).join('\n'));
    await mended();
    await driftOf(squidSchool, ({ driftSince }) => driftSince === null);
    const store = new EventStore(daybook.eventStoreUrl);
    const types: string[] = [];
    for await (const { type } of store.read(`schoolFilter-${schools.stLevan}`)) types.push(type);
    await store.close();
    const once = ['FilterDriftFound', 'FilterDriftConfirmed', 'FilterDriftEnded'];
    expect(types.filter((type) => once.includes(type)).slice(-6)).toEqual([...once, ...once]);
  });
});
