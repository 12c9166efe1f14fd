import { buildSchema, isInputObjectType, isObjectType } from 'graphql';
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { schoolYearOf } from '../../libs/calendar/school-calendar.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import type { Role } from '../../libs/people/roles.js';
import {
  adoptPolicies,
  adoptPolicy,
  type Answer,
  type Client,
  type Daybook,
  schools,
  startDaybook,
} from '../support/daybook.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Everything that anybody writes; none of it may be found outside the case. */
const written = {
  facts: 'Zebedee Quill was called names in the class chat.',
  corrected: 'Zebedee Quill was called names in two chats.',
  placeDetail: 'Behind the Quill Library.',
  membershipLink: 'All in the Zebedee chat are of one class.',
  note: 'Zebedee was upset all day.',
  reasons: 'Zebedee asked for help twice.',
  what: 'Talk with Zebedee and the class.',
  parents: 'Told Mrs Quill by telephone.',
  addendum: 'A second chat about Zebedee was found.',
  summary: 'Names called, Zebedee supported.',
} as const;
const personal = /Zebedee|Quill/;

const report = () => ({
  kind: 'cyberbullying',
  occurredAt: inDays(-2),
  place: 'outOfSchool',
  placeDetail: written.placeDetail,
  membershipLink: written.membershipLink,
  facts: written.facts,
});
const closing = {
  summary: written.summary,
  howFollowedUp: written.what,
  decision: written.reasons,
  outcome: 'educationAndSupport',
  reasons: written.reasons,
};

const log = `query ($after: String, $filter: IncidentFilter, $first: Int! = 50, $cursor: String) {
  incidentLog(after: $after, filter: $filter, first: $first, cursor: $cursor) { total nextCursor entries { id facts } }
}`;
const oneIncident = `query ($id: ID!, $after: String) {
  incident(id: $id, after: $after) {
    id status kind kindLabel about risk occurredAt recordedAt reportedBy reportedRole place placeDetail membershipLink
    facts factsHistory { facts why who role } people { person role note } acknowledgeBy acknowledgedAt seriousness
    actions { actionId what owner due completedAt } parentsInformed outcome
    closures { summary howFollowedUp decision outcome reasons who } steps { what who role at value text }
  }
}`;
const receipts = `query ($after: String, $first: Int! = 50, $cursor: String) {
  myReports(after: $after, first: $first, cursor: $cursor) { total nextCursor entries { id status outcome } }
}`;
/** What a governor may see of an incident; a field that is not here fails the test of D25. */
const anonymous = ['kind', 'kindLabel'];
const governorLog = `query ($after: String, $on: String) {
  governorIncidentLog(after: $after, on: $on) { term { name } entries { ${anonymous.join(' ')} } }
}`;

/** The fields of a type of the published schema; the API itself does not tell. */
function fieldsOf(name: string): string[] {
  const file = new URL('../../schema/graphql/schema.graphql', import.meta.url);
  const type = buildSchema(readFileSync(file, 'utf8')).getType(name);
  if (!isObjectType(type) && !isInputObjectType(type)) throw new Error(`${name} has no fields`);
  return Object.keys(type.getFields()).sort();
}

interface LogPage {
  total: number;
  nextCursor: string | null;
  entries: ({ id: string } & Record<string, unknown>)[];
}

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

async function read<T = LogPage>(reader: Client, document: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await reader.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}

const refusal = ({ data, errors }: Answer): unknown => {
  expect(data ?? {}).not.toHaveProperty('incidentLog.entries');
  return errors?.[0]?.extensions;
};

let nextSchool = 910_001;
/** A school of its own, so that no test counts another's incidents. */
async function newSchool(): Promise<(role: Role) => Promise<Client>> {
  const school = String(nextSchool++);
  await adoptPolicy(daybook, school);
  return (role) => daybook.as(role, { school });
}

/** From the report to the closing, with every kind of text that can be written on the way. */
async function toldToTheEnd(as: (role: Role) => Promise<Client> = (role) => daybook.as(role)) {
  const [teacher, dsl] = await Promise.all([as('teacher'), as('dsl')]);
  const [victim, alleged, owner, actionId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const office = await as('officeManager');
  for (const person of [victim, alleged, owner])
    await office.does('recordPerson', { person, name: 'Somebody Invented', kind: 'staff' });
  await office.does('assignRole', { person: owner, role: 'teacher', from: '2020-09-01' });
  const people = [{ person: victim, role: 'victim', note: written.note }];
  const { id } = await teacher.does('raiseIncident', { ...report(), people });
  await dsl.does('acknowledgeIncident', { id, note: written.note });
  await dsl.does('linkPerson', { id, person: alleged, role: 'alleged' });
  await dsl.does('decideSeriousness', { id, seriousness: 'moderate', reasons: written.reasons });
  await dsl.does('recordAction', { id, actionId, what: written.what, owner, due: inDays(3) });
  await dsl.does('recordParentsInformed', { id, informedAt: inDays(-1), note: written.parents });
  await dsl.does('addAddendum', { id, text: written.addendum });
  await dsl.does('correctFacts', { id, facts: written.corrected, reason: written.reasons });
  const early = await dsl.isRefused('closeIncident', { id, ...closing });
  await dsl.does('completeAction', { id, actionId, note: written.note });
  const { position } = await dsl.does('closeIncident', { id, ...closing });
  return { id, position, teacher, dsl, victim, alleged, owner, actionId, early };
}

describe('SL4, SW6: an incident from the report to the reasons for which it was closed', () => {
  it('is raised by a teacher, and acknowledged, weighed, acted on and closed by the DSL', async () => {
    const { id, position, teacher, dsl, victim, alleged, owner, actionId, early } = await toldToTheEnd();
    expect(early).toEqual({ code: 'ACTIONS_STILL_OPEN', clause: 'D9' });

    const incident = await read<Record<string, unknown>>(dsl, oneIncident, { id, after: position });
    expect(incident).toMatchObject({
      id,
      status: 'closed',
      kind: 'cyberbullying',
      reportedBy: teacher.actor,
      reportedRole: 'teacher',
      place: 'outOfSchool',
      placeDetail: written.placeDetail,
      membershipLink: written.membershipLink,
      people: [
        { person: victim, role: 'victim', note: written.note },
        { person: alleged, role: 'alleged', note: null },
      ],
      seriousness: 'moderate',
      actions: [{ actionId, what: written.what, owner, completedAt: expect.any(String) as string }],
      parentsInformed: true,
      outcome: 'educationAndSupport',
      closures: [{ ...closing, who: dsl.actor }],
    });
    const steps = incident['steps'] as { what: string; who: string; role: string }[];
    expect(steps.map(({ what, who }) => [what, who])).toEqual([
      ['IncidentRaised', teacher.actor],
      ['PersonLinked', teacher.actor],
      ['RolesAlerted', teacher.actor],
      ['IncidentAcknowledged', dsl.actor],
      ['PersonLinked', dsl.actor],
      ['SeriousnessDecided', dsl.actor],
      ['ActionRecorded', dsl.actor],
      ['ParentsInformed', dsl.actor],
      ['AddendumAdded', dsl.actor],
      ['FactsCorrected', dsl.actor],
      ['ActionCompleted', dsl.actor],
      ['IncidentClosed', dsl.actor],
    ]);
  });

  it('shows the current facts and every earlier text with who and why (D3), and both times (D1)', async () => {
    const { id, position, teacher, dsl } = await toldToTheEnd();
    const incident = await read<Record<string, string>>(dsl, oneIncident, { id, after: position });
    expect(incident['facts']).toBe(written.corrected);
    expect(incident['factsHistory']).toEqual([
      { facts: written.facts, why: null, who: teacher.actor, role: 'teacher' },
      { facts: written.corrected, why: written.reasons, who: dsl.actor, role: 'dsl' },
    ]);
    const backdatedDays = (Date.parse(incident['recordedAt']!) - Date.parse(incident['occurredAt']!)) / 86_400_000;
    expect(backdatedDays).toBeGreaterThan(1.9);
  });

  it('is taken up again after its closing, and closed anew; both closings stay in view', async () => {
    const { id, dsl } = await toldToTheEnd();
    const { position } = await dsl.does('reopenIncident', { id, reason: written.addendum });
    expect(await read(dsl, oneIncident, { id, after: position })).toMatchObject({
      status: 'acknowledged',
      outcome: null,
    });
    await dsl.does('recordParentsNotInformed', { id, reason: written.reasons });
    await dsl.does('recategoriseIncident', { id, kind: 'grooming', reason: written.reasons });
    const again = await dsl.does('closeIncident', { id, ...closing, outcome: 'referredToAgency' });
    const incident = await read<Record<string, unknown>>(dsl, oneIncident, { id, after: again.position });
    expect(incident).toMatchObject({
      status: 'closed',
      kind: 'grooming',
      risk: 'contact',
      parentsInformed: false,
      outcome: 'referredToAgency',
      closures: [{ outcome: 'educationAndSupport' }, { outcome: 'referredToAgency' }],
    });
  });
});

describe('D8: a reporter gets a receipt and the outcome, not the case', () => {
  it('shows the teacher what became of her own report, and of nobody else’s', async () => {
    const { id, position, teacher, dsl } = await toldToTheEnd();
    const own = await read(teacher, receipts, { after: position });
    expect(own).toEqual({
      total: 1,
      nextCursor: null,
      entries: [{ id, status: 'closed', outcome: 'educationAndSupport' }],
    });
    expect((await read(dsl, receipts, { after: position })).total).toBe(0);
  });

  it('refuses the teacher the log, the case and the anonymous log', async () => {
    const { id, teacher } = await toldToTheEnd();
    expect(refusal(await teacher.query(log))).toMatchObject({ code: 'FORBIDDEN', clause: 'SW6' });
    expect(refusal(await teacher.query(oneIncident, { id }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(refusal(await teacher.query(governorLog))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await teacher.isRefused('addAddendum', { id, text: written.addendum })).toMatchObject({
      code: 'FORBIDDEN',
      clause: 'SW9',
    });
  });
});

interface AnonymousLog {
  entries: Record<string, unknown>[] | null;
}
/** A school year as one term, so that the day of a report lies in it whenever this runs. */
const on = inDays(-2).slice(0, 10);
async function setTerms(as: (role: Role) => Promise<Client>): Promise<void> {
  const year = schoolYearOf(on);
  const terms = [{ name: 'The year', from: `${year}-09-01`, to: `${year + 1}-07-20` }];
  await (await as('headteacher')).does('setTerms', { year, terms, insetDays: [] });
}
async function anonymousLog(reader: Client, after?: string): Promise<AnonymousLog> {
  const { data, errors } = await reader.query(governorLog, { after, on });
  expect(errors).toBeUndefined();
  return data!['governorIncidentLog'] as AnonymousLog;
}

describe('SW2, D25: a governor reads every incident and no person', () => {
  it.each(['governor', 'onlineSafetyGovernor', 'chairOfGovernors', 'auditor', 'inspector'] as const)(
    'gives the %s no text, no person and no moment, in no answer',
    async (role) => {
      const as = await newSchool();
      await setTerms(as);
      const [teacher, dsl] = [await as('teacher'), await as('dsl')];
      for (let nth = 0; nth < 4; nth++) {
        const { id } = await teacher.does('raiseIncident', report());
        await dsl.does('acknowledgeIncident', { id });
        await dsl.does('decideSeriousness', { id, seriousness: 'moderate', reasons: written.addendum });
      }
      const told = await toldToTheEnd(as);
      const { id, victim, alleged, owner, actionId } = told;
      const reader = await as(role);
      expect((await anonymousLog(reader, told.position)).entries).toBeNull();
      const { position } = await dsl.does('releaseGovernorFigures', {});
      const { entries } = await anonymousLog(reader, position);
      expect(entries).toHaveLength(5);
      const answer = JSON.stringify(entries);
      expect(answer).not.toMatch(personal);
      const secrets = [id, told.teacher.actor, dsl.actor, victim, alleged, owner, actionId, ...Object.values(written)];
      for (const secret of secrets) expect(answer).not.toContain(secret);
      expect(answer).not.toMatch(/\d{4}-\d\d|\dT\d/);
      expect(entries).toEqual(Array(5).fill({ kind: 'cyberbullying', kindLabel: expect.any(String) as string }));
      for (const query of [log, oneIncident])
        expect(refusal(await reader.query(query, { id }))).toMatchObject({ code: 'FORBIDDEN' });
    },
  );

  it('knows no field of an incident beyond the anonymous ones, and filters by none', () => {
    expect(fieldsOf('GovernorIncident')).toEqual([...anonymous].sort());
  });

  it('quotes nothing that was sent with a wrong question', async () => {
    const governor = await daybook.as('governor');
    const { errors } = await governor.query(governorLog, { on: 'Zebedee Quill' });
    expect(JSON.stringify(errors)).not.toMatch(personal);
    expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('D1: a report that is sent again', () => {
  it('is the same incident with its ids in capitals, as a telephone may write them', async () => {
    const as = await newSchool();
    const teacher = await as('teacher');
    const once = { ...report(), id: randomUUID(), commandId: randomUUID() };
    const receipt = await teacher.does('raiseIncident', once);
    const again = { ...once, id: once.id.toUpperCase(), commandId: once.commandId.toUpperCase() };
    expect(await teacher.does('raiseIncident', again)).toEqual(receipt);
  });
});

describe('SL16: an incident about a member of staff is for the headteacher alone', () => {
  it('is neither shown to the DSL nor handled by her, nor listed for governors', async () => {
    const as = await newSchool();
    await setTerms(as);
    const [teacher, dsl, head, governor] = await Promise.all([
      as('teacher'),
      as('dsl'),
      as('headteacher'),
      as('governor'),
    ]);
    const { id, position } = await teacher.does('raiseIncident', { ...report(), kind: 'staffAllegation' });
    expect(await dsl.isRefused('acknowledgeIncident', { id })).toEqual({ code: 'NOT_YOUR_ROLE', clause: 'SL16' });
    expect((await read(dsl, log, { after: position })).total).toBe(0);
    expect(await read(dsl, oneIncident, { id })).toBeNull();
    expect((await read(head, log, { after: position })).entries.map((entry) => entry.id)).toEqual([id]);
    await head.does('acknowledgeIncident', { id });
    await head.does('decideSeriousness', { id, seriousness: 'serious', reasons: written.addendum });
    // None is listed and none is counted: an incident about staff is not there for governors.
    const { position: released } = await head.does('releaseGovernorFigures', {});
    const { data } = await governor.query(
      'query ($after: String) { governorIncidentStatistics(after: $after) { all { count } } }',
      { after: released },
    );
    expect(data).toEqual({ governorIncidentStatistics: { all: { count: 0 } } });
    expect((await read(teacher, receipts, { after: position })).entries.map((entry) => entry.id)).toEqual([id]);
  });

  it('shows nobody a case in which they are the alleged, nor lets them handle it (D6)', async () => {
    const as = await newSchool();
    const [teacher, dsl, colleague] = await Promise.all([as('teacher'), as('dsl'), as('deputyDsl')]);
    const office = await as('officeManager');
    await office.does('recordPerson', { person: dsl.actor, name: 'Somebody Invented', kind: 'staff' });
    const people = [{ person: dsl.actor.toUpperCase(), role: 'alleged' }];
    const { id, position } = await teacher.does('raiseIncident', { ...report(), people });
    expect(await dsl.isRefused('acknowledgeIncident', { id })).toEqual({ code: 'OWN_CASE', clause: 'D6' });
    expect((await read(dsl, log, { after: position })).total).toBe(0);
    expect((await read(colleague, log, { after: position })).total).toBe(1);
  });
});

describe('what is written of children is sealed, and stays within the school', () => {
  it('stores no plain text in any event', async () => {
    const { id } = await toldToTheEnd();
    const store = new EventStore(daybook.eventStoreUrl);
    let events = 0;
    for await (const { data, metadata } of store.read(`incident-${id}`)) {
      events++;
      expect(JSON.stringify([data, metadata])).not.toMatch(personal);
    }
    await store.close();
    expect(events).toBe(12);
  });

  it("lets another school's DSL see nothing and act on nothing", async () => {
    const { id, position } = await toldToTheEnd();
    const stranger = await daybook.as('dsl', { school: schools.stokesWood });
    const dsl = await daybook.as('dsl');
    expect((await read(stranger, log, { after: position })).total).toBe(0);
    expect(await read(stranger, oneIncident, { id })).toBeNull();
    const acts: [string, Record<string, unknown>][] = [
      ['acknowledgeIncident', {}],
      ['addAddendum', { text: written.addendum }],
      ['reopenIncident', { reason: written.reasons }],
    ];
    for (const [act, input] of acts)
      expect(await stranger.isRefused(act, { id, ...input })).toMatchObject({ code: 'NOT_FOUND' });
    // An id is free for a record of their own, and ours stays as it was.
    const ours = await read(dsl, oneIncident, { id });
    const receipt = await stranger.does('raiseIncident', { id, ...report() });
    expect(receipt).toMatchObject({ id, revision: 1 });
    expect((await read(stranger, log, { after: receipt.position })).total).toBe(1);
    expect(await read(dsl, oneIncident, { id })).toEqual(ours);
  });
});

describe('the log can be searched and paged', () => {
  it('pages without losing or repeating an entry, and counts all that match', async () => {
    const as = await newSchool();
    const [teacher, dsl] = await Promise.all([as('teacher'), as('dsl')]);
    const ids: string[] = [];
    let after = '0';
    for (let n = 0; n < 5; n++) {
      const occurredAt = `2025-0${1 + (n % 3)}-10T10:00:00Z`;
      const receipt = await teacher.does('raiseIncident', { ...report(), occurredAt, facts: `Report ${n}%` });
      ids.unshift(receipt.id);
      after = receipt.position;
    }
    const all = async (reader: Client, document: string): Promise<LogPage['entries']> => {
      const seen: LogPage['entries'] = [];
      let cursor: string | null = null;
      do {
        const page: LogPage = await read(reader, document, { after, first: 2, cursor });
        expect(page.total).toBe(5);
        seen.push(...page.entries);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return seen;
    };
    expect((await all(dsl, log)).map(({ id }) => id)).toEqual(ids);
    expect((await all(teacher, receipts)).map(({ id }) => id)).toEqual(ids);

    ({ position: after } = await dsl.does('acknowledgeIncident', { id: ids[0], note: 'Unusual chat.' }));
    const found = async (filter: Record<string, unknown>): Promise<string[]> =>
      (await read(dsl, log, { after, filter })).entries.map(({ id }) => id);
    expect(await found({ status: ['acknowledged'] })).toEqual([ids[0]]);
    expect(await found({ kind: ['grooming'] })).toEqual([]);
    expect(await found({ seriousness: ['low'] })).toEqual([]);
    expect(await found({ from: '2025-03-01T00:00:00Z' })).toEqual([ids[2]]);
    expect(await found({ from: '2025-02-01T00:00:00Z', to: '2025-03-01T00:00:00Z' })).toEqual([ids[0], ids[3]]);
  });
});

describe('bad input is refused with its rule, and nothing is recorded', () => {
  it.each([
    ['an unknown kind', { kind: 'playgroundFight' }, 'UNKNOWN_INCIDENT_KIND'],
    ['what has not happened yet', { occurredAt: inDays(1) }, 'OCCURRED_IN_THE_FUTURE'],
    ['a moment without a time zone', { occurredAt: '2026-01-01T00:00:00' }, 'BAD_USER_INPUT'],
    ['no link to the school', { membershipLink: null }, 'MEMBERSHIP_LINK_MISSING'],
    ['no facts', { facts: '  ' }, 'BAD_USER_INPUT'],
    ['oversized text', { facts: 'x'.repeat(10_001) }, 'BAD_USER_INPUT'],
    ['a name for a person', { people: [{ person: 'Zebedee Quill', role: 'victim' }] }, 'BAD_USER_INPUT'],
    ['an unknown part', { people: [{ person: randomUUID(), role: 'bystander' }] }, 'BAD_USER_INPUT'],
    ['a reporter who is not the sender', { reportedBy: 'me' }, 'BAD_USER_INPUT'],
    ['an unknown place', { place: 'onTheMoon' }, 'BAD_USER_INPUT'],
    ['a malformed id', { id: 'no-uuid' }, 'BAD_USER_INPUT'],
  ])('%s', async (_, wrong, code) => {
    const id = randomUUID();
    const [teacher, dsl] = await Promise.all([daybook.as('teacher'), daybook.as('dsl')]);
    const extensions = await teacher.isRefused('raiseIncident', { id, ...report(), ...wrong });
    expect(extensions).toMatchObject({ code });
    expect(JSON.stringify(extensions)).not.toMatch(personal);
    expect(await dsl.isRefused('acknowledgeIncident', { id })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses the same person twice in one report (D2)', async () => {
    const teacher = await daybook.as('teacher');
    const person = await daybook.person();
    const people = [
      { person, role: 'victim' },
      { person: person.toUpperCase(), role: 'alleged' },
    ];
    expect(await teacher.isRefused('raiseIncident', { ...report(), people })).toEqual({
      code: 'PERSON_ALREADY_LINKED',
      clause: 'D2',
    });
  });

  it('refuses a stale revision, and does a repeated command once', async () => {
    const [teacher, dsl] = await Promise.all([daybook.as('teacher'), daybook.as('dsl')]);
    const { id } = await teacher.does('raiseIncident', report());
    expect(await dsl.isRefused('acknowledgeIncident', { id, expectedRevision: 3 })).toMatchObject({
      code: 'REVISION_CONFLICT',
    });
    const command = { id, commandId: randomUUID(), text: written.addendum };
    expect(await dsl.does('addAddendum', command)).toEqual(await dsl.does('addAddendum', command));
  });
});
