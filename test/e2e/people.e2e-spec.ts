import { randomUUID } from 'node:crypto';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import type { Role } from '../../libs/people/roles.js';
import { schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

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
