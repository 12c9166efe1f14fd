import { randomUUID } from 'node:crypto';
import type { Role } from '../../libs/people/roles.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { History } from '../support/history.js';

const from = (ms: number): string => new Date(Date.now() + ms).toISOString();
const day = 86_400_000;
const facts = 'Zebedee Quill was called names in the class chat.';
const reason = 'Zebedee asked for help twice.';
const personal = /Zebedee|Quill/;
const report = { kind: 'cyberbullying', occurredAt: '2025-03-12T10:15:00Z', place: 'inSchool', facts };
const closing = {
  summary: facts,
  howFollowedUp: reason,
  decision: reason,
  outcome: 'sanctionApplied',
  reasons: reason,
};

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

/** A person of the school whose policy is Stokes Wood's. */
const as = (role: Role, actor?: string): Promise<Client> =>
  daybook.as(role, { school: schools.stokesWood, ...(actor !== undefined && { actor }) });
const all = (...roles: readonly Role[]): Promise<Client[]> => Promise.all(roles.map((role) => as(role)));

async function answer<T = Record<string, unknown>>(
  reader: Client,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const { data, errors } = await reader.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}
const incident = (fields: string): string =>
  `query ($id: ID!, $after: String) { incident(id: $id, after: $after) { ${fields} } }`;
const waiting = `query ($after: String) { waitingIncidents(after: $after) { id alerted presumedSeriousness } }`;

/** Asks until the worker has done its part and the read model shows it. */
const eventuallySees = <T>(reader: Client, document: string, id: string, sees: (entry: T) => boolean): Promise<T> =>
  eventually(async () => {
    const entry = await answer<T | null>(reader, document, { id });
    return entry && sees(entry) ? entry : undefined;
  });

it('D1: staff, pupils, parents and people who stay anonymous report; both times are kept, backdating shows', async () => {
  const [teacher, pupil, parent, dsl] = (await all('teacher', 'pupil', 'parent', 'dsl')) as [
    Client,
    Client,
    Client,
    Client,
  ];
  const { occurredAt, place } = report;
  const told = { occurredAt, place, facts };
  const [byTeacher, byPupil, byParent, byNobody] = [
    await teacher.does('raiseIncident', report),
    await pupil.does('tellSomeone', told),
    await parent.does('tellSomeone', { ...told, place: 'outOfSchool' }),
    await pupil.does('tellSomeone', { ...told, anonymous: true }),
  ];
  const fields = 'occurredAt recordedAt reportedBy reportedRole anonymous kind handledBy';
  const seen = async (id: string) => answer(dsl, incident(fields), { id, after: byNobody.position });
  expect(await seen(byTeacher.id)).toMatchObject({
    reportedBy: teacher.actor,
    kind: 'cyberbullying',
    anonymous: false,
  });
  expect(await seen(byPupil.id)).toMatchObject({
    reportedBy: pupil.actor,
    reportedRole: 'pupil',
    kind: 'notYetSorted',
  });
  expect(await seen(byParent.id)).toMatchObject({ reportedBy: parent.actor, reportedRole: 'parent' });
  const anonymous = await seen(byNobody.id);
  expect(anonymous).toMatchObject({ reportedBy: 'anonymous', anonymous: true, occurredAt: '2025-03-12T10:15:00.000Z' });
  expect(Date.parse(anonymous['recordedAt'] as string)).toBeGreaterThan(Date.parse('2026-01-01'));
  expect(await pupil.isRefused('tellSomeone', { ...told, occurredAt: from(day) })).toEqual({
    code: 'OCCURRED_IN_THE_FUTURE',
    clause: 'D1',
  });
  expect(await pupil.isRefused('raiseIncident', report)).toMatchObject({ code: 'FORBIDDEN', clause: 'SL4' });
});

it('D2: each person has a part and an outcome of their own', async () => {
  const [teacher, dsl] = (await all('teacher', 'dsl')) as [Client, Client];
  const school = schools.stokesWood;
  const [victim, alleged] = [await daybook.person({ school }), await daybook.person({ school })];
  const { id } = await teacher.does('raiseIncident', { ...report, people: [{ person: victim, role: 'victim' }] });
  await dsl.does('acknowledgeIncident', { id });
  await dsl.does('linkPerson', { id, person: alleged, role: 'alleged', capacity: 'pupil' });
  const { position } = await dsl.does('recordPersonOutcome', {
    id,
    person: victim,
    outcome: 'supported',
    note: reason,
  });
  expect(
    await answer(dsl, incident('people { person role capacity outcome outcomeNote }'), { id, after: position }),
  ).toEqual({
    people: [
      { person: victim, role: 'victim', capacity: null, outcome: 'supported', outcomeNote: reason },
      { person: alleged, role: 'alleged', capacity: 'pupil', outcome: null, outcomeNote: null },
    ],
  });
  expect(await dsl.isRefused('recordPersonOutcome', { id, person: randomUUID(), outcome: 'supported' })).toEqual({
    code: 'PERSON_NOT_LINKED',
    clause: 'D2',
  });
});

it('D3: what was merged is a record of its own, read beside the first report; nothing is edited', async () => {
  const [teacher, pupil, dsl] = (await all('teacher', 'pupil', 'dsl')) as [Client, Client, Client];
  const first = await teacher.does('raiseIncident', report);
  const second = await pupil.does('tellSomeone', { occurredAt: report.occurredAt, place: 'inSchool', facts });
  const other = await teacher.does('raiseIncident', { ...report, facts: 'Another chat.' });
  expect(await dsl.isRefused('mergeIncident', { id: first.id, into: second.id, reason })).toMatchObject({
    code: 'MERGE_INTO_THE_FIRST',
  });
  expect(
    await dsl.isRefused('linkIncident', { id: first.id, to: randomUUID(), relation: 'other', reason }),
  ).toMatchObject({
    code: 'NOT_FOUND',
  });
  await dsl.does('mergeIncident', { id: second.id, into: first.id, reason });
  await dsl.does('linkIncident', { id: other.id, to: first.id, relation: 'samePeople', reason });
  // The worker tells the first record of it.
  await eventuallySees<{ duplicates: string[] }>(dsl, incident('duplicates'), first.id, ({ duplicates }) =>
    duplicates.includes(second.id),
  );
  const linked = `query ($id: ID!) { linkedIncidents(id: $id) { id status facts mergedInto people { person } } }`;
  expect(await answer(dsl, linked, { id: first.id })).toEqual([
    { id: second.id, status: 'merged', facts, mergedInto: first.id, people: [] },
    { id: other.id, status: 'raised', facts: 'Another chat.', mergedInto: null, people: [] },
  ]);
  // The pupil hears what became of the first report, though theirs was the second (D8).
  await dsl.does('acknowledgeIncident', { id: first.id });
  const { position } = await dsl.does('tellReporter', { id: second.id, message: 'We are looking after it.' });
  expect(
    await answer(
      pupil,
      'query ($after: String) { myReports(after: $after) { entries { id status messages { message } } } }',
      {
        after: position,
      },
    ),
  ).toEqual({
    entries: [{ id: second.id, status: 'acknowledged', messages: [{ message: 'We are looking after it.' }] }],
  });
});

it('D5: the policy’s actions are offered, and what it does not foresee is taken for a reason only', async () => {
  const [teacher, dsl] = (await all('teacher', 'dsl')) as [Client, Client];
  const { id } = await teacher.does('raiseIncident', { ...report, kind: 'dataDestroyed' });
  const { position: after } = await dsl.does('acknowledgeIncident', { id });
  const offered = await answer<{ code: string; foreseen: boolean; clause: string }[]>(
    dsl,
    'query ($id: ID!, $after: String) { sanctionsOffered(id: $id, after: $after) { code foreseen clause } }',
    { id, after },
  );
  expect(offered.filter(({ foreseen }) => foreseen)).toEqual([
    { code: 'referToTechnicalSupport', foreseen: true, clause: 'SW10 Appendix 3' },
    { code: 'furtherSanction', foreseen: true, clause: 'SW10 Appendix 3' },
  ]);
  await dsl.does('recordSanction', { id, sanction: 'furtherSanction' });
  expect(await dsl.isRefused('recordSanction', { id, sanction: 'warning' })).toEqual({
    code: 'REASON_MISSING',
    clause: 'D5',
  });
  await dsl.does('recordSanction', { id, sanction: 'warning', reason });
  const { position } = await dsl.does('recordTechnicalStep', {
    id,
    step: 'Restored the files.',
    takenAt: from(-1_000),
  });
  expect(
    await answer(dsl, incident('sanctions { code foreseen reason who } technicalSteps { step }'), {
      id,
      after: position,
    }),
  ).toEqual({
    sanctions: [
      { code: 'furtherSanction', foreseen: true, reason: null, who: dsl.actor },
      { code: 'warning', foreseen: false, reason, who: dsl.actor },
    ],
    technicalSteps: [{ step: 'Restored the files.' }],
  });
});

it('D6: an alert names roles and nothing of the case; about the headteacher it opens the door to the chair alone', async () => {
  const [teacher, dsl, head, chair, governor] = (await all(
    'teacher',
    'dsl',
    'headteacher',
    'chairOfGovernors',
    'governor',
  )) as [Client, Client, Client, Client, Client];
  await daybook.person({ school: schools.stokesWood, id: head.actor });
  const people = [{ person: head.actor, role: 'alleged', capacity: 'headteacher' }];
  const aboutPupil = await teacher.does('raiseIncident', { ...report, kind: 'grooming' });
  const aboutStaff = await teacher.does('raiseIncident', { ...report, kind: 'staffAllegation' });
  const aboutHead = await teacher.does('raiseIncident', { ...report, kind: 'staffAllegation', people });
  const { position: after } = aboutHead;
  const ids = [aboutPupil.id, aboutStaff.id, aboutHead.id];
  const alerts = async (reader: Client): Promise<unknown[]> => {
    const found = await answer<{ id: string }[]>(reader, waiting, { after });
    expect(JSON.stringify(found)).not.toMatch(personal);
    return found.filter(({ id }) => ids.includes(id));
  };
  const dslTeam = ['dsl', 'deputyDsl', 'onlineSafetyLead'];
  expect(await alerts(dsl)).toEqual([{ id: aboutPupil.id, alerted: dslTeam, presumedSeriousness: 'critical' }]);
  expect(await alerts(head)).toEqual([{ id: aboutStaff.id, alerted: ['headteacher'], presumedSeriousness: 'serious' }]);
  expect(await alerts(chair)).toEqual([
    { id: aboutHead.id, alerted: ['chairOfGovernors'], presumedSeriousness: 'serious' },
  ]);

  for (const stranger of [dsl, head])
    expect(await stranger.isRefused('acknowledgeIncident', { id: aboutHead.id })).toMatchObject({ clause: 'D6' });
  expect(await answer(head, incident('id'), { id: aboutHead.id })).toBeNull();
  expect(await chair.isRefused('acknowledgeIncident', { id: aboutStaff.id })).toMatchObject({ clause: 'SL16' });
  expect(await governor.isRefused('acknowledgeIncident', { id: aboutHead.id })).toMatchObject({ code: 'FORBIDDEN' });
  const { position } = await chair.does('acknowledgeIncident', { id: aboutHead.id });
  const forChair = 'query ($after: String) { incidentsForChair(after: $after) { id facts status } }';
  expect(await answer(chair, forChair, { after: position })).toEqual([
    { id: aboutHead.id, facts, status: 'acknowledged' },
  ]);
  expect((await governor.query(forChair)).errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN', clause: 'D6' });
});

it('D7: what nobody acknowledges in time is passed on to the deputy, then to the headteacher, by itself', async () => {
  const history = await History.of({ ...daybook, keysUrl: daybook.connections.keys });
  const kind = { code: 'grooming', label: 'Grooming', about: 'anyone', illegal: true };
  const raised = (acknowledgeBy: string) => ({
    type: 'IncidentRaised',
    data: {
      ...report,
      occurredAt: '2025-03-12T10:15:00.000Z',
      kind,
      acknowledgeBy,
      anonymous: false,
      presumedSeriousness: 'critical',
    },
  });
  const alerted = { type: 'RolesAlerted', data: { roles: ['dsl'], because: 'raised' } };
  const escalated = (acknowledgeBy: string) => ({
    type: 'IncidentEscalated',
    data: { to: 'deputyDsl', acknowledgeBy },
  });
  const school = schools.stokesWood;
  const unseen = await history.record('incident', school, [raised(from(1_000)), alerted]);
  const stillUnseen = await history.record('incident', school, [raised(from(-day)), alerted, escalated(from(1_000))]);
  const seen = await history.record('incident', school, [
    raised(from(1_000)),
    { type: 'IncidentAcknowledged', data: {} },
  ]);
  await history.close();

  const head = await as('headteacher');
  const fields = incident('escalatedTo acknowledgeBy alerts { roles because }');
  interface Escalated {
    readonly escalatedTo: string | null;
    readonly acknowledgeBy: string;
    readonly alerts: readonly { readonly roles: readonly string[]; readonly because: string | null }[];
  }
  const toDeputy = await eventuallySees<Escalated>(head, fields, unseen, ({ escalatedTo }) => escalatedTo !== null);
  expect(toDeputy.alerts.at(-1)).toEqual({ roles: ['deputyDsl'], because: null });
  const hours = (Date.parse(toDeputy.acknowledgeBy) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(3.9);
  expect(hours).toBeLessThanOrEqual(4);
  const toHead = await eventuallySees<Escalated>(
    head,
    fields,
    stillUnseen,
    ({ escalatedTo }) => escalatedTo === 'headteacher',
  );
  expect(toHead.alerts.map(({ roles }) => roles)).toEqual([['dsl'], ['deputyDsl'], ['headteacher']]);
  expect((await answer<{ id: string }[]>(await as('headteacher'), waiting)).map(({ id }) => id)).toContain(stillUnseen);
  expect(await answer<Escalated>(head, fields, { id: seen })).toMatchObject({ escalatedTo: null });
});

it('D8: a reporter follows their report to its outcome, anonymous or not, and sees nothing of the case', async () => {
  const [pupil, dsl, classmate] = (await all('pupil', 'dsl', 'pupil')) as [Client, Client, Client];
  const told = { occurredAt: report.occurredAt, place: 'inSchool', facts };
  const named = await pupil.does('tellSomeone', told);
  const anonymous = await pupil.does('tellSomeone', { ...told, anonymous: true });
  await dsl.does('acknowledgeIncident', { id: anonymous.id });
  const { position: after } = await dsl.does('tellReporter', {
    id: anonymous.id,
    message: 'Thank you; come and see us.',
  });
  const ofMine = 'query ($after: String) { myReports(after: $after) { entries { id status outcome } } }';
  expect(await answer(pupil, ofMine, { after })).toEqual({
    entries: [{ id: named.id, status: 'raised', outcome: null }],
  });
  expect(await answer(classmate, ofMine, { after })).toEqual({ entries: [] });
  const ofNobody = 'query ($id: ID!) { anonymousReport(id: $id) { status outcome messages { message } } }';
  expect(await answer(pupil, ofNobody, { id: anonymous.id })).toEqual({
    status: 'acknowledged',
    outcome: null,
    messages: [{ message: 'Thank you; come and see us.' }],
  });
  expect(await answer(classmate, ofNobody, { id: named.id })).toBeNull();
  expect((await pupil.query(incident('facts'), { id: named.id })).errors![0]!.extensions.code).toBe('FORBIDDEN');
});

it('D9: an action reminds its owner, falls overdue, is done by its owner, and keeps the case open until then', async () => {
  const [teacher, dsl] = (await all('teacher', 'dsl')) as [Client, Client];
  const { id } = await teacher.does('raiseIncident', report);
  const [actionId, other] = [randomUUID(), randomUUID()];
  await dsl.does('acknowledgeIncident', { id });
  await dsl.does('decideSeriousness', { id, seriousness: 'low', reasons: reason });
  await dsl.does('recordParentsNotInformed', { id, reason });
  await daybook.person({ school: schools.stokesWood, id: teacher.actor, role: 'teacher' });
  await daybook.person({ school: schools.stokesWood, id: dsl.actor, role: 'teacher' });
  await dsl.does('recordAction', { id, actionId, what: 'Talk.', owner: teacher.actor, due: from(1_500) });
  await dsl.does('recordAction', { id, actionId: other, what: 'Write.', owner: dsl.actor, due: from(30 * day) });
  const actions = incident('actions { actionId remindedAt overdueSince completedAt }');
  interface Actions {
    readonly actions: readonly { readonly remindedAt: string | null; readonly overdueSince: string | null }[];
  }
  const { actions: marked } = await eventuallySees<Actions>(
    dsl,
    actions,
    id,
    (entry) => entry.actions[0]?.overdueSince != null,
  );
  expect(marked[0]!.remindedAt! < marked[0]!.overdueSince!).toBe(true);
  expect(marked[1]).toMatchObject({ actionId: other, remindedAt: null, overdueSince: null });
  const overdue = 'query ($after: String) { overdueActions(after: $after) { incident actionId owner } }';
  expect(await answer(dsl, overdue)).toContainEqual({ incident: id, actionId, owner: teacher.actor });
  expect(await answer(teacher, '{ myActions { incident actionId what overdue } }')).toEqual([
    { incident: id, actionId, what: 'Talk.', overdue: true },
  ]);
  expect(await dsl.isRefused('closeIncident', { id, ...closing })).toEqual({
    code: 'ACTIONS_STILL_OPEN',
    clause: 'D9',
  });
  const { position: after } = await teacher.does('completeAction', { id, actionId });
  expect(await answer(dsl, overdue, { after })).not.toContainEqual(expect.objectContaining({ incident: id }));
  expect(await teacher.isRefused('completeAction', { id, actionId: other })).toEqual({
    code: 'NOT_YOUR_ROLE',
    clause: 'SW9',
  });
  await dsl.does('postponeAction', { id, actionId: other, due: from(60 * day), reason });
  await dsl.does('completeAction', { id, actionId: other });
  await dsl.does('closeIncident', { id, ...closing });
});

it('D10: what a parent tells of outside school is linked to the school before it is closed; so are the parents’ knowledge', async () => {
  const [parent, dsl] = (await all('parent', 'dsl')) as [Client, Client];
  const { id } = await parent.does('tellSomeone', { occurredAt: report.occurredAt, place: 'outOfSchool', facts });
  await dsl.does('acknowledgeIncident', { id });
  await dsl.does('decideSeriousness', { id, seriousness: 'low', reasons: reason });
  expect(await dsl.isRefused('closeIncident', { id, ...closing })).toEqual({ code: 'KIND_NOT_DECIDED', clause: 'D4' });
  await dsl.does('recategoriseIncident', { id, kind: 'cyberbullying', reason });
  expect(await dsl.isRefused('closeIncident', { id, ...closing })).toEqual({
    code: 'MEMBERSHIP_LINK_MISSING',
    clause: 'SL4',
  });
  await dsl.does('stateMembershipLink', { id, membershipLink: 'All in the chat are of one class.' });
  expect(await dsl.isRefused('closeIncident', { id, ...closing })).toEqual({
    code: 'PARENTS_DECISION_MISSING',
    clause: 'D10',
  });
  await dsl.does('recordParentsInformed', { id, informedAt: from(-1_000) });
  const { position } = await dsl.does('closeIncident', { id, ...closing });
  expect(await answer(dsl, incident('status membershipLink parentsInformed'), { id, after: position })).toEqual({
    status: 'closed',
    membershipLink: 'All in the chat are of one class.',
    parentsInformed: true,
  });
});
