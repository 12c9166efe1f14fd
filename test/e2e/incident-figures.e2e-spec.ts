import { createClient } from 'graphql-sse';
import { inTime } from '../support/in-time.js';
import { randomUUID } from 'node:crypto';
import type { Role } from '../../libs/people/roles.js';
import { disclosuresIn } from '../support/disclosures.js';
import { adoptPolicies, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const school = schools.stokesWood;
const written = 'Zebedee Quill was called names in the class chat.';

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

const as = (role: Role, actor?: string): Promise<Client> => daybook.as(role, { school, ...(actor && { actor }) });

async function answer<T>(reader: Client, document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await reader.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}

interface Count {
  code: string;
  count: number | null;
  lastYear: number | null;
}
type Statistics = Record<
  'byKind' | 'bySeriousness' | 'byYearGroup' | 'byPlace' | 'byParents' | 'byOutcome' | 'byTerm',
  Count[]
> & {
  all: Count;
  term: { name: string; from: string; to: string };
  termLastYear: { name: string } | null;
};
const list = '{ code label count lastYear }';
const statistics = (query: string): string => `query ($on: String, $after: String) { ${query}(on: $on, after: $after) {
  term { name from to } termLastYear { name } all ${list}
  byKind ${list} bySeriousness ${list} byYearGroup ${list} byPlace ${list} byParents ${list} byOutcome ${list} byTerm ${list} } }`;
const cell = (counts: Count[], code: string) => {
  const { count, lastYear } = counts.find((known) => known.code === code)!;
  return [count, lastYear];
};

describe('incidents in numbers', () => {
  let after: string;
  beforeAll(async () => {
    const [head, teacher] = [await as('headteacher'), await as('teacher')];
    for (const year of [2024, 2025])
      await head.does('setTerms', {
        year,
        terms: [
          { name: 'Autumn', from: `${year}-09-03`, to: `${year}-12-19` },
          { name: 'Spring', from: `${year + 1}-01-05`, to: `${year + 1}-03-27` },
        ],
        insetDays: [],
      });
    const [pupil, ofStaff] = [await daybook.person({ school }), await daybook.person({ school })];
    const raise = async (day: string, yearGroup: string, more: Record<string, unknown> = {}) => {
      const people = [{ person: pupil, role: 'victim', yearGroup }];
      const occurredAt = `${day}T10:15:00Z`;
      const report = { kind: 'cyberbullying', occurredAt, place: 'inSchool', facts: written, people, ...more };
      after = (await teacher.does('raiseIncident', report)).position;
    };
    for (let nth = 0; nth < 6; nth++) await raise('2025-10-06', 'year4');
    for (let nth = 0; nth < 5; nth++) await raise('2025-12-30', 'year6');
    await raise('2025-10-07', 'year5', { place: 'schoolTrip' });
    await raise('2024-11-07', 'year4');
    await raise('2026-01-05', 'year4');
    await raise('2025-10-08', 'year4', {
      kind: 'staffAllegation',
      people: [{ person: ofStaff, role: 'alleged', capacity: 'staff' }],
    });
  });

  it('are counted by kind, seriousness, year group, place and term, against the same term last year', async () => {
    const seen = await answer<Statistics>(await as('dsl'), statistics('incidentStatistics'), {
      on: '2025-11-01',
      after,
    });
    expect(seen.term).toEqual({ name: 'Autumn', from: '2025-09-01', to: '2026-01-04' });
    expect(seen.all).toMatchObject({ count: 12, lastYear: 1 });
    expect(cell(seen.byKind, 'cyberbullying')).toEqual([12, 1]);
    expect(cell(seen.bySeriousness, 'notDecided')).toEqual([12, 1]);
    expect(['year4', 'year5', 'year6'].map((group) => cell(seen.byYearGroup, group))).toEqual([
      [6, 1],
      [1, 0],
      [5, 0],
    ]);
    expect(cell(seen.byPlace, 'schoolTrip')).toEqual([1, 0]);
    expect([cell(seen.byParents, 'notDecided'), cell(seen.byOutcome, 'notClosed')]).toEqual([
      [12, 1],
      [12, 1],
    ]);
    expect(seen.byTerm.map(({ code, count, lastYear }) => [code, count, lastYear])).toEqual([
      ['Autumn', 12, 1],
      ['Spring', 1, 0],
    ]);
  });

  it('SL16: count what is about staff for the headteacher alone', async () => {
    const on = '2025-11-01';
    const head = await answer<Statistics>(await as('headteacher'), statistics('incidentStatistics'), { on, after });
    expect(cell(head.byKind, 'staffAllegation')).toEqual([1, 0]);
    const dsl = await answer<Statistics>(await as('dsl'), statistics('incidentStatistics'), { on, after });
    expect(dsl.byKind.map(({ code }) => code)).not.toContain('staffAllegation');
  });

  it('are of no term where the school has set none', async () => {
    expect(await answer(await as('dsl'), statistics('incidentStatistics'), { on: '2022-11-01' })).toBeNull();
  });
});

describe('what waits', () => {
  const queue = `query ($after: String) { triageQueue(after: $after) {
    id status seriousness seriousnessDecided wants due overdue escalatedTo } }`;
  const report = { kind: 'cyberbullying', occurredAt: '2026-03-10T10:15:00Z', place: 'inSchool', facts: written };

  it('D7, D9: the queue has every open incident, what it waits for and until when, and no name', async () => {
    const [teacher, dsl] = [await as('teacher'), await as('dsl')];
    const handled = await teacher.does('raiseIncident', { ...report, place: 'outOfSchool', membershipLink: written });
    const waiting = await teacher.does('raiseIncident', report);
    const { id } = handled;
    await dsl.does('acknowledgeIncident', { id });
    await dsl.does('decideSeriousness', { id, seriousness: 'moderate', reasons: written });
    const due = new Date(Date.now() + 86_400_000).toISOString();
    await daybook.person({ school, id: dsl.actor, role: 'teacher' });
    const action = { id, actionId: randomUUID(), what: written, owner: dsl.actor };
    const { position: after } = await dsl.does('recordAction', { ...action, due });
    const seen = await answer<{ id: string; status: string }[]>(dsl, queue, { after });
    expect(seen.find((entry) => entry.id === id)).toEqual({
      ...{ id, status: 'acknowledged', seriousness: 'moderate', seriousnessDecided: true },
      ...{ wants: ['parentsDecision', 'action'], due, overdue: false, escalatedTo: null },
    });
    expect(seen.find((entry) => entry.id === waiting.id)).toMatchObject({
      status: 'raised',
      seriousnessDecided: false,
      wants: ['acknowledgement', 'seriousness', 'parentsDecision'],
      overdue: false,
    });
    const statuses = seen.map(({ status }) => status);
    expect(statuses).toEqual([...statuses].sort().reverse());
    expect(JSON.stringify(seen)).not.toMatch(/Zebedee|Quill/);
    const teachers = await teacher.query(queue);
    expect(teachers.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', clause: 'SW6' } }]);
  });

  it('SL16: the staff table shows the headteacher alone which kinds led to which actions', async () => {
    const [head, dsl] = [await as('headteacher'), await as('dsl')];
    const people = [{ person: await daybook.person({ school }), role: 'alleged', capacity: 'staff' }];
    const { id } = await head.does('raiseIncident', { ...report, kind: 'staffAllegation', people });
    await head.does('acknowledgeIncident', { id });
    const { position: after } = await head.does('recordSanction', { id, sanction: 'warning', reason: written });
    const matrix = `query ($after: String) { staffMatrix(after: $after) { kind incidents actions { code foreseen taken } } }`;
    const rows = await answer<{ kind: string; incidents: number; actions: { code: string; taken: number }[] }[]>(
      head,
      matrix,
      { after },
    );
    const row = rows.find(({ kind }) => kind === 'staffAllegation')!;
    expect(row.incidents).toBeGreaterThan(0);
    expect(row.actions.find(({ code }) => code === 'warning')).toMatchObject({ taken: 1, foreseen: false });
    expect(rows.map(({ kind }) => kind)).not.toContain('cyberbullying');
    expect((await dsl.query(matrix)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', clause: 'SL16' } }]);
  });
});

describe('kinds and hours of a school’s own', () => {
  const own = { code: 'ownRobuxTrading', label: 'Trading in games', countedAs: 'commerce', reason: written };
  const report = { kind: own.code, occurredAt: '2025-10-06T10:15:00Z', place: 'inSchool', facts: written };
  const here = (role: Role): Promise<Client> => daybook.as(role, { school: schools.stLevan });
  const kinds =
    '{ adoptedPolicy { incidentKinds { code source countedAs { code label } } degrees { code hours source } } }';
  const one = `query ($id: ID!, $after: String) { incident(id: $id, after: $after) { kind kindLabel countedAs risk acknowledgeBy recordedAt } }`;
  interface Kinds {
    incidentKinds: { code: string; countedAs: { code: string } | null }[];
    degrees: { code: string; hours: number; source: string }[];
  }

  it('D4: are offered, counted as what they stand for, and read as they were worded when they are retired', async () => {
    const [head, dsl, teacher, governor] = (await Promise.all(
      (['headteacher', 'dsl', 'teacher', 'governor'] as const).map(here),
    )) as [Client, Client, Client, Client];
    const terms = [{ name: 'Autumn', from: '2025-09-03', to: '2025-12-19' }];
    await head.does('setTerms', { year: 2025, terms, insetDays: [] });
    expect((await teacher.isRefused('raiseIncident', report)).code).toBe('UNKNOWN_INCIDENT_KIND');
    expect(await teacher.isRefused('addIncidentKind', own)).toMatchObject({ code: 'FORBIDDEN', clause: 'D4' });
    expect((await dsl.isRefused('addIncidentKind', { ...own, code: 'cyberbullying' })).code).toBe('BAD_USER_INPUT');
    await dsl.does('addIncidentKind', own);
    const raised = await Promise.all([1, 2, 3, 4, 5].map(() => teacher.does('raiseIncident', report)));
    await dsl.does('changeIncidentKind', { ...own, label: 'Buying in games' });
    const { position: after } = await dsl.does('retireIncidentKind', { code: own.code, reason: written });
    expect((await teacher.isRefused('raiseIncident', report)).code).toBe('UNKNOWN_INCIDENT_KIND');
    const offered = (await answer<Kinds>(teacher, kinds)).incidentKinds.map(({ code }) => code);
    expect(offered).not.toContain(own.code);

    expect(await answer(dsl, one, { id: raised[0]!.id, after: raised[4]!.position })).toMatchObject({
      ...{ kind: own.code, kindLabel: 'Trading in games', countedAs: 'commerce', risk: 'commerce' },
    });
    const seen = await answer<Statistics>(dsl, statistics('incidentStatistics'), {
      on: '2025-11-01',
      after: raised[4]!.position,
    });
    expect([cell(seen.byKind, 'commerce'), seen.byKind.some(({ code }) => code === own.code)]).toEqual([
      [5, null],
      false,
    ]);
    const history = `query ($after: String) { schoolPolicy(after: $after) { adoptions { edition }
      kinds { code versions { label decidedBy reason } retiredBy } } }`;
    const by = { decidedBy: dsl.actor, reason: written };
    expect(await answer(dsl, history, { after })).toEqual({
      adoptions: [{ edition: 'st-levan@2017-09' }],
      kinds: [
        {
          code: own.code,
          versions: [
            { label: 'Trading in games', ...by },
            { label: 'Buying in games', ...by },
          ],
          retiredBy: dsl.actor,
        },
      ],
    });
    expect((await governor.query(history)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', clause: 'D4' } }]);
  });

  it('SL1: nobody adopts a policy alone; until another person has confirmed it nothing is judged by it', async () => {
    const school = '930001';
    const [chair, head, dsl, teacher] = (await Promise.all(
      (['chairOfGovernors', 'headteacher', 'dsl', 'teacher'] as const).map((role) => daybook.as(role, { school })),
    )) as [Client, Client, Client, Client];
    const edition = { pack: 'stokes-wood', edition: '2024-09' };
    const minuted = { approvedOn: '2025-09-15', minuteReference: 'Item 4', nextReviewOn: '2026-09-15' };
    const { position: recorded } = await chair.does('adoptPolicy', { ...edition, ...minuted });
    const seen = `query ($after: String) { schoolPolicy(after: $after) {
      adoptions { edition recordedBy confirmedBy } approval { edition recordedBy confirmedBy } } }`;
    const approval = { edition: 'stokes-wood@2024-09', recordedBy: chair.actor };
    expect(await answer(dsl, seen, { after: recorded })).toEqual({
      ...{ adoptions: [], approval: { ...approval, confirmedBy: null } },
    });
    const inForce = '{ adoptedPolicy { edition } }';
    expect((await teacher.query(inForce)).data).toEqual({ adoptedPolicy: null });
    const refused = { code: 'SAME_PERSON_TWICE', clause: 'SL1' };
    expect(await chair.isRefused('confirmPolicyAdoption', edition)).toEqual(refused);
    const inAnotherRole = await daybook.as('headteacher', { school, actor: chair.actor });
    expect(await inAnotherRole.isRefused('confirmPolicyAdoption', edition)).toEqual(refused);
    expect((await dsl.isRefused('confirmPolicyAdoption', edition)).code).toBe('FORBIDDEN');
    const { position: confirmed } = await head.does('confirmPolicyAdoption', edition);
    expect((await teacher.query(inForce)).data).toEqual({ adoptedPolicy: { edition: approval.edition } });
    expect(await answer(dsl, seen, { after: confirmed })).toEqual({
      ...{ adoptions: [{ ...approval, confirmedBy: head.actor }], approval: null },
    });
  });

  it('SL1: a school adopts no policy that was written for another one', async () => {
    const governor = await daybook.as('governor', { school: '900077' });
    const minuted = { approvedOn: '2025-09-15', minuteReference: 'Item 4', nextReviewOn: '2026-09-15' };
    expect(await governor.isRefused('adoptPolicy', { pack: 'st-levan', edition: '2017-09', ...minuted })).toEqual({
      code: 'POLICY_OF_ANOTHER_SCHOOL',
      clause: 'SL1',
    });
    await governor.does('adoptPolicy', { pack: 'stokes-wood', edition: '2024-09', ...minuted });
  });

  it('D7: the headteacher sets the hours, and the next report waits no longer', async () => {
    const [head, dsl, teacher] = (await Promise.all((['headteacher', 'dsl', 'teacher'] as const).map(here))) as [
      Client,
      Client,
      Client,
    ];
    const hours = { seriousness: 'critical', hours: 2, reason: written };
    expect((await dsl.isRefused('setAcknowledgementHours', hours)).code).toBe('FORBIDDEN');
    expect(await head.isRefused('setAcknowledgementHours', { ...hours, hours: 30 })).toEqual({
      code: 'GRAVER_WAITS_LONGER',
      clause: 'D7',
    });
    await head.does('setAcknowledgementHours', hours);
    const { id, position: after } = await teacher.does('raiseIncident', { ...report, kind: 'grooming' });
    const { acknowledgeBy, recordedAt } = await answer<{ acknowledgeBy: string; recordedAt: string }>(dsl, one, {
      id,
      after,
    });
    expect(Date.parse(acknowledgeBy) - Date.parse(recordedAt)).toBeLessThan(2.01 * 3_600_000);
    expect((await answer<Kinds>(teacher, kinds)).degrees.at(-1)).toEqual({
      code: 'critical',
      hours: 2,
      source: 'school',
    });
  });
});

describe('the search through all that was written', () => {
  const search = `query ($words: String!, $filter: IncidentFilter, $first: Int, $cursor: String, $after: String) {
    searchIncidents(words: $words, filter: $filter, first: $first, cursor: $cursor, after: $after) {
      entries { incident { id kind } excerpt { text found } } nextCursor total } }`;
  interface Found {
    entries: { incident: { id: string }; excerpt: { text: string; found: boolean }[] }[];
    nextCursor: string | null;
    total: number;
  }
  const report = { kind: 'cyberbullying', occurredAt: '2026-03-10T10:15:00Z', place: 'inSchool' };
  let dsl: Client;
  let head: Client;
  let after: string;
  /** Four of the safeguarding team, one of staff, one of the headteacher, one in which the DSL herself is accused. */
  const raised: string[] = [];
  beforeAll(async () => {
    const teacher = await as('teacher');
    [dsl, head] = [await as('dsl'), await as('headteacher')];
    const raise = async (facts: string, more: Record<string, unknown> = {}): Promise<void> => {
      raised.push((await teacher.does('raiseIncident', { ...report, facts, ...more })).id);
    };
    for (const nth of [1, 2, 3, 4]) await raise(`Penhaligon shared ${nth} screenshots <b>again</b>.`);
    const someone = await daybook.person({ school, id: dsl.actor });
    const accused = (capacity: string) => ({ people: [{ person: someone, role: 'alleged', capacity }] });
    await raise('Penhaligon, of staff.', { kind: 'staffAllegation', ...accused('staff') });
    await raise('Penhaligon, of the head.', { kind: 'staffAllegation', ...accused('headteacher') });
    await raise('Penhaligon, of the lead.', { people: [{ person: dsl.actor, role: 'alleged' }] });
    const id = raised[0]!;
    await dsl.does('acknowledgeIncident', { id });
    await dsl.does('addAddendum', { id, text: 'The grandmother telephoned about Trevanion.' });
    const corrected = { id, facts: 'Penhaligon shared one screenshot.', reason: 'Miscounted by Kerensa.' };
    ({ position: after } = await dsl.does('correctFacts', corrected));
  });
  const find = (who: Client, words: string, more: Record<string, unknown> = {}): Promise<Found> =>
    answer<Found>(who, search, { words, after, ...more });
  const idsOf = ({ entries }: Found): string[] => entries.map(({ incident: { id } }) => id);

  it('SW6, D3: finds words in any form, in facts, addenda, reasons and what was corrected, and shows where as plain text', async () => {
    for (const words of ['trevanions', '"grandmother telephoned"', 'miscount', '"1 screenshots" kerensa'])
      expect(idsOf(await find(dsl, words))).toEqual([raised[0]]);
    expect(idsOf(await find(dsl, 'penhaligon -trevanion'))).toEqual(raised.slice(1, 4).reverse());
    const { excerpt } = (await find(dsl, '"2 screenshots"')).entries[0]!;
    expect(excerpt.filter(({ found }) => found).map(({ text }) => text)).toEqual(['2', 'screenshots']);
    expect(excerpt.map(({ text }) => text).join('')).toContain('Penhaligon shared 2 screenshots (b)again');
  });

  it('D6, SL16: nobody finds a case that is not in their hands, nor learns that there is one', async () => {
    const seen = async (who: Client, words = 'penhaligon') => {
      const page = await find(who, words);
      return [page.total, ...idsOf(page)];
    };
    expect(await seen(dsl)).toEqual([4, ...raised.slice(0, 4).reverse()]);
    expect(await seen(head)).toEqual([6, raised[6], raised[4], ...raised.slice(0, 4).reverse()]);
    for (const who of [dsl, head]) expect(await seen(who, '"of the head"')).toEqual([0]);
    expect(await seen(await daybook.as('dsl', { school: schools.stLevan }))).toEqual([0]);
    for (const role of ['teacher', 'governor', 'chairOfGovernors', 'auditor', 'systemAdministrator'] as const)
      expect((await (await as(role)).query(search, { words: 'penhaligon' })).errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN' } },
      ]);
  });

  it('goes through what was found page by page, the last recorded first, within what the filter asks for', async () => {
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Found = await find(dsl, 'penhaligon', { first: 3, cursor });
      expect(page.total).toBe(4);
      paged.push(...idsOf(page));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(raised.slice(0, 4).reverse());
    expect(idsOf(await find(dsl, 'penhaligon', { filter: { status: ['acknowledged'] } }))).toEqual([raised[0]]);
    expect(idsOf(await find(dsl, 'penhaligon', { filter: { kind: ['grooming'] } }))).toEqual([]);
    expect(idsOf(await find(dsl, 'penhaligon', { filter: { to: '2026-03-10T10:15:00Z' } }))).toEqual([]);
  });

  it.each([`'); drop table incident_log; --`, '"', '!!!', '-', '& | <-> :*', 'qx\u0002\u0003', '%', 'or or'])(
    'takes any words for words: %j',
    async (words) => {
      expect((await find(dsl, words)).total).toBe(0);
    },
  );

  it('D37: each page is on record before it is shown, with what was looked for sealed; what was refused is not', async () => {
    const before = (await disclosuresIn(daybook.eventStoreUrl)).length;
    await find(dsl, 'Trevanion');
    await dsl.query(search, { words: '' });
    await (await as('teacher')).query(search, { words: 'Trevanion' });
    const [searched, ...others] = (await disclosuresIn(daybook.eventStoreUrl)).slice(before);
    expect(others).toEqual([]);
    expect(searched).toMatchObject({ type: 'IncidentsSearched', metadata: { actor: dsl.actor, school } });
    expect(searched!.data).toMatchObject({ found: 1 });
    expect(JSON.stringify([searched!.stream, searched!.data, searched!.metadata])).not.toMatch(/trevanion/i);
  });
});

describe('the triage queue, watched', () => {
  const watched = 'subscription { triageQueueChanged { id status kindLabel wants } }';
  const report = { kind: 'cyberbullying', occurredAt: '2026-03-10T10:15:00Z', place: 'inSchool', facts: written };
  interface Told {
    data?: { triageQueueChanged: { id: string; status: string }[] };
    errors?: { extensions: { code: string } }[];
  }

  const asked = (token: string, query: string, url: string, stop = new AbortController()): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      // As the client of graphql-sse says it.
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream',
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ query }),
      signal: stop.signal,
    });

  /** What the stream tells, one after another, until it is complete or left. */
  async function* watch(
    token: string,
    query = watched,
    url = `${daybook.graphqlUrl}/stream`,
  ): AsyncGenerator<Told, void> {
    const stop = new AbortController();
    const response = await asked(token, query, url, stop);
    let text = '';
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const [event, data] = [/^event: (.*)$/m, /^data: (.*)$/m].map((field) => field.exec(text.slice(0, end))?.[1]);
          text = text.slice(end + 2);
          if (event === 'next') yield JSON.parse(data!) as Told;
          if (event === 'complete') return;
        }
      }
      throw new Error('the stream was cut off');
    } finally {
      stop.abort();
    }
  }
  const next = async (told: AsyncGenerator<Told, void>): Promise<Told> => {
    const { value, done } = await told.next();
    if (done ?? !value) throw new Error('the stream has ended');
    return value;
  };

  it('D6, D7: is told now and at every change, under the doors of the queue, without a name', async () => {
    const [teacher, dsl] = [await as('teacher'), await as('dsl')];
    const told = watch(dsl.token);
    const seen = [await next(told)];
    const last = () => seen.at(-1)!.data!.triageQueueChanged;
    const people = [{ person: await daybook.person({ school }), role: 'alleged', capacity: 'staff' }];
    const ofStaff = await teacher.does('raiseIncident', { ...report, kind: 'staffAllegation', people });
    await daybook.person({ school, id: dsl.actor });
    const ofDsl = { ...report, people: [{ person: dsl.actor, role: 'alleged' }] };
    const aboutDsl = await teacher.does('raiseIncident', ofDsl);
    const { id } = await teacher.does('raiseIncident', report);
    while (!last().some((entry) => entry.id === id)) seen.push(await next(told));
    await dsl.does('acknowledgeIncident', { id });
    while (last().find((entry) => entry.id === id)?.status !== 'acknowledged') seen.push(await next(told));
    // Whom it turns out to be about takes it out of her queue.
    await dsl.does('linkPerson', { id, person: people[0]!.person, role: 'alleged', capacity: 'staff' });
    while (last().some((entry) => entry.id === id)) seen.push(await next(told));
    await told.return();
    const ids = seen.flatMap(({ data }) => data!.triageQueueChanged.map((entry) => entry.id));
    expect(ids).not.toContain(ofStaff.id);
    expect(ids).not.toContain(aboutDsl.id);
    expect(JSON.stringify(seen)).not.toMatch(/Zebedee|Quill/);
  });

  it('is for those who handle incidents, takes subscriptions alone, and keeps to the limits of a request', async () => {
    const [teacher, dsl] = [await as('teacher'), await as('dsl')];
    const code = async (token: string) => (await next(watch(token))).errors?.[0]?.extensions.code;
    expect(await code(teacher.token)).toBe('FORBIDDEN');
    expect((await asked('no.token.atall', watched, `${daybook.graphqlUrl}/stream`)).status).toBe(401);
    const many = Array.from({ length: 20 }, (_, nth) => `a${nth}: id`).join(' ');
    for (const [query, refusal] of [
      ['{ triageQueue { id } }', 'BAD_REQUEST'],
      [`subscription { triageQueueChanged { ${many} } }`, 'REQUEST_TOO_LARGE'],
      ['subscription { triageQueueChanged { facts } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['x'.repeat(200_000), 'BAD_REQUEST'],
    ] as const) {
      const response = await asked(dsl.token, query, `${daybook.graphqlUrl}/stream`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: refusal } }] });
    }
    expect((await dsl.query(watched)).errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  });

  it('is understood by the client of graphql-sse', async () => {
    const [teacher, dsl] = [await as('teacher'), await as('dsl')];
    const url = `${daybook.graphqlUrl}/stream`;
    const clientOf = ({ token }: Client) =>
      createClient({ url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
    const told = clientOf(dsl).iterate<Told['data'] & object>({ query: watched });
    const ids = async (): Promise<string[]> => {
      const { value } = (await told.next()) as { value: { data: NonNullable<Told['data']> } };
      return value.data.triageQueueChanged.map((entry) => entry.id);
    };
    const before = await ids();
    const { id } = await teacher.does('raiseIncident', report);
    expect(before).not.toContain(id);
    while (!(await ids()).includes(id));
    await told.return?.();

    const refused = await clientOf(teacher).iterate({ query: watched }).next();
    expect(refused.value).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const wrong = clientOf(dsl).iterate({ query: '{ triageQueue { id } }' });
    await expect(wrong.next()).rejects.toMatchObject({ response: { status: 400 } });
  });

  it('ends with the token, and one person has three at most', async () => {
    const { short, streams } = await inTime(async (end) => {
      const short = await daybook.as('dsl', { school, hours: (Date.parse(end) - Date.now()) / 3_600_000 });
      const streams = [1, 2, 3].map(() => watch(short.token));
      for (const stream of streams) await next(stream);
      expect((await next(watch(short.token))).errors).toMatchObject([{ extensions: { code: 'TOO_MANY_STREAMS' } }]);
      return { short, streams };
    });
    for (const stream of streams) while (!(await stream.next()).done);
    const again = await as('dsl', short.actor);
    const stream = watch(again.token);
    await next(stream);
    await stream.return();
  });

  it('SL2: ends when the role does, though the token goes on', async () => {
    const head = await as('headteacher');
    const person = randomUUID();
    const from = '2026-01-05';
    await head.does('recordPerson', { person, name: 'Kerensa Trease', kind: 'staff' });
    await head.does('assignRole', { person, role: 'deputyDsl', from });
    const stream = watch((await as('deputyDsl', person)).token);
    await next(stream);
    await head.does('endRole', { person, role: 'deputyDsl', from, until: '2026-01-06' });
    while (!(await stream.next()).done);
  });

  it('SL2, D38: queries and mutations end with the role too, though the token goes on', async () => {
    const head = await as('headteacher');
    const person = randomUUID();
    const from = '2026-01-05';
    await head.does('recordPerson', { person, name: 'Loveday Chegwin', kind: 'staff' });
    await head.does('assignRole', { person, role: 'deputyDsl', from });
    const deputy = await as('deputyDsl', person);
    expect((await deputy.query('{ triageQueue { id } }')).errors).toBeUndefined();
    const { id } = await (await as('teacher')).does('raiseIncident', report);

    await head.does('endRole', { person, role: 'deputyDsl', from, until: '2026-01-06' });
    const refused = [{ extensions: { code: 'FORBIDDEN' } }];
    for (;;) {
      const { errors } = await deputy.query('{ triageQueue { id } }');
      if (!errors) continue;
      expect(errors).toMatchObject(refused);
      break;
    }
    const acknowledge = `mutation { acknowledgeIncident(input: { id: "${id}" }) { revision } }`;
    expect((await deputy.query(acknowledge)).errors).toMatchObject(refused);

    // Appointed anew, the same token is good again.
    await head.does('assignRole', { person, role: 'deputyDsl', from: '2026-03-02' });
    while ((await deputy.query('{ triageQueue { id } }')).errors);
  });

  it('is open no longer than Daybook runs: a stop ends it in order', async () => {
    const other = await startDaybook();
    const lead = await other.as('dsl');
    const stream = watch(lead.token, watched, `${other.graphqlUrl}/stream`);
    await next(stream);
    const [told] = await Promise.all([stream.next(), other.stop()]);
    expect(told).toEqual({ done: true, value: undefined });
  });
});
