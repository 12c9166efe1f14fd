import { createHash, randomUUID } from 'node:crypto';
import type { Role } from '../../libs/people/roles.js';
import { History } from '../support/history.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const reason = 'Looked at with the class teacher.';
const school = schools.stokesWood;

const request = (host: string, more: Record<string, unknown> = {}) => ({
  target: { kind: 'url', value: `https://${host}/` },
  scope: { kind: 'yearGroup', name: 'Year 5' },
  studyPurpose: 'Weather',
  reason: 'Live radar pictures.',
  until: inDays(3),
  ...more,
});

interface Entry {
  id: string;
  status: string;
  direction: string;
  target: string;
  until: string | null;
  permanent: boolean;
  agreementOverdue: boolean;
  overlapping: { change: string; how: string }[];
  steps: { what: string; role: string; why: string | null }[];
}

let daybook: Daybook;
let teacher: Client, lead: Client, head: Client, technician: Client, governor: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  [teacher, lead, head, technician, governor] = (await Promise.all(
    (['teacher', 'onlineSafetyLead', 'headteacher', 'technician', 'governor'] as const).map((role) =>
      daybook.as(role, { school }),
    ),
  )) as [Client, Client, Client, Client, Client];
});
afterAll(() => daybook.stop());

async function entryOf(id: string, after: string): Promise<Entry> {
  const { data, errors } = await governor.query(
    `query ($after: String) { filteringChangeLog(after: $after) { entries {
       id status direction target until permanent agreementOverdue template templateVersion
       overlapping { change direction how status } steps { what role why } } } }`,
    { after },
  );
  expect(errors).toBeUndefined();
  const { entries } = data!['filteringChangeLog'] as { entries: Entry[] };
  return entries.find((entry) => entry.id === id)!;
}

/** The position of a fresh act: what happened before it is to be seen. */
async function newestPosition(): Promise<string> {
  return (await teacher.does('requestUnblock', request('fresh.example.org'))).position;
}

describe('SL6, SW7: a change is under control from the question to the second approver', () => {
  it('asks for more before it agrees, and the log shows question and answer', async () => {
    const { id } = await teacher.does('requestUnblock', request('radar.example.org'));
    await lead.does('askForMoreInformation', { id, question: 'Does it have a chat?' });
    // Whoever asked reads the question, and nobody else's requests.
    const own = '{ myFilteringRequests { entries { id steps { why } } } }';
    const asked = await eventually(async () => {
      const { data } = await teacher.query(own);
      const { entries } = data!['myFilteringRequests'] as { entries: { id: string; steps: { why: string }[] }[] };
      return entries.find((entry) => entry.id === id)?.steps[1];
    });
    expect(asked.why).toBe('Does it have a chat?');
    const { data } = await lead.query(own);
    expect(data).toEqual({ myFilteringRequests: { entries: [] } });
    expect(await lead.isRefused('agreeUnblock', { id, reason })).toMatchObject({ code: 'WRONG_STATE' });
    await teacher.does('giveMoreInformation', { id, answer: 'None that I found.' });
    const { position } = await lead.does('agreeUnblock', { id, reason });
    const { status, steps } = await entryOf(id, position);
    expect(status).toBe('agreed');
    expect(steps.slice(1, 3).map(({ what, role, why }) => [what, role, why])).toEqual([
      ['MoreInformationAsked', 'onlineSafetyLead', 'Does it have a chat?'],
      ['MoreInformationGiven', 'teacher', 'None that I found.'],
    ]);
  });

  it('opens permanently only with a review date and two who agree (D18)', async () => {
    const until = inDays(300);
    const temporary = request('maps.example.org', { until });
    expect(await teacher.isRefused('requestUnblock', temporary)).toMatchObject({ code: 'END_DATE_TOO_FAR' });
    const { id } = await teacher.does('requestUnblock', { ...temporary, permanent: true });
    await lead.does('agreeUnblock', { id, reason });
    expect(await technician.isRefused('implementUnblock', { id })).toMatchObject({ code: 'WRONG_STATE' });
    expect(await lead.isRefused('agreeUnblock', { id, reason })).toEqual({ code: 'SAME_PERSON_TWICE', clause: 'D18' });
    await head.does('agreeUnblock', { id, reason });
    const { position } = await technician.does('implementUnblock', { id });
    expect(await entryOf(id, position)).toMatchObject({ status: 'open', permanent: true, until });
  });

  it('records one agreement when two agree at the same moment', async () => {
    const { id } = await teacher.does('requestUnblock', request('storms.example.org'));
    const both = await Promise.all(
      [lead, await daybook.as('onlineSafetyLead', { school })].map((person) =>
        person.query('mutation ($input: AgreeUnblock!) { agreeUnblock(input: $input) { position } }', {
          input: { id, reason },
        }),
      ),
    );
    expect(both.map(({ errors }) => errors?.[0]?.extensions.code).sort()).toEqual(['WRONG_STATE', undefined]);
    const { position } = both.find(({ data }) => data)!.data!['agreeUnblock'] as { position: string };
    const { steps } = await entryOf(id, position);
    expect(steps.map(({ what }) => what)).toEqual(['UnblockRequested', 'UnblockAgreed']);
  });

  it('shows who asks that a wider opening for the same pupils is there already', async () => {
    const wide = { target: { kind: 'domain', value: 'skies.example.org' }, scope: { kind: 'allPupils' } };
    const { id, position } = await teacher.does('requestUnblock', request('', wide));
    const overlaps = async (target: unknown, scope: unknown): Promise<string[]> => {
      const { data, errors } = await teacher.query(
        `query ($target: FilterTargetInput!, $scope: FilterScopeInput!, $after: String) {
           overlappingFilteringChanges(target: $target, scope: $scope, after: $after) { id } }`,
        { target, scope, after: position },
      );
      expect(errors).toBeUndefined();
      return (data!['overlappingFilteringChanges'] as { id: string }[]).map((change) => change.id);
    };
    const year = { kind: 'yearGroup', name: 'Year 5' };
    const page = { kind: 'url', value: 'https://www.skies.example.org/clouds' };
    expect(await overlaps(page, year)).toEqual([id]);
    expect(await overlaps(page, { kind: 'staff' })).toEqual([]);
    expect(await overlaps({ kind: 'url', value: 'https://blueskies.example.org/' }, year)).toEqual([]);
  });
});

describe('SL6, SW7: a request is compared with what is under way when it is made', () => {
  const asks = async (host: string, more: Record<string, unknown> = {}, name = 'requestUnblock') => {
    const input = request(host, more);
    const by = name === 'blockInEmergency' ? technician : teacher;
    const block = { target: input.target, scope: input.scope, reason };
    const { data, errors } = await by.query(
      `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}!) { ${name}(input: $input) {
         id position overlaps { change direction how status } } }`,
      { input: name === 'requestUnblock' ? input : block },
    );
    expect(errors).toBeUndefined();
    return data![name] as { id: string; position: string; overlaps: { change: string; how: string }[] };
  };
  const domain = (value: string) => ({ target: { kind: 'domain', value } });

  it('and answers what is the same, wider, narrower or perhaps in it, open or blocked; who agrees sees it too', async () => {
    const wide = await asks('', { ...domain('overlap.example.org'), scope: { kind: 'allPupils' } });
    await lead.does('agreeUnblock', { id: wide.id, reason });
    await technician.does('implementUnblock', { id: wide.id });
    const block = await asks('', domain('chat.overlap.example.org'), 'blockInEmergency');
    expect(block.overlaps).toEqual([{ change: wide.id, direction: 'unblock', how: 'wider', status: 'open' }]);
    const games = await asks('', { target: { kind: 'category', value: 'Games' }, scope: { kind: 'everyone' } });
    const page = await asks('chat.overlap.example.org');
    expect(page.overlaps).toEqual([
      { change: block.id, direction: 'block', how: 'wider', status: 'blockedInEmergency' },
      { change: wide.id, direction: 'unblock', how: 'wider', status: 'open' },
      { change: games.id, direction: 'unblock', how: 'perhaps', status: 'requested' },
    ]);
    expect(await entryOf(page.id, page.position)).toMatchObject({ overlapping: page.overlaps });
    expect((await asks('chat.overlap.example.org', { scope: { kind: 'staff' } })).overlaps).toMatchObject([
      { change: games.id },
    ]);
  });

  it('of two at the same moment one is the first, and the other knows of it', async () => {
    const both = await Promise.all([asks('atonce.example.org'), asks('atonce.example.org')]);
    const found = both.map(({ overlaps }) => overlaps.filter(({ how }) => how === 'same'));
    expect(found.map(({ length }) => length).sort()).toEqual([0, 1]);
    const second = found.findIndex(({ length }) => length === 1);
    expect(found[second]).toMatchObject([{ change: both[1 - second]!.id, how: 'same' }]);
    await Promise.all(both.map(({ id }) => teacher.does('withdrawUnblockRequest', { id, reason })));
    const later = await asks('atonce.example.org');
    expect(later.overlaps.filter(({ how }) => how === 'same')).toEqual([]);
  });

  it('also where Daybook dies right after a request: the worker looks', async () => {
    const { eventStoreUrl, connections, masterKey } = daybook;
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const event = { type: 'UnblockRequested', data: { ...request('died.example.org'), permanent: false } };
    const ids = [await history.record('filteringChange', school, [event])];
    ids.push(await history.record('filteringChange', school, [event]));
    await history.close();
    const found = await eventually(async () => {
      // The log may not show them yet.
      const all: (Entry | undefined)[] = await Promise.all(ids.map((id) => entryOf(id, '0')));
      const same = all.map((entry) => entry?.overlapping.filter(({ how }) => how === 'same') ?? []);
      return same.some(({ length }) => length > 0) ? same : undefined;
    });
    expect(found.flat().map(({ change }) => ids.includes(change))).toEqual([true]);
  });
});

describe('SL6: what is asked for often is asked for from a template', () => {
  it('whose version the request remembers, and which nobody asks from once it is changed or retired', async () => {
    const template = randomUUID();
    const content = {
      ...{ template, name: 'A page for a lesson', does: 'unblock', targetKind: 'url' },
      ...{ scope: { kind: 'yearGroup', name: 'Year 5' }, studyPurpose: 'Weather', days: 3 },
    };
    expect(await teacher.isRefused('writeRequestTemplate', content)).toMatchObject({
      code: 'FORBIDDEN',
      clause: 'SL6',
    });
    await lead.does('writeRequestTemplate', content);
    const chosen = { template, templateVersion: 1, value: 'https://fog.example.org/', reason: 'Live pictures.' };
    const { id } = await teacher.does('requestUnblockFromTemplate', chosen);
    await lead.does('reviseRequestTemplate', { ...content, templateVersion: 1, days: 1 });
    const code = 'TEMPLATE_CHANGED';
    expect(await teacher.isRefused('requestUnblockFromTemplate', chosen)).toEqual({ code, clause: 'SL6' });
    await teacher.does('requestUnblockFromTemplate', { ...chosen, templateVersion: 2 });
    const { position } = await lead.does('retireRequestTemplate', { template, reason: 'Not taught any more.' });
    expect(await teacher.isRefused('requestUnblockFromTemplate', { ...chosen, templateVersion: 2 })).toMatchObject({
      code: 'WRONG_STATE',
    });
    const { data, errors } = await teacher.query(
      `query ($after: String) { requestTemplates(after: $after) { entries {
         template status retiredBecause versions { version studyPurpose days writtenBy } } } }`,
      { after: position },
    );
    expect(errors).toBeUndefined();
    const version = { studyPurpose: 'Weather', writtenBy: lead.actor };
    expect(data!['requestTemplates']).toEqual({
      entries: [
        {
          ...{ template, status: 'retired', retiredBecause: 'Not taught any more.' },
          versions: [
            { ...version, version: 2, days: 1 },
            { ...version, version: 1, days: 3 },
          ],
        },
      ],
    });
    expect(await entryOf(id, position)).toMatchObject({ status: 'requested', template, templateVersion: 1 });
  });
});

describe('SW7: a site is blocked', () => {
  const block = {
    target: { kind: 'domain', value: 'chat.example.org' },
    scope: { kind: 'allPupils' },
    reason: 'Strangers write to pupils.',
  };

  it('after agreement, in three acts that stand in the same log', async () => {
    const { id } = await teacher.does('requestBlock', block);
    expect(await technician.isRefused('implementBlock', { id })).toMatchObject({ code: 'WRONG_STATE' });
    await lead.does('agreeBlock', { id, reason });
    const { position } = await technician.does('implementBlock', { id });
    expect(await entryOf(id, position)).toMatchObject({ direction: 'block', status: 'blocked', until: null });
  });

  it('in an emergency at once, and agreed after', async () => {
    const { id } = await technician.does('blockInEmergency', block);
    expect(await technician.isRefused('agreeEmergencyBlock', { id, reason })).toMatchObject({ code: 'FORBIDDEN' });
    const { position } = await lead.does('agreeEmergencyBlock', { id, reason });
    const { status, steps } = await entryOf(id, position);
    expect(status).toBe('blocked');
    expect(steps.map(({ what }) => what)).toEqual(['SiteBlockedInEmergency', 'EmergencyBlockAgreed']);
  });

  it('and lifted where that is refused', async () => {
    const { id } = await technician.does('blockInEmergency', block);
    await lead.does('refuseEmergencyBlock', { id, reason: 'The whole shop hangs on it.' });
    const { position } = await technician.does('confirmBlockLifted', { id, note: 'Tried on a class set.' });
    expect(await entryOf(id, position)).toMatchObject({ status: 'blockLifted' });
  });
});

describe('D20: what was open is what people could reach', () => {
  const year5 = { kind: 'yearGroup', name: 'Year 5' };
  const openAt = async (host: string, at: string, after: string, scope: unknown = year5) => {
    const { data, errors } = await governor.query(
      `query ($at: String!, $after: String, $scope: FilterScopeInput) {
         filteringOpenAt(at: $at, after: $after, scope: $scope) { change { target } narrowedBy { target scopeName } } }`,
      { at, after, scope },
    );
    expect(errors).toBeUndefined();
    const open = data!['filteringOpenAt'] as { change: { target: string }; narrowedBy: unknown[] }[];
    return open.filter(({ change }) => change.target.includes(host));
  };
  const openNow = async (): Promise<unknown> => (await governor.query('{ governorView { openNow } }')).data;

  it('what an emergency block is above is open until then, and again once the block is lifted', async () => {
    const host = 'reached.example.org';
    const { id } = await teacher.does('requestUnblock', request(host));
    await lead.does('agreeUnblock', { id, reason });
    const made = await technician.does('implementUnblock', { id });
    const [opened] = await openAt(host, new Date().toISOString(), made.position);
    expect(opened).toMatchObject({ narrowedBy: [] });
    const whileOpen = new Date().toISOString();
    const counted = (await openNow()) as { governorView: { openNow: number } };

    const target = { kind: 'domain', value: `.${host.toUpperCase()}.` };
    const block = await technician.does('blockInEmergency', { target, scope: { kind: 'allPupils' }, reason });
    expect(await openAt(host, new Date().toISOString(), block.position)).toEqual([]);
    expect(await openAt(host, whileOpen, block.position)).toHaveLength(1);
    expect(await openNow()).toEqual({ governorView: { openNow: counted.governorView.openNow - 1 } });
    const { data } = await governor.query(
      `query ($from: String!, $to: String!) { filteringBetween(from: $from, to: $to) { closed { change { id } } } }`,
      { from: whileOpen, to: new Date().toISOString() },
    );
    expect(data).toEqual({ filteringBetween: { closed: [{ change: { id } }] } });
    const whileBlocked = new Date().toISOString();

    await lead.does('refuseEmergencyBlock', { id: block.id, reason });
    const { position } = await technician.does('confirmBlockLifted', { id: block.id });
    expect(await openAt(host, new Date().toISOString(), position)).toHaveLength(1);
    expect(await openAt(host, whileBlocked, position)).toEqual([]);
  });

  it('a block of one of its pages, or for others, leaves it open and is named beside it where it narrows it', async () => {
    const host = 'of-pages.example.org';
    const asked = { ...request(host), target: { kind: 'domain', value: host }, scope: { kind: 'allPupils' } };
    const { id } = await teacher.does('requestUnblock', asked);
    await lead.does('agreeUnblock', { id, reason });
    await technician.does('implementUnblock', { id });
    const page = { kind: 'url', value: `https://${host}/chat` };
    await technician.does('blockInEmergency', { target: page, scope: { kind: 'everyone' }, reason });
    const year6 = { kind: 'yearGroup', name: 'Year 6' };
    const { position } = await technician.does('blockInEmergency', { target: asked.target, scope: year6, reason });
    const { data } = await governor.query(
      `query ($at: String!, $after: String) {
         all: filteringOpenAt(at: $at, after: $after) { change { id } narrowedBy { target } }
         year5: filteringOpenAt(at: $at, scope: { kind: yearGroup, name: "y5" }) { change { id } narrowedBy { target } }
         year6: filteringOpenAt(at: $at, scope: { kind: yearGroup, name: "y6" }) { change { id } } }`,
      { at: new Date().toISOString(), after: position },
    );
    const chat = { target: `https://${host}/chat` };
    expect(data!['all']).toContainEqual({ change: { id }, narrowedBy: [chat, { target: host }] });
    expect(data!['year5']).toContainEqual({ change: { id }, narrowedBy: [chat] });
    expect(data!['year6']).not.toContainEqual({ change: { id } });
  });
});

describe('D19: a site on a list of illegal ones is let through for nobody', () => {
  const put = async (by: Role, edition: string, lines: string): Promise<Response> =>
    fetch(`${daybook.graphqlUrl.replace('/graphql', '')}/illegal-lists/iwf/editions/${edition}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${await daybook.token(by, { school })}`, 'content-type': 'text/plain' },
      body: lines,
    });
  const hash = (form: string): string => createHash('sha256').update(form).digest('hex');

  it('takes an edition from who runs the filter, and from nobody else', async () => {
    expect((await put('teacher', '1', hash('x'))).status).toBe(403);
    const garbled = await put('technician', '1', `# a comment\n${hash('x')}\nhttps://bad.example.org/\n`);
    expect([garbled.status, await garbled.text()]).toEqual([400, expect.stringContaining('entry 2')]);
    const [taken, again] = [await put('technician', '1', hash('x')), await put('technician', '1', hash('x'))];
    expect([taken.status, again.status]).toEqual([200, 200]);
    expect(await again.json()).toMatchObject({ revision: 0 });
    const { data } = await governor.query('{ illegalLists { list edition entries } }');
    expect(data).toEqual({ illegalLists: [{ list: 'iwf', edition: '1', entries: 1 }] });
  });

  it('refuses the request of every role, records the attempt, and refuses it again when it is repeated', async () => {
    await put('technician', '2', `${hash('x')}\n${hash('bad.example.org/')}`);
    const input = { ...request('www.bad.example.org'), id: randomUUID(), commandId: randomUUID() };
    for (const person of [head, head, teacher]) {
      const command = person === head ? input : request('www.bad.example.org');
      expect(await person.isRefused('requestUnblock', command)).toEqual({ code: 'ILLEGAL_SITE', clause: 'D19' });
    }
    const { position } = await lead.does('requestBlock', {
      target: { kind: 'domain', value: 'bad.example.org' },
      scope: { kind: 'everyone' },
      reason: 'Somebody asked for it.',
    });
    expect(await entryOf(input.id, position)).toMatchObject({
      status: 'illegal',
      target: 'https://www.bad.example.org/',
      steps: [{ what: 'IllegalSiteRefused', role: 'headteacher' }],
    });
  });

  it('orders what is open blocked at once when a list comes to name it, and refuses what is agreed for later', async () => {
    const ahead = { ...request('later.example.org'), from: new Date(Date.now() + 3_600_000).toISOString() };
    const { id: waiting } = await teacher.does('requestUnblock', ahead);
    await lead.does('agreeUnblock', { id: waiting, reason });
    const { id } = await teacher.does('requestUnblock', request('later.example.org'));
    await lead.does('agreeUnblock', { id, reason });
    await technician.does('implementUnblock', { id });
    const answer = await put('technician', '3', ['x', 'bad.example.org/', 'later.example.org/'].map(hash).join('\n'));
    expect(answer.status).toBe(200);
    const { status, steps } = await entryOf(id, await newestPosition());
    expect(status).toBe('reblockOrdered');
    expect(steps.map(({ what }) => what)).toContain('OpenSiteFoundIllegal');
    expect((await entryOf(waiting, '0')).status).toBe('illegal');
  });

  it('loses nothing to an empty file, and more than half of its entries only to two people', async () => {
    const before = ['x', 'bad.example.org/', 'later.example.org/'];
    const entries = [...before, ...Array.from({ length: 7 }, (_, nth) => `${nth}.example.org/`)].map(hash);
    await put('technician', '4', entries.join('\n'));
    for (const nothing of ['', '# nothing here\n'])
      expect([
        (await put('technician', '5', nothing)).status,
        await (await put('technician', '5', nothing)).json(),
      ]).toEqual([409, expect.objectContaining({ code: 'LIST_EMPTY' })]);
    const cutOff = await put('technician', '5', entries.slice(0, 4).join('\n'));
    expect(await cutOff.json()).toMatchObject({ heldBack: true });
    const lists = async () =>
      (await governor.query('{ illegalLists { edition entries heldBack { edition entries } } }')).data;
    await eventually(async () =>
      JSON.stringify(await lists()).includes('"heldBack":{"edition":"5","entries":4}') ? true : undefined,
    );
    const { id } = await lead.does('agreeIllegalList', { list: 'iwf', edition: '5' });
    expect(id).toBe(school);
    await eventually(async () =>
      JSON.stringify(await lists()).includes('{"edition":"5","entries":4,"heldBack":null}') ? true : undefined,
    );
    expect(await lead.isRefused('agreeIllegalList', { list: 'iwf', edition: '5' })).toMatchObject({
      code: 'WRONG_STATE',
    });
  });

  it('nor step by step, nor under the name of an edition that was another one', async () => {
    const many = Array.from({ length: 10 }, (_, nth) => hash(`${nth}.example.com/`));
    const four = ['x', 'bad.example.org/', 'later.example.org/', '0.example.org/'].map(hash);
    expect(await (await put('technician', '6', [...four, ...many].join('\n'))).json()).toMatchObject({
      heldBack: false,
    });
    const fewer = await put('technician', '7', [...four, ...many.slice(0, 4)].join('\n'));
    expect(await fewer.json()).toMatchObject({ heldBack: false });
    const other = await put('technician', '7', [...four, ...many].join('\n'));
    expect([other.status, await other.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'EDITION_CHANGED', clause: 'D19' }),
    ]);
    expect(await (await put('technician', '8', four.join('\n'))).json()).toMatchObject({ heldBack: true });
  });
});
