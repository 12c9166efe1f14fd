import { londonDay } from '../../libs/calendar/london-time.js';
import { schoolYearOf } from '../../libs/calendar/school-calendar.js';
import type { Role } from '../../libs/people/roles.js';
import {
  adoptPolicies,
  adoptPolicy,
  type Client,
  type Daybook,
  eventually,
  schools,
  startDaybook,
} from '../support/daybook.js';
import { History } from '../support/history.js';

const school = schools.stokesWood;
const written = 'Zebedee Quill was called names in the class chat.';
const today = londonDay(new Date());
const year = schoolYearOf(today);

let daybook: Daybook;
let teacher: Client, dsl: Client, head: Client, governor: Client;
let pupil: string;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  const as = (role: Role): Promise<Client> => daybook.as(role, { school });
  [teacher, dsl, head, governor] = (await Promise.all(
    (['teacher', 'dsl', 'headteacher', 'onlineSafetyGovernor'] as const).map(as),
  )) as [Client, Client, Client, Client];
  pupil = await daybook.person({ school });
  const terms = [{ name: 'The year', from: `${year}-09-01`, to: `${year + 1}-07-20` }];
  await head.does('setTerms', { year, terms, insetDays: [] });
});
afterAll(() => daybook.stop());

async function answer<T>(reader: Client, document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await reader.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}

const report = (kind = 'cyberbullying') => ({
  ...{ kind, occurredAt: new Date(Date.now() - 60_000).toISOString(), place: 'inSchool', facts: written },
  people: [{ person: pupil, role: 'victim', yearGroup: 'year4' }],
});
/** An incident that the DSL acknowledges and weighs. */
async function sorted(by: Client, kind?: string): Promise<string> {
  const { id } = await by.does('raiseIncident', report(kind));
  await dsl.does('acknowledgeIncident', { id });
  await dsl.does('decideSeriousness', { id, seriousness: 'moderate', reasons: written });
  return id;
}

interface Count {
  code: string;
  count: number | null;
  atLeast: number;
}
interface Statistics {
  because: string | null;
  releases: { occasion: string; count: number | null; releasedOn: string }[];
  all: Count;
  byKind: Count[];
}
const statistics = `query ($after: String, $asAt: DateTime) { governorIncidentStatistics(after: $after, asAt: $asAt) {
  because term { name } releases { occasion count releasedOn } all { count atLeast lastTerm lastYear }
  byKind { code count atLeast lastYear } byOutcome { code count } } }`;
const log = `query ($after: String, $asAt: DateTime) { governorIncidentLog(after: $after, asAt: $asAt) {
  because mark entries { kind kindLabel } } }`;
interface Log {
  because: string | null;
  mark: string | null;
  entries: { kind: string | null }[] | null;
}
const shown = (counts: Count[]) =>
  Object.fromEntries(counts.flatMap(({ code, count }) => (count ? [[code, count]] : [])));
const preview = `{ governorReleasePreview { smallest warning all { count shown hidden } byKind { code count shown hidden } } }`;

describe('D24: governors are shown releases of the figures, and nothing between them', () => {
  let before: string;

  it('nothing is shown before the first, and why', async () => {
    for (let nth = 0; nth < 6; nth++) await sorted(teacher);
    await teacher.does('raiseIncident', report());
    const seen = await answer<Statistics>(governor, statistics);
    expect(seen).toMatchObject({ releases: [], all: { count: null, atLeast: 0 }, byKind: [] });
    expect(seen.because).toContain('released when the term is over');
    expect(await answer<Log>(governor, log)).toMatchObject({ entries: null, because: seen.because });
    before = new Date().toISOString();
  });

  it('the DSL and the head see first what a release would show and hide, and why; nobody else releases', async () => {
    await sorted(teacher, 'grooming');
    const seen = await answer<{ all: object; byKind: { code: string }[]; warning: string | null }>(dsl, preview);
    expect(seen).toMatchObject({ smallest: 5, warning: null, all: { count: 7, shown: 7, hidden: null } });
    const of = (code: string) => seen.byKind.find((cell) => cell.code === code);
    expect(of('grooming')).toEqual({ code: 'grooming', count: 1, shown: null, hidden: 'tooFew' });
    expect(of('cyberbullying')).toMatchObject({ count: 6, shown: null, hidden: 'protectsOthers' });
    for (const somebody of [governor, teacher]) {
      expect((await somebody.query(preview)).errors?.[0]?.extensions).toMatchObject({
        code: 'FORBIDDEN',
        clause: 'D24',
      });
      expect(await somebody.isRefused('releaseGovernorFigures', {})).toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('C1: a governor who raises five of a hidden kind learns nothing of it, named or not', async () => {
    const hidden = { ...report('grooming'), anonymous: true };
    expect(await governor.isRefused('raiseIncident', hidden)).toEqual({ code: 'NOT_YOUR_ROLE', clause: 'D24' });
    for (let nth = 0; nth < 5; nth++) await sorted(governor, 'grooming');
    const { position: after } = await dsl.does('releaseGovernorFigures', {});
    const seen = await answer<Statistics>(governor, statistics, { after });
    expect(seen.releases).toEqual([{ occasion: 'byAct', count: 7, releasedOn: today }]);
    expect([seen.all.count, shown(seen.byKind)]).toEqual([7, {}]);
    const { entries } = await answer<Log>(governor, log);
    expect(entries).toEqual(Array(7).fill({ kind: null, kindLabel: null }));
  });

  it('what is sorted after it, merged or closed changes nothing until the next; each incident is in one', async () => {
    const seen = await answer<Statistics>(governor, statistics);
    for (let nth = 0; nth < 5; nth++) await sorted(teacher);
    expect(await answer<Statistics>(governor, statistics)).toEqual(seen);
    const between = new Date().toISOString();
    const { position: after } = await head.does('releaseGovernorFigures', {});
    const now = await answer<Statistics>(governor, statistics, { after });
    expect(now.releases.map(({ count }) => count)).toEqual([7, 5]);
    expect(now.all).toMatchObject({ count: 12, atLeast: 12 });
    expect(now.byKind.find(({ code }) => code === 'cyberbullying')).toMatchObject({ count: null, atLeast: 5 });
    // A moment chooses among the releases; nothing finer.
    expect(await answer<Statistics>(governor, statistics, { asAt: between })).toEqual(seen);
    expect(await answer<Statistics>(governor, statistics, { asAt: before })).toMatchObject({ releases: [] });
    const { entries, mark } = await answer<Log>(governor, log);
    expect(entries!.map(({ kind }) => kind)).toEqual([
      ...Array<string>(5).fill('cyberbullying'),
      ...Array<null>(7).fill(null),
    ]);
    // D26: the visit is signed for what was shown.
    await governor.does('startGovernorVisit', { on: today, marks: [mark!] });
  });

  it('fewer than five show nothing, and who releases is warned', async () => {
    await sorted(teacher);
    const { warning } = await answer<{ warning: string | null }>(dsl, preview);
    expect(warning).toContain('no later release will');
    const { position: after } = await dsl.does('releaseGovernorFigures', {});
    const { all, releases } = await answer<Statistics>(governor, statistics, { after });
    expect([all.count, all.atLeast, releases.at(-1)!.count]).toEqual([null, 12, null]);
  });

  it('nothing is released twice: a release of nothing would say that nothing came after it', async () => {
    expect(await dsl.isRefused('releaseGovernorFigures', {})).toEqual({ code: 'NOTHING_TO_RELEASE', clause: 'D24' });
  });

  it('a governor who signs in as a teacher reports as a governor: in their own name, and is not counted', async () => {
    const both = await daybook.as('teacher', { school });
    const office = await daybook.as('officeManager', { school });
    await office.does('recordPerson', { person: both.actor, name: 'Zebedee Quill', kind: 'staff' });
    const from = `${year}-09-01`;
    const { position } = await office.does('assignRole', { person: both.actor, role: 'governor', from });
    await answer(office, 'query ($after: String) { people(after: $after) { total } }', { after: position });
    const hidden = { ...report('grooming'), anonymous: true };
    expect(await both.isRefused('raiseIncident', hidden)).toEqual({ code: 'NOT_YOUR_ROLE', clause: 'D24' });
    await sorted(both, 'grooming');
    expect(await dsl.isRefused('releaseGovernorFigures', {})).toMatchObject({ code: 'NOTHING_TO_RELEASE' });
  });

  it('no answer holds a name, an id or a moment', async () => {
    const seen = JSON.stringify([await answer(governor, statistics), (await answer<Log>(governor, log)).entries]);
    expect(seen).not.toMatch(/Zebedee|Quill|[0-9a-f]{8}-[0-9a-f]{4}|\dT\d\d:/);
  });

  it('by itself when a term is over', async () => {
    const elsewhere = '900003';
    const { eventStoreUrl, connections, masterKey } = daybook;
    await adoptPolicy(daybook, elsewhere);
    const period = { name: 'Past', from: `${year - 1}-09-01`, to: `${year}-08-31` };
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const planned = { type: 'GovernorReleasePlanned', data: { period, dueAt: new Date(Date.now() - 1).toISOString() } };
    await history.record('governorRelease', elsewhere, [planned], elsewhere);
    await history.close();
    const there = await daybook.as('governor', { school: elsewhere });
    const ofThePast = statistics.replace('($after', '($on: String, $after').replace('(after', '(on: $on, after');
    const releases = await eventually(async () => {
      const seen = await answer<Statistics>(there, ofThePast, { on: `${year}-01-10` });
      return seen.releases.length > 0 ? seen.releases : undefined;
    });
    expect(releases).toMatchObject([{ occasion: 'endOfTerm', count: 0 }]);
  });
});
