import { inTime } from '../support/in-time.js';
import {
  adoptPolicies,
  adoptPolicy,
  type Client,
  type Daybook,
  eventually,
  schools,
  startDaybook,
} from '../support/daybook.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

const request = (until: string) => ({
  target: { kind: 'url', value: 'https://campaigns.example.org/whales' },
  scope: { kind: 'yearGroup', name: 'Year 4' },
  studyPurpose: 'Persuasive writing: campaigns',
  reason: 'The class compares how two campaigns argue.',
  until,
});
const reason = 'Checked the site with the class teacher.';

const log = `query ($after: String, $filter: FilteringChangeFilter, $first: Int! = 50, $cursor: String) {
  filteringChangeLog(after: $after, filter: $filter, first: $first, cursor: $cursor) {
    total nextCursor entries { id status target reason until openedAt closedAt reblockOverdue steps { what who role why } }
  }
}`;

interface Entry {
  id: string;
  status: string;
  target: string;
  steps: { what: string; who: string; role: string; why: string | null }[];
}
interface LogPage {
  total: number;
  nextCursor: string | null;
  entries: Entry[];
}

const thisYear = new Date().getUTCFullYear() - (new Date().getUTCMonth() < 8 ? 1 : 0);

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

const read = async (reader: Client, variables: Record<string, unknown>): Promise<LogPage> => {
  const { data, errors } = await reader.query(log, variables);
  expect(errors).toBeUndefined();
  return data!['filteringChangeLog'] as LogPage;
};

/** Asked for by a teacher, agreed by the lead, let through by the technician. */
async function opened(
  until: string,
): Promise<{ id: string; position: string; technician: Client; lead: Client; teacher: Client }> {
  const [teacher, lead, technician] = await Promise.all([
    daybook.as('teacher'),
    daybook.as('onlineSafetyLead'),
    daybook.as('technician'),
  ]);
  const { id } = await teacher.does('requestUnblock', request(until));
  await lead.does('agreeUnblock', { id, reason });
  const { position } = await technician.does('implementUnblock', { id });
  return { id, position, technician, lead, teacher };
}

describe('SL6, SW7: a site is let through for a period of study', () => {
  it('is asked for, agreed by another, implemented, blocked again when the time is up, and the governor reads all of it', async () => {
    const governor = await daybook.as('onlineSafetyGovernor');
    const { id, teacher, lead, technician } = await inTime(opened);

    const ordered = await eventually(async () => {
      const { entries } = await read(governor, {});
      const entry = entries.find((candidate) => candidate.id === id);
      return entry?.status === 'reblockOrdered' ? entry : undefined;
    });
    expect(ordered.steps.map(({ what, role }) => [what, role])).toEqual([
      ['UnblockRequested', 'teacher'],
      ['UnblockAgreed', 'onlineSafetyLead'],
      ['SiteUnblocked', 'technician'],
      ['ReblockOrdered', 'system'],
    ]);

    const { position } = await technician.does('confirmReblock', { id, note: 'Blocked on all class sets.' });
    const { entries } = await read(governor, { after: position });
    const entry = entries.find((candidate) => candidate.id === id)!;
    expect(entry).toMatchObject({ status: 'reblocked', reblockOverdue: false });
    expect(entry.steps.map(({ who, why }) => [who, why])).toEqual([
      [teacher.actor, request('').reason],
      [lead.actor, reason],
      [technician.actor, null],
      ['daybook', null],
      [technician.actor, 'Blocked on all class sets.'],
    ]);
  });

  it('is let through from the moment that was agreed, and the technician is told when that has come (D17)', async () => {
    const roles = ['teacher', 'onlineSafetyLead', 'technician', 'governor'] as const;
    const [teacher, lead, technician, governor] = await Promise.all(roles.map((role) => daybook.as(role)));
    const [office, person] = [await daybook.as('officeManager'), technician!.actor];
    await office.does('recordPerson', { person, name: 'Zebedee Quill', kind: 'staff' });
    await office.does('assignRole', { person, role: 'technician', from: '2025-09-01' });
    const id = await inTime(async (from) => {
      const { id } = await teacher!.does('requestUnblock', { ...request(inDays(2)), from });
      const { position } = await lead!.does('agreeUnblock', { id, reason });
      expect(await technician!.isRefused('implementUnblock', { id })).toEqual({
        code: 'START_DATE_NOT_REACHED',
        clause: 'D17',
      });
      const shown = await governor!.query(
        `query ($after: String, $at: String!, $year: Int!) {
           governorView(after: $after) { agreedForLater }
           filteringOpenAt(after: $after, at: $at) { change { id } }
           filteringTimelines(year: $year) { text }
           filteringChangeLog(after: $after, first: 1) { entries { status opensFrom implementBy openedAt } } }`,
        { after: position, at: from, year: thisYear },
      );
      expect(shown.errors).toBeUndefined();
      expect(shown.data).toMatchObject({
        governorView: { agreedForLater: 1 },
        filteringChangeLog: { entries: [{ status: 'agreed', opensFrom: from, openedAt: null }] },
      });
      expect(JSON.stringify(shown.data!['filteringOpenAt'])).not.toContain(id);
      expect(JSON.stringify(shown.data!['filteringTimelines'])).toContain('agreed, not let through yet, from');
      return id;
    });

    await eventually(async () => {
      const { data } = await technician!.query('{ inbox { entries { kind aboutId } } }');
      const { entries } = data!['inbox'] as { entries: { kind: string; aboutId: string }[] };
      return entries.find(({ kind, aboutId }) => kind === 'filteringDue' && aboutId === id);
    });
    const opened = await technician!.does('implementUnblock', { id });
    const { entries } = await read(governor!, { after: opened.position });
    const { steps, ...entry } = entries.find((candidate) => candidate.id === id)!;
    expect(entry).toMatchObject({ status: 'open' });
    expect(steps.map(({ what }) => what)).toEqual(['UnblockRequested', 'UnblockAgreed', 'UnblockDue', 'SiteUnblocked']);
  });

  it('refuses a teacher the agreement of her own request', async () => {
    const teacher = await daybook.as('teacher');
    const { id } = await teacher.does('requestUnblock', request(inDays(7)));
    expect(await teacher.isRefused('agreeUnblock', { id, reason })).toMatchObject({ code: 'FORBIDDEN', clause: 'SW7' });
  });

  it('refuses the lead the agreement of her own request: four eyes', async () => {
    const lead = await daybook.as('onlineSafetyLead');
    const { id } = await lead.does('requestUnblock', request(inDays(7)));
    expect(await lead.isRefused('agreeUnblock', { id, reason })).toEqual({ code: 'OWN_REQUEST', clause: 'SL6' });
    const { errors } = await lead.query('{ filteringChangeLog { total } }');
    expect(errors).toBeUndefined();
  });

  it('refuses to implement before the agreement', async () => {
    const teacher = await daybook.as('teacher');
    const technician = await daybook.as('technician');
    const { id } = await teacher.does('requestUnblock', request(inDays(7)));
    expect(await technician.isRefused('implementUnblock', { id })).toMatchObject({ code: 'WRONG_STATE' });
  });

  it('is over when its time has passed and nobody has answered or made it (D18)', async () => {
    const [teacher, governor] = await Promise.all([daybook.as('teacher'), daybook.as('governor')]);
    const { id } = await inTime((until) => teacher.does('requestUnblock', request(until)));
    const over = await eventually(async () => {
      const { entries } = await read(governor, { filter: { status: ['lapsed'] } });
      return entries.find((entry) => entry.id === id);
    });
    expect(over.steps.map(({ what, who }) => [what, who])).toEqual([
      ['UnblockRequested', teacher.actor],
      ['UnblockLapsed', 'daybook'],
    ]);
  });

  it('extends an opening only by a new agreement (D18)', async () => {
    const { id, teacher, lead } = await opened(inDays(2));
    await teacher.does('requestExtension', { id, until: inDays(5), reason: 'The project runs on.' });
    const { position } = await lead.does('agreeExtension', { id, reason });
    const governor = await daybook.as('governor');
    const { entries } = await read(governor, { after: position });
    expect(
      entries
        .find((entry) => entry.id === id)!
        .steps.slice(-2)
        .map(({ what }) => what),
    ).toEqual(['ExtensionRequested', 'ExtensionAgreed']);
  });
});

describe('D20: what was open for a class at a moment, by whose approval', () => {
  const question = `query ($at: String!, $scope: FilterScopeInput, $after: String) {
    filteringOpenAt(at: $at, scope: $scope, after: $after) { approvedBy approvedRole change { id } }
  }`;

  it('answers with the opening and the approver for that class, and with nothing before or for another class', async () => {
    const before = new Date().toISOString();
    const { id, lead, position } = await opened(inDays(3));
    const auditor = await daybook.as('auditor');
    const ask = async (at: string, name: string): Promise<unknown> => {
      const { data, errors } = await auditor.query(question, {
        at,
        after: position,
        scope: { kind: 'yearGroup', name },
      });
      expect(errors).toBeUndefined();
      return data!['filteringOpenAt'];
    };
    expect(await ask(new Date().toISOString(), 'Year 4')).toContainEqual({
      approvedBy: lead.actor,
      approvedRole: 'onlineSafetyLead',
      change: { id },
    });
    const ids = (answer: unknown): string[] => (answer as { change: { id: string } }[]).map(({ change }) => change.id);
    expect(ids(await ask(before, 'Year 4'))).not.toContain(id);
    expect(ids(await ask(new Date().toISOString(), 'Year 5'))).not.toContain(id);
  });
});

describe('D20: what changed between two moments, and over a term', () => {
  it('names what was opened and what was blocked again, each with its approval, and draws both', async () => {
    const [head, governor] = await Promise.all([daybook.as('headteacher'), daybook.as('governor')]);
    const first = await opened(inDays(3));
    const between = new Date().toISOString();
    const second = await opened(inDays(3));
    const technician = await daybook.as('technician');
    const { position } = await technician.does('confirmReblock', { id: first.id });
    const ask = async (from: string, to: string): Promise<Record<string, { id: string; approvedBy: string }[]>> => {
      const { data, errors } = await governor.query(
        `query ($from: String!, $to: String!, $after: String) {
           filteringBetween(from: $from, to: $to, after: $after, scope: { kind: yearGroup, name: "Year 4" }) {
             opened { approvedBy change { id } } closed { approvedBy change { id } } } }`,
        { from, to, after: position },
      );
      expect(errors).toBeUndefined();
      const found = data!['filteringBetween'] as Record<string, { approvedBy: string; change: { id: string } }[]>;
      return Object.fromEntries(
        Object.entries(found).map(([name, all]) => [
          name,
          all.map(({ approvedBy, change: { id } }) => ({ id, approvedBy })),
        ]),
      );
    };
    expect(await ask(between, inSeconds(1))).toEqual({
      opened: [{ id: second.id, approvedBy: second.lead.actor }],
      closed: [{ id: first.id, approvedBy: first.lead.actor }],
    });
    expect(await ask(inSeconds(1), inSeconds(2))).toEqual({ opened: [], closed: [] });

    const year = thisYear;
    const { data, errors } = await governor.query(
      'query ($year: Int!) { filteringTimelines(year: $year) { term openings svg text } }',
      { year },
    );
    expect(errors).toBeUndefined();
    const [whole] = data!['filteringTimelines'] as { term: string; openings: number; svg: string; text: string }[];
    expect(whole).toMatchObject({ term: `School year ${year}/${(year + 1) % 100}` });
    expect(whole!.openings).toBeGreaterThanOrEqual(2);
    expect(whole!.svg).toMatch(/^<svg .*role="img"/);
    expect(whole!.text).toContain(`approved by ${first.lead.actor} (onlineSafetyLead)`);

    // What is open still was not open in a year that has not begun.
    const ahead = await governor.query('query ($year: Int!) { filteringTimelines(year: $year) { openings text } }', {
      year: year + 1,
    });
    expect(ahead.data!['filteringTimelines']).toMatchObject([
      { openings: 0, text: expect.stringContaining('Nothing was let through.') as string },
    ]);

    await head.does('setTerms', {
      year,
      terms: [
        { name: 'First half', from: `${year}-09-01`, to: `${year}-10-31` },
        { name: 'Second half', from: `${year}-11-01`, to: `${year + 1}-08-31` },
      ],
      insetDays: [],
    });
    const halves = await eventually(async () => {
      const answer = await governor.query('query ($year: Int!) { filteringTimelines(year: $year) { term } }', { year });
      const terms = answer.data!['filteringTimelines'] as { term: string }[];
      return terms.length === 2 ? terms : undefined;
    });
    expect(halves.map(({ term }) => term)).toEqual(['First half', 'Second half']);
  });
});

describe('the log can be searched and paged', () => {
  it('pages without losing or repeating an entry, and counts all that match', async () => {
    const school = '900003';
    const [teacher, governor] = await Promise.all([
      daybook.as('teacher', { school }),
      daybook.as('governor', { school }),
    ]);
    await adoptPolicy(daybook, school, { pack: 'st-levan', edition: '2017-09' });
    const ids: string[] = [];
    let after = '0';
    for (let n = 0; n < 5; n++) {
      const receipt = await teacher.does('requestUnblock', { ...request(inDays(7)), studyPurpose: `Study ${n}%` });
      ids.unshift(receipt.id);
      after = receipt.position;
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: LogPage = await read(governor, { after, first: 2, cursor });
      expect(page.total).toBe(5);
      seen.push(...page.entries.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    expect((await read(governor, { filter: { text: 'study 3%' } })).entries.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await read(governor, { filter: { text: '_%' } })).total).toBe(0);
    expect((await read(governor, { filter: { status: ['declined'] } })).total).toBe(0);
    expect((await read(governor, { filter: { role: 'teacher', to: inDays(1) } })).total).toBe(5);
    expect((await read(governor, { filter: { from: inDays(1) } })).total).toBe(0);
  });
});

describe('bad input is refused with its rule, and nothing is recorded', () => {
  it.each([
    ['an end in the past', { until: '2020-01-01T00:00:00Z' }, 'END_DATE_IN_THE_PAST'],
    ['an end without a time zone', { until: '2030-01-01T00:00:00' }, 'BAD_USER_INPUT'],
    ['a start before today', { from: '2020-01-01' }, 'START_DATE_IN_THE_PAST'],
    ['a start after the end', { from: inDays(8) }, 'END_DATE_NOT_LATER'],
    ['a start on no day', { from: '2026-02-30' }, 'BAD_USER_INPUT'],
    ['no reason', { reason: '   ' }, 'BAD_USER_INPUT'],
    ['oversized text', { reason: 'x'.repeat(10_001) }, 'BAD_USER_INPUT'],
    ['a script for a site', { target: { kind: 'url', value: 'javascript:alert(1)' } }, 'NOT_A_WEB_ADDRESS'],
    ['a year group without a name', { scope: { kind: 'yearGroup' } }, 'BAD_USER_INPUT'],
    ['an unknown field', { approvedBy: 'me' }, 'BAD_USER_INPUT'],
    ['an unknown word', { scope: { kind: 'parents' } }, 'BAD_USER_INPUT'],
    ['a wrong type', { reason: 7 }, 'BAD_USER_INPUT'],
    ['a malformed id', { id: 'no-uuid' }, 'BAD_USER_INPUT'],
  ])('%s', async (_, wrong, code) => {
    const id = crypto.randomUUID();
    const teacher = await daybook.as('teacher');
    expect(await teacher.isRefused('requestUnblock', { id, ...request(inDays(7)), ...wrong })).toMatchObject({ code });
    const lead = await daybook.as('onlineSafetyLead');
    expect(await lead.isRefused('agreeUnblock', { id, reason })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a stale revision', async () => {
    const { id, technician } = await opened(inDays(2));
    expect(await technician.isRefused('confirmReblock', { id, expectedRevision: 1 })).toMatchObject({
      code: 'REVISION_CONFLICT',
    });
  });

  it('does a repeated command once, and answers its first receipt', async () => {
    const teacher = await daybook.as('teacher');
    const commandId = crypto.randomUUID();
    // Nobody else has asked for this site, so the request is all there is.
    const target = { kind: 'url', value: 'https://once.example/' };
    const input = { commandId, ...request(inDays(7)), target };
    const [first, second] = await Promise.all([
      teacher.does('requestUnblock', input),
      teacher.does('requestUnblock', input),
    ]);
    expect(second).toEqual(first);
    expect(first.revision).toBe(0);
    expect(await teacher.isRefused('withdrawUnblockRequest', { id: first.id, commandId, reason })).toMatchObject({
      code: 'COMMAND_ID_REUSED',
    });
  });

  it('quotes nothing of what was sent', async () => {
    const teacher = await daybook.as('teacher');
    const { errors } = await teacher.query(
      'mutation ($input: RequestUnblock!) { requestUnblock(input: $input) { id } }',
      { input: { ...request(inDays(7)), scope: { kind: 'Zebedee Quill' }, reason: ['Zebedee Quill'] } },
    );
    expect(errors!.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toContain('Zebedee');
  });
});

describe('who is asking comes from the token alone', () => {
  it.each([
    ['no token', undefined],
    ['a malformed one', 'not.a.token'],
    ['an unsigned one', `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x","roles":["governor"],"school":"900001"}')}.`],
  ])('refuses %s', async (_, token) => {
    const { data, errors } = await daybook.send(token, '{ filteringChangeLog { total } }');
    expect(data).toBeUndefined();
    expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    expect(errors![0]!.extensions).not.toHaveProperty('stacktrace');
  });

  it('refuses an expired token, and a role that no token may claim', async () => {
    const late = await daybook.as('governor', { hours: -1 });
    expect((await late.query('{ filteringChangeLog { total } }')).errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    const system = await daybook.as('system');
    expect((await system.query('{ filteringChangeLog { total } }')).errors![0]!.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
  });

  it("knows no record of another school's", async () => {
    const { id, position } = await opened(inDays(2));
    const [lead, governor] = await Promise.all([
      daybook.as('technician', { school: schools.stokesWood }),
      daybook.as('governor', { school: schools.stokesWood }),
    ]);
    expect(await lead.isRefused('confirmReblock', { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await read(governor, { after: position })).total).toBe(0);
  });
});
