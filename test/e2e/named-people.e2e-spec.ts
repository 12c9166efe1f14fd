import { createHmac, randomUUID } from 'node:crypto';
import {
  adoptPolicies,
  eventually,
  schools,
  startDaybook,
  type Answer,
  type Client,
  type Daybook,
} from '../support/daybook.js';

const school = schools.stokesWood;
const written = 'Words about Zebedee Quill.';
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(Date.now());

let daybook: Daybook;
let office: Client, teacher: Client, dsl: Client, head: Client;
/** On the list of the other school alone, there in a role; and on both lists, here without one. */
let elsewhere: string, pupil: string;
const report = () => ({ kind: 'cyberbullying', occurredAt: inSeconds(-60), place: 'inSchool', facts: written });

beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  [office, teacher, dsl, head] = (await Promise.all(
    (['officeManager', 'teacher', 'dsl', 'headteacher'] as const).map((role) => daybook.as(role, { school })),
  )) as [Client, Client, Client, Client];
  elsewhere = await daybook.person({ school: schools.stLevan, role: 'teacher' });
  pupil = await daybook.person({ school });
  await daybook.person({ school, id: teacher.actor, role: 'teacher' });
  await daybook.person({ school, id: dsl.actor, role: 'dsl' });
});
afterAll(() => daybook.stop());

async function answer<T>(reader: Client, document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await reader.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}

async function inHand(): Promise<string> {
  const { id } = await teacher.does('raiseIncident', report());
  await dsl.does('acknowledgeIncident', { id });
  return id;
}

describe('nobody is put on record who is not on the list of the school', () => {
  const review = { heldOn: today(), findings: written, decisions: written };
  const start = { about: 'pupil', computer: 'Office laptop 3', concern: written };
  const sheet = { schoolClass: 'Year 4 Owls', day: today(), yearGroup: 4, kind: 'phone', place: 'office' };
  const act = { what: written, due: inSeconds(86_400) };
  let incident: string, actionId: string, investigation: string, referral: string;
  beforeAll(async () => {
    [incident, actionId] = [await inHand(), randomUUID()];
    await dsl.does('recordAction', { id: incident, actionId, ...act, owner: teacher.actor });
    ({ id: investigation } = await dsl.does('startInvestigation', { ...start, staff: [dsl.actor, teacher.actor] }));
    ({ id: referral } = await dsl.does('considerReferral', { agency: 'iwf', about: 'pupil', concern: written }));
  });

  type Naming = (person: string) => [Client, string, Record<string, unknown>];
  it.each<[string, string, Naming]>([
    [
      'raiseIncident',
      'D2',
      (person) => [
        teacher,
        'people.1.person',
        {
          ...report(),
          people: [
            { person: pupil, role: 'victim' },
            { person, role: 'witness' },
          ],
        },
      ],
    ],
    ['linkPerson', 'D2', (person) => [dsl, 'person', { id: incident, person, role: 'witness' }]],
    ['recordAction', 'D9', (owner) => [dsl, 'owner', { id: incident, actionId: randomUUID(), ...act, owner }]],
    ['reassignAction', 'D9', (owner) => [dsl, 'owner', { id: incident, actionId, owner, reason: written }]],
    [
      'raiseStaffConcern',
      'D16',
      (about) => [teacher, 'about', { about, capacity: 'staff', occurredAt: inSeconds(-60), concern: written }],
    ],
    ['startInvestigation', 'D11', (person) => [dsl, 'staff.1', { ...start, staff: [dsl.actor, person] }]],
    [
      'startInvestigation',
      'SL5',
      (person) => [dsl, 'subjects.0', { ...start, staff: [dsl.actor, teacher.actor], subjects: [person] }],
    ],
    ['addInvestigator', 'D11', (person) => [dsl, 'person', { id: investigation, person, reason: written }]],
    [
      'considerReferral',
      'D14',
      (person) => [dsl, 'subjects.0', { agency: 'iwf', about: 'pupil', concern: written, subjects: [person] }],
    ],
    [
      'recordReferralMade',
      'D14',
      (madeBy) => [dsl, 'madeBy', { id: referral, madeAt: inSeconds(-1), how: 'telephone', told: written, madeBy }],
    ],
    [
      'holdFilteringReview',
      'D22',
      (governor) => [
        dsl,
        'governor',
        { id: randomUUID(), ...review, seniorLeader: dsl.actor, dsl: dsl.actor, itSupport: teacher.actor, governor },
      ],
    ],
    ['handInDevice', 'SW15', (pupil) => [teacher, 'pupil', { ...sheet, device: randomUUID(), pupil }]],
  ])('%s (%s): of another school’s people it answers as of nobody', async (name, clause, naming) => {
    const refusals: Answer['errors'][] = [];
    for (const person of [randomUUID(), elsewhere, elsewhere.toUpperCase()]) {
      const [sender, field, input] = naming(person);
      const type = `${name[0]!.toUpperCase()}${name.slice(1)}`;
      const { errors } = await sender.query(`mutation ($input: ${type}!) { ${name}(input: $input) { id } }`, { input });
      expect(errors![0]!.message).toMatch(new RegExp(`^${field}: `));
      refusals.push(errors);
    }
    expect(refusals[0]).toMatchObject([{ extensions: { code: 'PERSON_UNKNOWN', clause } }]);
    expect(refusals).toEqual([refusals[0], refusals[0], refusals[0]]);
  });

  it('whoever is on the list is taken, in capitals too, as soon as they are recorded', async () => {
    const person = randomUUID();
    await office.does('recordPerson', { person, name: 'Zebedee Quill', kind: 'pupil', yearGroup: 'year4' });
    const people = [{ person: person.toUpperCase(), role: 'victim' }];
    const { id, position: after } = await teacher.does('raiseIncident', { ...report(), people });
    const shown = 'query ($id: ID!, $after: String) { incident(id: $id, after: $after) { people { person } } }';
    expect(await answer(dsl, shown, { id, after })).toEqual({ people: [{ person }] });
  });
});

describe('D21: an alert names somebody on the list of the school', () => {
  let source: string;
  const alertOf = (id: string, person: string) => ({
    ...{ id, occurredAt: inSeconds(-60), grade: '5', kind: 'term', content: written, device: id, person },
  });
  const door = (path: string): string => daybook.graphqlUrl.replace('/graphql', `/monitoring/${path}`);
  const post = async (path: string, body: string, headers: Record<string, string>) => {
    const response = await fetch(door(path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  beforeAll(async () => {
    const { id, position } = await head.does('openMonitoringSource', {
      ...{ name: 'Securus', grades: ['1', '5'], highRiskGrades: ['5'] },
    });
    source = id;
    await head.query('query ($after: String) { monitoringSources(after: $after) { total } }', { after: position });
  });

  it('a file that does not is refused whole, by its row; nobody here and somebody elsewhere are the same', async () => {
    const upload = (...people: string[]) =>
      post(
        `sources/${source}/alerts`,
        JSON.stringify({ alerts: people.map((person, nth) => alertOf(`f-${nth}`, person)) }),
        { authorization: `Bearer ${dsl.token}` },
      );
    const unknown = await upload(pupil, randomUUID());
    expect(unknown).toMatchObject({ status: 400, body: { fields: [{ field: 'row 2.person' }] } });
    expect(await upload(pupil, elsewhere)).toEqual(unknown);
    expect(await upload(pupil.toUpperCase(), teacher.actor)).toMatchObject({ status: 200, body: { received: 2 } });
  });

  it('what the vendor’s system sends is not lost: it is taken without the person, whose id stands with the account', async () => {
    const secret = await answer<string>(head, 'query ($source: ID!) { monitoringSourceSecret(source: $source) }', {
      source,
    });
    const body = JSON.stringify({ alerts: [alertOf('w-1', elsewhere), alertOf('w-2', pupil)] });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const signed = { 'x-daybook-timestamp': timestamp, 'x-daybook-signature': signature };
    expect(await post(`${school}/sources/${source}/webhook`, body, signed)).toMatchObject({
      ...{ status: 200, body: { received: 2, highRisk: 2 } },
    });
    const alerts = '{ monitoringAlerts { entries { device person account } } }';
    const entries = await eventually(async () => {
      const { entries } = await answer<{ entries: { device: string }[] }>(dsl, alerts);
      const sent = entries
        .filter(({ device }) => device.startsWith('w-'))
        .sort((a, b) => (a.device < b.device ? -1 : 1));
      return sent.length === 2 ? sent : undefined;
    });
    expect(entries).toEqual([
      { device: 'w-1', person: null, account: `somebody (${elsewhere}, not on the school's list)` },
      { device: 'w-2', person: pupil, account: null },
    ]);
  });
});

describe('D9: whoever owns an action can be reminded of it', () => {
  const withoutOwner = 'query ($after: String) { actionsWithoutOwner(after: $after) { incident actionId owner } }';
  const act = () => ({ actionId: randomUUID(), what: written, due: inSeconds(30 * 86_400) });

  it('is on the list and holds a role today: a pupil is not given one, nor a governor of tomorrow', async () => {
    const id = await inHand();
    const tomorrow = randomUUID();
    await office.does('recordPerson', { person: tomorrow, name: 'Somebody Invented', kind: 'governor' });
    await office.does('assignRole', { person: tomorrow, role: 'governor', from: '2030-01-01' });
    for (const owner of [pupil, tomorrow])
      expect(await dsl.isRefused('recordAction', { id, ...act(), owner })).toEqual({
        ...{ code: 'OWNER_HOLDS_NO_ROLE', clause: 'D9' },
      });
    await dsl.does('recordAction', { id, ...act(), owner: teacher.actor });
  });

  it('one whose owner leaves is shown to the team until it is given to somebody else', async () => {
    const id = await inHand();
    const owner = await daybook.person({ school, role: 'supplyStaff' });
    const [action, commandId] = [act(), randomUUID()];
    const receipt = await dsl.does('recordAction', { id, ...action, owner, commandId });
    const { actionId } = action;
    const { position } = await office.does('endRole', {
      ...{ person: owner, role: 'supplyStaff', from: '2020-09-01', until: '2026-01-31' },
    });
    expect(await answer(dsl, withoutOwner, { after: position })).toEqual([{ incident: id, actionId, owner }]);
    // Sent again, it is the same act as before.
    expect(await dsl.does('recordAction', { id, ...action, owner, commandId })).toEqual(receipt);
    const to = { id, actionId, reason: written };
    expect(await dsl.isRefused('reassignAction', { ...to, owner: pupil })).toMatchObject({
      code: 'OWNER_HOLDS_NO_ROLE',
    });
    const { position: after } = await dsl.does('reassignAction', { ...to, owner: teacher.actor });
    expect(await answer(dsl, withoutOwner, { after })).toEqual([]);
    const mine = await answer<object[]>(teacher, 'query ($after: String) { myActions(after: $after) { actionId } }', {
      after,
    });
    expect(mine).toContainEqual({ actionId });
    const told = '{ inbox { entries { kind aboutId } } }';
    await eventually(async () => {
      const { entries } = await answer<{ entries: object[] }>(teacher, told);
      return entries.filter(
        (entry) => JSON.stringify(entry) === JSON.stringify({ kind: 'actionGiven', aboutId: id }),
      )[0];
    });
  });

  it('a reminder that its owner can no longer read goes to those who handle the case', async () => {
    const id = await inHand();
    const leaver = await daybook.person({ school, role: 'supplyStaff' });
    const due = inSeconds(3);
    await dsl.does('recordAction', { id, ...act(), due, owner: leaver });
    await office.does('endRole', { person: leaver, role: 'supplyStaff', from: '2020-09-01', until: '2026-01-31' });
    const told = await eventually(async () => {
      const { entries } = await answer<{ entries: { kind: string; aboutId: string; roles: string[] }[] }>(
        dsl,
        '{ inbox { entries { kind aboutId roles } } }',
      );
      return entries.find(({ kind, aboutId }) => kind === 'actionReminder' && aboutId === id);
    });
    expect(told.roles).toEqual(['dsl']);
  });
});
