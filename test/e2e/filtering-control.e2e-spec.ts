import { adoptPolicies, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

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
       id status direction target until permanent agreementOverdue steps { what role why } } } }`,
    { after },
  );
  expect(errors).toBeUndefined();
  const { entries } = data!['filteringChangeLog'] as { entries: Entry[] };
  return entries.find((entry) => entry.id === id)!;
}

describe('SL6, SW7: a change is under control from the question to the second approver', () => {
  it('asks for more before it agrees, and the log shows question and answer', async () => {
    const { id } = await teacher.does('requestUnblock', request('radar.example.org'));
    await lead.does('askForMoreInformation', { id, question: 'Does it have a chat?' });
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
      [lead, head].map((person) =>
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
