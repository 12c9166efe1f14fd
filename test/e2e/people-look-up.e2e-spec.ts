import { randomUUID } from 'node:crypto';
import { schools, startDaybook, type Answer, type Client, type Daybook } from '../support/daybook.js';
import { disclosuresIn } from '../support/disclosures.js';

let daybook: Daybook;
let office: Client;
/** Up to where everybody is on the list. */
let after: string;
const ids = { zebedee: randomUUID(), zoe: randomUUID(), zeno: randomUUID(), gone: randomUUID() };

beforeAll(async () => {
  daybook = await startDaybook();
  office = await daybook.as('officeManager');
  const record = (person: string, name: string, kind: string, more: object = {}) =>
    office.does('recordPerson', { person, name, kind, ...more });
  await record(ids.zebedee, 'Zebedee O’Quill', 'pupil', { yearGroup: 'year4' });
  await record(ids.zoe, 'Zoë Zebedaios', 'pupil', { yearGroup: 'year5' });
  await record(ids.zeno, 'Zeno Zebulon', 'staff');
  await record(randomUUID(), 'Zebra Parent', 'parent');
  await record(randomUUID(), 'Zebra Governor', 'governor');
  await record(ids.gone, 'Zebah Gone', 'pupil', { yearGroup: 'year6' });
  await office.does('recordLeaver', { person: ids.gone, on: '2026-07-20' });
  const elsewhere = await daybook.as('officeManager', { school: schools.stokesWood });
  await elsewhere.does('recordPerson', { person: randomUUID(), name: 'Zebedee Elsewhere', kind: 'staff' });
  for (let nth = 1; nth <= 11; nth++) await record(randomUUID(), `Many ${nth}`, 'pupil', { yearGroup: 'year1' });
  ({ position: after } = await record(randomUUID(), 'Someone Else', 'staff'));
});
afterAll(() => daybook.stop());

interface Found {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly more: boolean;
}
const document = `query ($name: String!, $yearGroup: YearGroup, $after: String) {
  findPeople(name: $name, yearGroup: $yearGroup, after: $after) { people { id name kind yearGroup } more } }`;
const ask = (reader: Client, name: string, more: object = {}): Promise<Answer> =>
  reader.query(document, { name, after, ...more });
async function find(reader: Client, name: string, more: object = {}): Promise<Found> {
  const { data, errors } = await ask(reader, name, more);
  expect(errors).toBeUndefined();
  return data!['findPeople'] as Found;
}
const codeOf = ({ errors }: Answer): unknown => errors?.[0]?.extensions['code'];

it('SL12: a teacher finds a child to name by how the name begins: name and year group, and nothing else', async () => {
  const teacher = await daybook.as('teacher');
  expect(await find(teacher, 'zeb')).toEqual({
    people: [
      { id: ids.zebedee, name: 'Zebedee O’Quill', kind: 'pupil', yearGroup: 'year4' },
      { id: ids.zeno, name: 'Zeno Zebulon', kind: 'staff', yearGroup: null },
      { id: ids.zoe, name: 'Zoë Zebedaios', kind: 'pupil', yearGroup: 'year5' },
    ],
    more: false,
  });
  for (const typed of ['zoe zeb', 'ZOË', 'Zebedaios Zoe'])
    expect((await find(teacher, typed)).people.map(({ id }) => id)).toEqual([ids.zoe]);
  expect((await find(teacher, 'quill')).people.map(({ id }) => id)).toEqual([ids.zebedee]);
  expect((await find(teacher, 'zeb', { yearGroup: 'year5' })).people.map(({ id }) => id)).toEqual([ids.zoe]);
  // No part from the middle of a name, no pattern, nobody who has left.
  for (const typed of ['bedee', 'zeb.*dee', '(zebedee|zeno)', 'zebah gone', 'many zeb'])
    expect(await find(teacher, typed)).toEqual({ people: [], more: false });
});

it('SL12: ten are shown at most, and fewer than three letters are refused', async () => {
  const teacher = await daybook.as('teacher');
  const { people, more } = await find(teacher, 'many');
  expect([people.length, more]).toEqual([10, true]);
  for (const name of ['ze', 'z1 2 3', '%%%', '   ', 'z'])
    expect(codeOf(await ask(teacher, name))).toBe('BAD_USER_INPUT');
});

it('D25: governors, parents and pupils do not look anybody up', async () => {
  for (const role of ['governor', 'onlineSafetyGovernor', 'chairOfGovernors', 'parent', 'pupil', 'auditor'] as const)
    expect(codeOf(await ask(await daybook.as(role), 'zeb'))).toBe('FORBIDDEN');
});

it('D37: each use is on record before it is answered, its words sealed; the auditor sees who looked how often', async () => {
  const teacher = await daybook.as('teacher');
  await find(teacher, 'zebedee');
  await find(teacher, 'nobody so called');
  const { position } = await office.does('recordPerson', { person: randomUUID(), name: 'One More', kind: 'staff' });
  const auditor = await daybook.as('auditor');
  const { data } = await auditor.query(
    'query ($after: String) { disclosures(first: 2, after: $after) { entries { kind readBy role subject found } } }',
    { after: position },
  );
  const used = { kind: 'lookUp', readBy: teacher.actor, role: 'teacher', subject: null };
  expect(data!['disclosures']).toEqual({
    entries: [
      { ...used, found: 0 },
      { ...used, found: 1 },
    ],
  });

  const stored = await disclosuresIn(daybook.eventStoreUrl, 'peopleLookUp');
  const own = stored.filter(({ metadata }) => (metadata as { actor: string }).actor === teacher.actor);
  expect(own.map(({ data }) => (data as { shown: string[] }).shown)).toEqual([[ids.zebedee], []]);
  expect(JSON.stringify(stored.map(({ data }) => data))).not.toMatch(/zebedee|nobody/i);
});

it('SL12: after thirty uses in an hour nothing is shown, whether asked one by one or all at once', async () => {
  const [teacher, colleague] = [await daybook.as('teacher'), await daybook.as('teacher')];
  const answers: Answer[] = [];
  for (let nth = 0; nth < 25; nth++) answers.push(await ask(teacher, 'zeb'));
  expect(answers.filter(({ errors }) => errors)).toEqual([]);
  const burst = await Promise.all(Array.from({ length: 12 }, () => ask(teacher, 'zeb')));
  expect(burst.filter(({ errors }) => !errors).length).toBeLessThanOrEqual(5);
  for (const { data, errors } of burst) if (errors) expect(data).toBeNull();
  while (codeOf(await ask(teacher, 'zeb')) === undefined);
  const { errors } = await ask(teacher, 'zeb');
  expect(errors![0]!.extensions).toEqual({ code: 'TOO_MANY_LOOK_UPS', clause: 'SL12' });
  expect((await find(colleague, 'zeb')).people).toHaveLength(3);
});
