import { randomUUID } from 'node:crypto';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { adoptPolicies, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const school = schools.stokesWood;
const facts = 'Somebody took pictures on the bus.';
const description = 'A boy in a red coat whom the others called Zozo.';
const reason = 'Nobody on the bus knew him by name.';
const minuteAgo = (): string => new Date(Date.now() - 60_000).toISOString();

let daybook: Daybook;
let teacher: Client, dsl: Client;
let pupil: string;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  [teacher, dsl] = [await daybook.as('teacher', { school }), await daybook.as('dsl', { school })];
  pupil = await daybook.person({ school });
});
afterAll(() => daybook.stop());

async function answer<T>(reader: Client, document: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await reader.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}
const report = () => ({ kind: 'cyberbullying', occurredAt: minuteAgo(), place: 'inSchool', facts });
const boy = { notInOurList: { description }, role: 'alleged', capacity: 'pupil', yearGroup: 'year5' };
const caseView = `query ($id: ID!, $after: String) { incident(id: $id, after: $after) {
  people { person role capacity yearGroup } yearGroups handledBy
  described { number description role capacity yearGroup status person reason } } }`;
const unidentified = `query ($after: String) { unidentifiedPeople(after: $after) { incident number description role } }`;
const wants = 'query ($after: String) { triageQueue(after: $after) { id wants } }';
interface Entry {
  readonly described: readonly object[];
  readonly [field: string]: unknown;
}

it('D2: somebody on no list is described, found by the safeguarding team, and then one of the people', async () => {
  const people = [{ person: pupil, role: 'victim', yearGroup: 'year4' }, boy];
  const { id } = await teacher.does('raiseIncident', { ...report(), people });
  const { position: after } = await dsl.does('acknowledgeIncident', { id });
  const open = { number: 1, description, role: 'alleged', capacity: 'pupil', yearGroup: 'year5' };
  expect(await answer<Entry>(dsl, caseView, { id, after })).toMatchObject({
    people: [{ person: pupil }],
    yearGroups: ['year4', 'year5'],
    described: [{ ...open, status: 'open', person: null, reason: null }],
  });
  expect(await answer(dsl, unidentified, { after })).toEqual([
    { incident: id, number: 1, description, role: 'alleged' },
  ]);
  const queue = await answer<{ id: string; wants: string[] }[]>(dsl, wants, { after });
  expect(queue.find((entry) => entry.id === id)?.wants).toContain('identification');
  expect((await teacher.query(unidentified)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);

  const unknown = { code: 'PERSON_UNKNOWN', clause: 'D2' };
  const elsewhere = await daybook.person({ school: schools.stLevan });
  for (const person of [randomUUID(), elsewhere])
    expect(await dsl.isRefused('identifyDescribedPerson', { id, number: 1, person })).toEqual(unknown);
  const found = await daybook.person({ school });
  const { position } = await dsl.does('identifyDescribedPerson', {
    ...{ id, number: 1, person: found.toUpperCase(), yearGroup: 'year6' },
  });
  expect(await answer<Entry>(dsl, caseView, { id, after: position })).toMatchObject({
    people: [
      { person: pupil, role: 'victim' },
      { person: found, role: 'alleged', capacity: 'pupil', yearGroup: 'year6' },
    ],
    yearGroups: ['year4', 'year6'],
    described: [{ ...open, status: 'identified', person: found }],
  });
  expect(await answer(dsl, unidentified, { after: position })).toEqual([]);
});

it('D6: who turns out to be the alleged no longer sees the case', async () => {
  const { id } = await teacher.does('raiseIncident', { ...report(), people: [boy] });
  const accused = await daybook.as('dsl', { school });
  await daybook.person({ school, id: accused.actor, role: 'dsl' });
  const { position: after } = await dsl.does('acknowledgeIncident', { id });
  expect(await answer(accused, caseView, { id, after })).not.toBeNull();
  const { position } = await dsl.does('identifyDescribedPerson', {
    ...{ id, number: 1, person: accused.actor, capacity: 'staff' },
  });
  expect(await answer(accused, caseView, { id, after: position })).toBeNull();
  expect(await accused.isRefused('addAddendum', { id, text: facts })).toMatchObject({ code: 'NOT_YOUR_ROLE' });
  const head = await daybook.as('headteacher', { school });
  expect(await answer(head, caseView, { id, after: position })).toMatchObject({ handledBy: ['headteacher'] });
});

it('D2, D9: where nobody knows who it was, that is recorded with its reason before the case is closed', async () => {
  const { id } = await teacher.does('raiseIncident', report());
  await dsl.does('acknowledgeIncident', { id });
  await dsl.does('linkPerson', { id, ...boy });
  await dsl.does('decideSeriousness', { id, seriousness: 'low', reasons: reason });
  await dsl.does('recordParentsNotInformed', { id, reason });
  const closing = {
    ...{ id, summary: facts, howFollowedUp: facts, decision: facts, outcome: 'noFurtherAction', reasons: reason },
  };
  expect(await dsl.isRefused('closeIncident', closing)).toEqual({ code: 'PERSON_NOT_IDENTIFIED', clause: 'D2' });
  await dsl.does('recordPersonNotIdentified', { id, number: 1, reason });
  const { position: after } = await dsl.does('closeIncident', closing);
  expect((await answer<Entry>(dsl, caseView, { id, after })).described).toMatchObject([
    { number: 1, status: 'notIdentified', person: null, reason },
  ]);
});

it('SL12: the description is sealed in the log under the incident’s own key, and found by its words', async () => {
  const { id, position: after } = await teacher.does('raiseIncident', { ...report(), people: [boy] });
  const store = new EventStore(daybook.eventStoreUrl);
  const stored: unknown[] = [];
  for await (const { type, data } of store.read(`incident-${id}`)) if (type === 'PersonDescribed') stored.push(data);
  await store.close();
  expect(stored).toHaveLength(1);
  expect(JSON.stringify(stored)).not.toMatch(/Zozo|red coat/);
  expect((stored[0] as { description: { $sealed: unknown } }).description.$sealed).toBeDefined();
  const search =
    'query ($after: String) { searchIncidents(words: "zozo", after: $after) { entries { incident { id } } } }';
  const { entries } = await answer<{ entries: object[] }>(dsl, search, { after });
  expect(entries).toContainEqual({ incident: { id } });
});

it('D32: a chronology without third parties leaves out who was described, unless they are its subject', async () => {
  const found = await daybook.person({ school });
  const { id } = await teacher.does('raiseIncident', {
    ...report(),
    people: [{ person: pupil, role: 'victim' }, boy, { ...boy, notInOurList: { description: 'Another one.' } }],
  });
  const { position } = await dsl.does('identifyDescribedPerson', { id, number: 1, person: found });
  await answer(dsl, 'query ($after: String) { incidentLog(after: $after) { nextCursor } }', { after: position });
  const chronologyOf = async (person: string, more: string): Promise<string> => {
    const url = new URL(`/people/${person}/chronology?format=json${more}`, daybook.graphqlUrl);
    const response = await fetch(url, { headers: { authorization: `Bearer ${dsl.token}` } });
    expect(response.status).toBe(200);
    return response.text();
  };
  const entriesIn = (text: string) =>
    (JSON.parse(text) as { entries: { event: string; details: { text: string }[] }[] }).entries
      .filter(({ event }) => event === 'PersonDescribed')
      .map(({ details }) => details.map(({ text }) => text).join(' '));
  const without = '&thirdParties=leftOut';
  for (const [person, more, shown] of [
    [found, '', [true, true]],
    [found, without, [true, false]],
    [pupil, without, [false, false]],
  ] as const) {
    const ofCase = entriesIn(await chronologyOf(person, more)).slice(-2);
    expect([ofCase[0]!.includes('Zozo'), ofCase[1]!.includes('Another one')]).toEqual(shown);
  }
});
