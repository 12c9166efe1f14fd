import { randomUUID } from 'node:crypto';
import { adoptPolicies, startDaybook, type Client, type Daybook } from '../support/daybook.js';

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const written = 'A pupil of Year 6 was seen on a site for adults.';
const reason = 'Agreed with the headteacher.';

const document = `query ($id: ID!, $after: String) {
  investigation(id: $id, after: $after) {
    status about staff { person joined } computer isolated concern policeReferralRequired policeReferral substance judgedBy
    outcomes sites { url concern computer } evidence { evidenceId status refusal sha256 bytes mediaType views { who role } }
    steps { what who value text }
  }
}`;

interface Entry {
  status: string;
  steps: { what: string; who: string; text?: string }[];
  evidence: { evidenceId: string; status: string; refusal?: string; sha256?: string; views: { who: string }[] }[];
  [field: string]: unknown;
}

async function shown(reader: Client, id: string, after?: string): Promise<Entry | null> {
  const { data, errors } = await reader.query(document, { id, after });
  expect(errors).toBeUndefined();
  return data!['investigation'] as Entry | null;
}

/** Two people and a computer; both have joined. */
async function underWay(about = 'pupil'): Promise<{ id: string; dsl: Client; teacher: Client; subject: string }> {
  const starter = await daybook.as(about === 'staff' ? 'headteacher' : 'dsl');
  const teacher = await daybook.as('teacher');
  const subject = await daybook.person();
  for (const { actor } of [starter, teacher]) await daybook.person({ id: actor, role: 'teacher' });
  const { id } = await starter.does('startInvestigation', {
    about,
    subjects: [subject],
    staff: [starter.actor, teacher.actor],
    computer: 'Office laptop 3',
    concern: written,
  });
  await teacher.does('joinInvestigation', { id });
  return { id, dsl: starter, teacher, subject };
}

describe('D11, SL5: an investigation needs two people and one computer', () => {
  it('refuses to start with one person, or without a named computer', async () => {
    const dsl = await daybook.as('dsl');
    const start = { about: 'pupil', computer: 'Office laptop 3', concern: written };
    const two = [dsl.actor, randomUUID()];
    expect(await dsl.isRefused('startInvestigation', { ...start, staff: [dsl.actor, dsl.actor] })).toEqual({
      code: 'TOO_FEW_INVESTIGATORS',
      clause: 'D11',
    });
    expect(await dsl.isRefused('startInvestigation', { ...start, staff: two, computer: undefined })).toEqual({
      code: 'COMPUTER_NOT_NAMED',
      clause: 'D11',
    });
    expect(await dsl.isRefused('startInvestigation', { ...start, staff: two, subjects: [two[1]] })).toEqual({
      code: 'SUBJECT_INVESTIGATES',
      clause: 'SL5',
    });
  });

  it('is conducted by two, each under their own login, and judged by both', async () => {
    const [dsl, teacher] = await Promise.all([daybook.as('dsl'), daybook.as('teacher')]);
    for (const { actor } of [dsl, teacher]) await daybook.person({ id: actor, role: 'teacher' });
    const { id } = await dsl.does('startInvestigation', {
      about: 'pupil',
      staff: [dsl.actor, teacher.actor],
      computer: 'Office laptop 3',
      concern: written,
    });
    const site = { id, url: 'https://example.org/adults', concern: 'Adult pictures.', visitedAt: inMinutes(-1) };
    expect((await dsl.isRefused('recordSite', site)).code).toBe('TOO_FEW_INVESTIGATORS');
    await teacher.does('joinInvestigation', { id });
    await dsl.does('recordSite', site);
    await teacher.does('changeComputer', { id, computer: 'Office laptop 4', reason: 'The first one broke down.' });
    await teacher.does('recordSite', site);
    await dsl.does('recordSignedSheet', { id, what: 'Print of the start page.', signedBy: [dsl.actor, teacher.actor] });
    await dsl.does('judgeSubstance', { id, substance: true, reasons: reason });
    const end = { id, outcomes: ['internalDiscipline'], summary: written, reasons: reason };
    expect((await dsl.isRefused('concludeInvestigation', end)).code).toBe('JUDGEMENT_NOT_AGREED');
    await teacher.does('agreeJudgement', { id });
    const { position } = await dsl.does('concludeInvestigation', end);

    const entry = await shown(teacher, id, position);
    expect(entry).toMatchObject({
      status: 'concluded',
      outcomes: ['internalDiscipline'],
      substance: true,
      judgedBy: [dsl.actor, teacher.actor],
      sites: [{ computer: 'Office laptop 3' }, { computer: 'Office laptop 4' }],
    });
    expect(entry!.steps.find(({ what }) => what === 'ComputerChanged')!.text).toBe('The first one broke down.');
  });

  it('is seen by those on it and those who handle such a case, and by no subject of it', async () => {
    const { id, dsl, teacher, subject } = await underWay('staff');
    const { position } = await dsl.does('addInvestigationNote', { id, text: written });
    expect(await shown(teacher, id, position)).toMatchObject({ about: 'staff', concern: written });
    expect(await shown(await daybook.as('headteacher'), id, position)).not.toBeNull();
    expect(await shown(await daybook.as('dsl'), id, position)).toBeNull();
    expect(await shown(await daybook.as('teacher'), id, position)).toBeNull();
    expect(await shown(await daybook.as('headteacher', { actor: subject }), id, position)).toBeNull();
    expect(await shown(await daybook.as('headteacher', { school: '900002' }), id, position)).toBeNull();
  });
});
