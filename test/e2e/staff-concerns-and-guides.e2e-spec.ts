import { randomUUID } from 'node:crypto';
import type { Role } from '../../libs/people/roles.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const occurredAt = '2025-03-12T10:15:00.000Z';
const concern = 'Zebedee Quill lent a pupil his own phone.';

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

const as = (role: Role, actor?: string): Promise<Client> =>
  daybook.as(role, { school: schools.stokesWood, ...(actor !== undefined && { actor }) });

async function answer<T = Record<string, unknown>>(
  reader: Client,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const { data, errors } = await reader.query(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}

const held = `query ($after: String) {
  staffConcerns(after: $after) { total entries { id status about concern incident steps { what decision text } } }
}`;
interface Held {
  readonly total: number;
  readonly entries: readonly { readonly id: string; readonly incident: string | null }[];
}

describe('D16: low-level concerns about staff are kept apart, and can become an allegation', () => {
  it('shows one to the headteacher alone, one about her to the chair alone, and none to whom it is about', async () => {
    const [teacher, head, chair, dsl] = await Promise.all([
      as('teacher'),
      as('headteacher'),
      as('chairOfGovernors'),
      as('dsl'),
    ]);
    for (const { actor: id } of [teacher, head])
      await daybook.person({ school: schools.stokesWood, id, role: 'teacher' });
    const aboutTeacher = { about: teacher.actor, capacity: 'staff', occurredAt, concern };
    const { id } = await teacher.does('raiseStaffConcern', aboutTeacher);
    const aboutHead = await teacher.does('raiseStaffConcern', {
      ...aboutTeacher,
      about: head.actor,
      capacity: 'headteacher',
    });
    const after = aboutHead.position;
    const ids = async (reader: Client) =>
      (await answer<Held>(reader, held, { after })).entries.map((entry) => entry.id);
    expect(await ids(head)).toEqual([id]);
    expect(await ids(chair)).toEqual([aboutHead.id]);
    expect(await ids(await as('headteacher', teacher.actor))).toEqual([]);
    expect((await dsl.query(held)).errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN', clause: 'D16' });
    expect(await answer(head, '{ incidentLog { total } }')).toEqual({ total: 0 });
    expect(
      await teacher.isRefused('raiseIncident', {
        kind: 'lowLevelStaffConcern',
        occurredAt,
        place: 'inSchool',
        facts: concern,
      }),
    ).toEqual({ code: 'KEPT_APART', clause: 'D16' });
    expect(
      await head.isRefused('answerStaffConcern', { id: aboutHead.id, decision: 'watched', reasons: concern }),
    ).toEqual({
      code: 'NOT_YOUR_ROLE',
      clause: 'D16',
    });

    await head.does('answerStaffConcern', { id, decision: 'adviceGiven', reasons: concern });
    const input = { id, kind: 'staffAllegation', place: 'inSchool', facts: 'It happened again.' };
    const promoted = await head.does('promoteStaffConcern', input);
    const log =
      'query ($id: ID!, $after: String) { incident(id: $id, after: $after) { fromConcern kind people { person role capacity } } }';
    expect(await answer(head, log, { id: promoted.id, after: promoted.position })).toEqual({
      fromConcern: id,
      kind: 'staffAllegation',
      people: [{ person: teacher.actor, role: 'alleged', capacity: 'staff' }],
    });
    // The worker tells the concern which incident it became.
    const [entry] = await eventually(async () => {
      const { entries } = await answer<Held>(head, held);
      return entries[0]?.incident === promoted.id ? entries : undefined;
    });
    expect(entry).toEqual({
      id,
      status: 'promoted',
      about: teacher.actor,
      concern,
      incident: promoted.id,
      steps: [
        { what: 'ConcernAnswered', decision: 'adviceGiven', text: concern },
        { what: 'ConcernPromoted', decision: null, text: null },
      ],
    });
    expect(await head.isRefused('promoteStaffConcern', input)).toEqual({ code: 'WRONG_STATE', clause: 'D16' });
  });
});

describe('SW11: is this allowed, and what is it?', () => {
  const asked =
    'query ($code: String, $text: String) { userActions(code: $code, text: $text) { code level verdict statute clause } }';

  it('answers a pupil with the level of the policy, the law it names, and its clause', async () => {
    const pupil = await as('pupil');
    expect(await answer(pupil, asked, { code: 'gambling' })).toEqual([
      { code: 'gambling', level: 'unacceptable', verdict: 'Not allowed.', statute: null, clause: 'SW11 Appendix 2' },
    ]);
    expect(await answer(pupil, asked, { text: 'GROOMING' })).toEqual([
      {
        code: 'grooming',
        level: 'unacceptableAndIllegal',
        verdict: 'Not allowed, and illegal: contrary to the Sexual Offences Act 2003. It is reported.',
        statute: 'Sexual Offences Act 2003',
        clause: 'SW11 Appendix 2',
      },
    ]);
    const all = await answer<{ level: string }[]>(pupil, asked);
    expect(new Set(all.map(({ level }) => level)).size).toBe(5);
    expect(await answer(pupil, asked, { text: 'daydreaming' })).toEqual([]);
  });
});

describe('SW12: the concern procedure, whose printed chart is lost, offers the next lawful step', () => {
  const guide = 'query ($id: ID!) { concernGuide(id: $id) { code mutation clauses state } }';
  interface Step {
    readonly code: string;
    readonly mutation: string;
    readonly clauses: readonly string[];
    readonly state: string;
  }

  it('leads the DSL through an illegal case, with its clauses, and nobody else', async () => {
    const [teacher, dsl] = await Promise.all([as('teacher'), as('dsl')]);
    const report = { kind: 'grooming', occurredAt, place: 'inSchool', facts: concern };
    const { id } = await teacher.does('raiseIncident', report);
    const next = async () => (await answer<Step[]>(dsl, guide, { id })).find(({ state }) => state === 'next');
    expect(await next()).toEqual({
      code: 'leaveAsItIs',
      mutation: 'recordTechnicalStep',
      clauses: ['SL5', 'SL17'],
      state: 'next',
    });
    await dsl.does('recordTechnicalStep', { id, step: 'Set apart.', takenAt: occurredAt });
    expect(await next()).toMatchObject({ code: 'acknowledge' });
    await dsl.does('acknowledgeIncident', { id });
    expect(await next()).toMatchObject({ code: 'tellPolice', clauses: ['SL17', 'SL5', 'SW9'] });
    await dsl.does('recordSanction', { id, sanction: 'referToPolice', reason: 'At once.' });
    expect(await next()).toMatchObject({ code: 'decideSeriousness', clauses: ['SW9'] });
    const allegation = await teacher.does('raiseIncident', { ...report, kind: 'staffAllegation' });
    expect((await dsl.query(guide, { id: allegation.id })).errors![0]!.extensions).toMatchObject({ clause: 'SL16' });
    expect((await dsl.query(guide, { id: randomUUID() })).errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND' });
  });
});
