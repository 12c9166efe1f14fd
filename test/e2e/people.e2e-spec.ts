import { randomUUID } from 'node:crypto';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import type { Role } from '../../libs/people/roles.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

let daybook: Daybook;
let office: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  office = await daybook.as('officeManager');
});
afterAll(() => daybook.stop());

const all = (...roles: readonly Role[]): Promise<Client[]> => Promise.all(roles.map((role) => daybook.as(role)));
async function answer<T>(reader: Client, document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await reader.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}
const refusal = async (reader: Client, document: string): Promise<unknown> =>
  (await reader.query(document)).errors?.[0]?.extensions['code'];

/** A record as it stands in the store, data and metadata. */
async function storedIn(stream: string): Promise<string> {
  const store = new EventStore(daybook.eventStoreUrl);
  const stored: unknown[] = [];
  for await (const { data, metadata } of store.read(stream)) stored.push(data, metadata);
  await store.close();
  expect(stored).not.toEqual([]);
  return JSON.stringify(stored);
}

const holders = `query ($role: Duty!, $at: String!, $until: String, $after: String) {
  roleHolders(role: $role, at: $at, until: $until, after: $after) { holders { person name until } gaps { from until } } }`;

it('SL12: the office keeps the list of people; names are sealed in the log', async () => {
  const person = randomUUID();
  await office.does('recordPerson', { person, name: 'Zebedee Quill', kind: 'pupil', yearGroup: 'year3' });
  await office.does('renamePerson', { person, name: 'Zebedee Quince' });
  const { position: after } = await office.does('changeYearGroup', { person, yearGroup: 'year4', from: '2026-09-01' });
  const entry = `query ($person: ID!, $after: String) { person(id: $person, after: $after) { id name kind yearGroup leftOn } }`;
  expect(await answer(office, entry, { person, after })).toEqual({
    id: person,
    name: 'Zebedee Quince',
    kind: 'pupil',
    yearGroup: 'year4',
    leftOn: null,
  });
  const filtered = (filter: string) => answer<{ total: number }>(office, `{ people(filter: ${filter}) { total } }`);
  expect(await filtered('{ name: "quin", kind: [pupil], yearGroup: [year4], left: false }')).toEqual({ total: 1 });
  expect(await filtered(`{ ids: ["${person}"], left: true }`)).toEqual({ total: 0 });
  expect(await storedIn(`person-${person}`)).not.toMatch(/Zebedee|Quill|Quince/);
});

it('SL12: somebody who works at two schools is on the list of each under one id, and neither learns of the other', async () => {
  const person = randomUUID();
  const other = '900003';
  const elsewhere = await daybook.as('officeManager', { school: other });
  await office.does('recordPerson', { person, name: 'Zebedee Quill', kind: 'staff' });
  const unknown = await elsewhere.isRefused('renamePerson', { person: randomUUID(), name: 'Z. Quill' });
  expect(await elsewhere.isRefused('renamePerson', { person, name: 'Z. Quill' })).toEqual(unknown);

  const record = { person, name: 'Z. Quill', kind: 'staff', commandId: randomUUID() };
  const receipt = await elsewhere.does('recordPerson', record);
  expect(receipt).toMatchObject({ id: person, revision: 0 });
  expect(await elsewhere.does('recordPerson', record)).toEqual(receipt);
  const { position } = await elsewhere.does('assignRole', { person, role: 'dsl', from: '2026-09-01' });

  const entry = `query ($person: ID!, $after: String) { person(id: $person, after: $after) { name roles { role } } }`;
  const variables = { person, after: position };
  expect(await answer(elsewhere, entry, variables)).toEqual({ name: 'Z. Quill', roles: [{ role: 'dsl' }] });
  expect(await answer(office, entry, variables)).toEqual({ name: 'Zebedee Quill', roles: [] });
  expect(await storedIn(`person-${other}.${person}`)).not.toMatch(/Quill/);
});

it('D25: governors, teachers and system administrators do not see the list; another school’s is not there', async () => {
  const list = '{ people { entries { name } } }';
  for (const reader of await all('governor', 'onlineSafetyGovernor', 'chairOfGovernors', 'teacher', 'auditor', 'pupil'))
    expect(await refusal(reader, list)).toBe('FORBIDDEN');
  expect(await refusal(await daybook.as('systemAdministrator'), list)).toBe('FORBIDDEN');
  const elsewhere = await daybook.as('officeManager', { school: schools.stokesWood });
  expect(await answer(elsewhere, list)).toEqual({ entries: [] });
});

it('D23: who held a role on a day; a gap of one day shows, to governors and inspectors too', async () => {
  const [head, governor, inspector] = (await all('headteacher', 'governor', 'inspector')) as [Client, Client, Client];
  const [first, second] = [randomUUID(), randomUUID()].sort() as [string, string];
  await office.does('recordPerson', { person: first, name: 'Ada First', kind: 'staff' });
  await office.does('recordPerson', { person: second, name: 'Bea Second', kind: 'staff' });
  await head.does('assignRole', { person: first, role: 'seniorLeader', from: '2025-09-01' });
  await office.does('recordLeaver', { person: first, on: '2026-08-31' });
  const { position: after } = await head.does('assignRole', {
    person: second,
    role: 'seniorLeader',
    from: '2026-09-02',
  });
  const year = { role: 'seniorLeader', at: '2025-09-01', until: '2026-10-31', after };
  for (const reader of [governor, inspector])
    expect(await answer(reader, holders, year)).toEqual({
      holders: [
        { person: first, name: 'Ada First', until: '2026-08-31' },
        { person: second, name: 'Bea Second', until: null },
      ],
      gaps: [{ from: '2026-09-01', until: '2026-09-01' }],
    });
  expect(await answer(governor, holders, { role: 'seniorLeader', at: '2026-09-01' })).toEqual({
    holders: [],
    gaps: [{ from: '2026-09-01', until: '2026-09-01' }],
  });
  expect(await head.isRefused('assignRole', { person: second, role: 'chairOfGovernors', from: '2026-09-02' })).toEqual({
    code: 'NOT_YOUR_ROLE',
    clause: 'SL2',
  });
});

it('SL12: everybody sees their own entry and sets their own address, nobody another’s', async () => {
  const teacher = await daybook.as('teacher');
  await office.does('recordPerson', { person: teacher.actor, name: 'Cleo Third', kind: 'staff' });
  const { position: after } = await teacher.does('setEmailAddress', {
    person: teacher.actor,
    address: 'c.third@school.example',
  });
  expect(
    await answer(teacher, 'query ($after: String) { ownEntry(after: $after) { name emailAddress } }', { after }),
  ).toEqual({ name: 'Cleo Third', emailAddress: 'c.third@school.example' });
  const colleague = await daybook.as('teacher');
  const theirs = { person: teacher.actor, address: 'else@school.example' };
  expect(await colleague.isRefused('setEmailAddress', theirs)).toMatchObject({ code: 'NOT_YOUR_ROLE' });
  expect(await colleague.isRefused('setEmailAddress', { ...theirs, address: 'no address' })).toMatchObject({
    code: 'BAD_USER_INPUT',
  });
});

describe('SL2: whose a way of signing in is, the school records', () => {
  const own = '{ ownSignIn { id person } }';
  interface OwnSignIn {
    readonly id: string;
    readonly person: string;
  }
  const bySubject = (subject: string, role: Role = 'teacher', school?: string): Promise<Client> =>
    daybook.as(role, { actor: subject, ...(school !== undefined && { school }) });
  const becomes = (client: Client, person: string): Promise<true> =>
    eventually(async () => {
      const { data } = await client.query(own);
      return (data?.['ownSignIn'] as OwnSignIn | undefined)?.person === person || undefined;
    });

  it('a subject that is no id acts under an id that says nothing of it, until it is linked; then as that person', async () => {
    await adoptPolicies(daybook);
    const subject = 'Zebedee.Quill@school.example';
    const client = await bySubject(subject);
    const before = await answer<OwnSignIn>(client, own);
    expect(before.person).toBe(before.id);
    const incident = randomUUID();
    const report = { occurredAt: '2026-09-10T09:00:00Z', place: 'inSchool', facts: 'A message.', anonymous: false };
    await client.does('tellSomeone', { id: incident, ...report });
    expect(await storedIn(`incident-${incident}`)).toContain(`"actor":"${before.id}"`);
    expect(await storedIn(`incident-${incident}`)).not.toMatch(/zebedee|quill|school\.example/i);

    const person = await daybook.person({ role: 'teacher' });
    // Until then it says something, and decides nothing: who asks and who agrees would be one person under two ids.
    const { errors } = await client.query('{ myActions { __typename } }');
    expect(errors).toMatchObject([{ message: expect.stringContaining('ownSignIn') as string }]);
    expect(errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN', clause: 'SL2' });
    await office.does('linkSignIn', { signIn: before.id, person });
    await becomes(client, person);
    expect((await client.query('{ myReports { __typename } }')).errors).toBeUndefined();
    expect((await answer<OwnSignIn>(client, own)).id).toBe(before.id);
    const entry = await answer<{ roles: unknown }>(client, '{ ownEntry { id roles { role } } }');
    expect(entry).toEqual({ id: person, roles: [{ role: 'teacher' }] });

    // Somebody who has left is let in by no sign-in of theirs.
    await office.does('recordLeaver', { person, on: '2026-01-31' });
    await eventually(async () => ((await refusal(client, own)) === 'FORBIDDEN' ? true : undefined));
    await office.does('recordReturn', { person, on: '2026-02-01' });
    await office.does('unlinkSignIn', { signIn: before.id });
    await becomes(client, before.id);
  });

  it('capitals count, each school and each issuer has its own, and no school learns of another’s', async () => {
    const of = async (subject: string, school?: string): Promise<string> =>
      (await answer<OwnSignIn>(await bySubject(subject, 'teacher', school), own)).id;
    const ids = [await of('z.quill'), await of('Z.Quill'), await of('z.quill', schools.stokesWood)];
    expect(new Set(ids).size).toBe(3);
    expect(await of('z.quill')).toBe(ids[0]);

    const person = await daybook.person();
    await office.does('linkSignIn', { signIn: ids[0]!, person });
    const elsewhere = await daybook.as('officeManager', { school: schools.stokesWood });
    const unknown = await elsewhere.isRefused('unlinkSignIn', { signIn: randomUUID() });
    expect(await elsewhere.isRefused('unlinkSignIn', { signIn: ids[0]! })).toEqual(unknown);
    const theirs = await daybook.person({ school: schools.stokesWood });
    const { position: after } = await elsewhere.does('linkSignIn', { signIn: ids[0]!, person: theirs });
    const list = 'query ($after: String) { signIns(first: 1, after: $after) { entries { id person } } }';
    expect(await answer(elsewhere, list, { after })).toEqual({ entries: [{ id: ids[0], person: theirs }] });
  });

  it('nobody links a sign-in of their own, a linked one, or one to nobody; only the office and the head link', async () => {
    const person = await daybook.person();
    const another = await daybook.person();
    const signIn = (await answer<OwnSignIn>(await bySubject('z.quince'), own)).id;
    const refused = async (client: Client, input: object, name = 'linkSignIn') =>
      (await client.isRefused(name, { ...input })).code;
    expect(await refused(office, { signIn: office.actor, person })).toBe('OWN_SIGN_IN');
    expect(await refused(office, { signIn: another, person })).toBe('SIGN_IN_IS_A_PERSON');
    const known = await daybook.as('officeManager', { actor: person });
    expect(await refused(known, { signIn, person })).toBe('OWN_SIGN_IN');
    expect(await refused(office, { signIn, person: randomUUID() })).toBe('PERSON_UNKNOWN');
    await office.does('linkSignIn', { signIn, person });
    expect(await refused(office, { signIn, person: another })).toBe('SIGN_IN_ALREADY_LINKED');
    expect(await refused(known, { signIn }, 'unlinkSignIn')).toBe('OWN_SIGN_IN');
    for (const other of await all('dsl', 'teacher', 'chairOfGovernors', 'systemAdministrator', 'networkManager'))
      expect(await refused(other, { signIn, person })).toBe('FORBIDDEN');
  });
});
