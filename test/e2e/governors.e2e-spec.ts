import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { technicalCheckKinds } from '../../libs/technical/technical-check-words.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { History } from '../support/history.js';

let daybook: Daybook;
let governor: Client, other: Client, head: Client, teacher: Client, technician: Client, lead: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  const roles = [
    'onlineSafetyGovernor',
    'governor',
    'headteacher',
    'teacher',
    'technician',
    'onlineSafetyLead',
  ] as const;
  [governor, other, head, teacher, technician, lead] = (await Promise.all(roles.map((role) => daybook.as(role)))) as [
    Client,
    Client,
    Client,
    Client,
    Client,
    Client,
  ];
});
afterAll(() => daybook.stop());

const day = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(Date.now());
const purpose = 'Zebedee Quill asked for it';
const request = (host: string) => ({
  target: { kind: 'url', value: `https://${host}/` },
  scope: { kind: 'pupilGroup', name: 'The group of Zebedee Quill' },
  studyPurpose: purpose,
  reason: purpose,
  until: new Date(Date.now() + 86_400_000).toISOString(),
});

async function answer<T>(reader: Client, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await reader.query(query, variables);
  expect(errors).toBeUndefined();
  return Object.values(data!)[0] as T;
}

const view = `query ($after: String) { governorView(after: $after) {
  position mark openNow agreedForLater openingsNotMade blocksNotMade blocksNotLifted blockRequestsUnanswered refused reblocksOverdue filterDifferences filterDrifts emergencyBlocksUnanswered filterTestsDone filterTestsMissed filterTestsOverdue
  technicalChecks { kind overdue lastResult } technicalChecksDone technicalChecksMissed
  standards { standard rating because evidence } } }`;
interface View {
  position: string | null;
  mark: string | null;
  openNow: number;
  refused: number;
  technicalChecks: { kind: string; overdue: boolean; lastResult: string | null }[];
  technicalChecksDone: number;
  standards: { standard: string; rating: string; evidence: string }[];
}

describe('SL3, D25: what governors see of filtering and technical security', () => {
  let shown: View;
  let shownAsFile: string;

  it('what is open and refused, the checks done and missed, and each DfE standard with its evidence', async () => {
    const { id } = await teacher.does('requestUnblock', request('open.example.org'));
    await lead.does('agreeUnblock', { id, reason: 'Looked at it.' });
    await technician.does('implementUnblock', { id });
    const { id: declined } = await teacher.does('requestUnblock', request('no.example.org'));
    await lead.does('declineUnblock', { id: declined, reason: 'It has a chat.' });
    await eventually(async () => {
      const { technicalChecks } = await answer<View>(governor, view);
      return technicalChecks.length === technicalCheckKinds.length || undefined;
    });
    await teacher.does('reportFilterDifference', {
      ...{ target: request('games.example.org').target, scope: { kind: 'everyone' }, found: 'open', noticed: purpose },
    });
    const { position } = await technician.does('recordTechnicalCheck', {
      ...{ kind: 'backups', checkedOn: day(), result: 'passed', finding: purpose },
    });
    shown = await answer<View>(governor, view, { after: position });
    expect(shown).toMatchObject({ openNow: 1, refused: 1, reblocksOverdue: 0, technicalChecksDone: 1 });
    expect(shown).toMatchObject({ filterDifferences: 1, filterDrifts: false });
    expect(shown.technicalChecks).toContainEqual({ kind: 'backups', overdue: false, lastResult: 'passed' });
    expect(shown.standards.map(({ standard, rating, evidence }) => [standard, rating, evidence])).toEqual([
      ['rolesAssigned', 'red', 'SELF_REPORTED'],
      ['reviewedAnnually', 'red', 'SELF_REPORTED'],
      ['harmfulContentBlocked', 'red', 'SELF_REPORTED'],
      ['monitoringEffective', 'red', 'SELF_REPORTED'],
    ]);
    expect(JSON.stringify(shown)).not.toContain('Zebedee');
    // As at a moment before anything was recorded there is nothing, and no position to sign.
    const past = view.replace('$after: String', '$asAt: DateTime').replace('after: $after', 'asAt: $asAt');
    const before = await answer<View>(governor, past, { asAt: '2026-01-01T00:00:00Z' });
    expect(before).toMatchObject({ position: null, mark: null, openNow: 0, refused: 0, technicalChecks: [] });
    const today = await answer<View>(governor, past, { asAt: new Date().toISOString() });
    expect(today).toEqual({ ...shown, position: null, mark: null });
    expect((await teacher.query(view)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', clause: 'SL3' });
  });

  it('the change-control log as a file without text or names', async () => {
    const url = daybook.graphqlUrl.replace(/graphql$/, 'governors/filtering-changes.csv');
    const fetched = await fetch(url, { headers: { authorization: `Bearer ${governor.token}` } });
    expect(fetched.status).toBe(200);
    expect(fetched.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [columns, ...lines] = (await fetched.text()).trim().split('\r\n');
    expect(columns).toContain('"target"');
    expect(lines).toHaveLength(2 + 1);
    // What stands last proves who was shown the file: it is good for a visit, and of no use to another.
    const [, mark = ''] = /^"mark","([^"]+)"(?:,"")+$/.exec(lines[2]!) ?? [];
    expect(lines[2]!.split(',')).toHaveLength(columns!.split(',').length);
    const visit = { on: day(), marks: [mark] };
    expect(await other.isRefused('startGovernorVisit', visit)).toMatchObject({ code: 'POSITION_NOT_SHOWN' });
    expect(await other.isRefused('startGovernorVisit', { on: day(), marks: [''] })).toMatchObject({
      code: 'POSITION_NOT_SHOWN',
    });
    shownAsFile = mark;
    expect(lines.join('')).toContain('"https://open.example.org/"');
    expect(lines.join('')).not.toContain('Zebedee');
    // It is sent page by page, and none is left out or doubled between two pages.
    const rows = new pg.Client({ connectionString: daybook.connections.projector });
    await rows.connect();
    await rows.query(`insert into filtering_change_log
      select more.* from (select * from filtering_change_log limit 1) t, generate_series(1, 1200) n,
        jsonb_populate_record(null::filtering_change_log, to_jsonb(t) || jsonb_build_object('id', 'more-' || n, 'change', 'more-' || n)) more`);
    const whole = await (await fetch(url, { headers: { authorization: `Bearer ${governor.token}` } })).text();
    await rows.query(`delete from filtering_change_log where id like 'more-%'`);
    await rows.end();
    expect(new Set(whole.trim().split('\r\n')).size).toBe(1 + 2 + 1200 + 1);
    expect(whole.trim().split('\r\n')).toHaveLength(1 + 2 + 1200 + 1);
    expect((await fetch(url, { headers: { authorization: `Bearer ${teacher.token}` } })).status).toBe(403);
    expect((await fetch(url)).status).toBe(401);
  });

  it('D26: that they looked is a visit: at what they were shown, when, what they asked, the answer, and their signature', async () => {
    const log = await answer<{ mark: string }>(governor, '{ filteringChangeLog { mark entries { id } } }');
    const marks = [shown.mark!, log.mark, shownAsFile];
    const notShown = { code: 'POSITION_NOT_SHOWN', clause: 'D26' };
    expect(await other.isRefused('startGovernorVisit', { on: day(), marks })).toEqual(notShown);
    expect(await governor.isRefused('startGovernorVisit', { on: day(), marks: [`x${log.mark}`] })).toEqual(notShown);
    const { id } = await governor.does('startGovernorVisit', { on: day(), marks });
    const questionId = randomUUID();
    await governor.does('askGovernorQuestion', { id, questionId, question: 'Why is it open?' });
    expect(await other.isRefused('signGovernorVisit', { id })).toEqual({ code: 'NOT_YOUR_ROLE', clause: 'D26' });
    await governor.does('signGovernorVisit', { id });
    const minutes = { meetingOn: day(), reference: 'Full governing body, item 6', sha256: 'ab'.repeat(32) };
    await other.does('recordGovernorMinutes', { id, ...minutes });
    const { position } = await head.does('answerGovernorQuestion', { id, questionId, answer: 'For a week of films.' });
    const visits = await answer<{ entries: unknown[] }>(
      other,
      `query ($after: String) { governorVisits(after: $after) { entries {
         id status governor visitedOn looked { log position shownAt } questions { question answer answeredBy overdue }
         minutes { meetingOn reference sha256 recordedBy } } } }`,
      { after: position },
    );
    const shownAt = expect.stringMatching(/^\d{4}-.*Z$/) as string;
    const inView = ['filteringOpenNow', 'filteringChecks', 'technicalChecks', 'standards'];
    const looked = [
      ...inView.map((name) => ({ log: name, position: shown.position, shownAt })),
      { log: 'filteringChanges', position: expect.stringMatching(/^\d+$/) as string, shownAt },
      { log: 'filteringChanges', position: expect.stringMatching(/^\d+$/) as string, shownAt },
    ];
    expect(visits.entries).toEqual([
      {
        ...{ id, status: 'signed', governor: governor.actor, visitedOn: day(), looked },
        minutes: [{ ...minutes, recordedBy: other.actor }],
        questions: [
          { question: 'Why is it open?', answer: 'For a week of films.', answeredBy: head.actor, overdue: false },
        ],
      },
    ]);
  });

  it('SL3: a signed look at the log is seen in the view, by when the next is due, and one that is missed is told', async () => {
    const fields = 'logInspectedOn logInspectionDueBy logInspectionMissed';
    interface Inspection {
      logInspectedOn: string | null;
      logInspectionDueBy: string | null;
      logInspectionMissed: boolean;
    }
    const inspected = await eventually(async () => {
      const seen = await answer<Inspection>(governor, `{ governorView { ${fields} } }`);
      return seen.logInspectedOn === null ? undefined : seen;
    });
    expect(inspected).toMatchObject({ logInspectedOn: day(), logInspectionMissed: false });
    expect(inspected.logInspectionDueBy! > new Date().toISOString()).toBe(true);

    const school = '900003';
    const dueBy = new Date(Date.now() - 1).toISOString();
    const [chair, office] = await Promise.all([
      daybook.as('chairOfGovernors', { school }),
      daybook.as('officeManager', { school }),
    ]);
    await office.does('recordPerson', { person: chair.actor, name: 'Zebedee Quill', kind: 'governor' });
    await office.does('assignRole', { person: chair.actor, role: 'chairOfGovernors', from: '2025-09-01' });
    const { eventStoreUrl, connections, masterKey } = daybook;
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    await history.record('logInspection', school, [{ type: 'LogInspectionPlanned', data: { dueBy } }], school);
    await history.close();
    await eventually(async () => {
      const { entries } = await answer<{ entries: { kind: string }[] }>(chair, '{ inbox { entries { kind } } }');
      return entries.find(({ kind }) => kind === 'inspectionMissed');
    });
    const missed = await answer<Inspection>(chair, `{ governorView { ${fields} } }`);
    expect(missed).toEqual({ logInspectedOn: null, logInspectionDueBy: dueBy, logInspectionMissed: true });
  });

  it('SL6, SW7: what was agreed and nobody makes is seen, a block in red, as Daybook has measured it', async () => {
    const { eventStoreUrl, connections, masterKey } = daybook;
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const block = { target: { kind: 'domain', value: 'chat.example.org' }, scope: { kind: 'allPupils' } };
    const implementBy = new Date(Date.now() - 1).toISOString();
    const opening = { ...request('maps.example.org'), permanent: false };
    await history.record('filteringChange', schools.stLevan, [
      { type: 'UnblockRequested', data: opening },
      { type: 'UnblockAgreed', data: { reason: purpose, implementBy } },
    ]);
    await history.record('filteringBlock', schools.stLevan, [
      { type: 'BlockRequested', data: { ...block, reason: purpose } },
      { type: 'BlockAgreed', data: { reason: purpose, implementBy } },
    ]);
    await history.record('filteringBlock', schools.stLevan, [
      { type: 'BlockRequested', data: { ...block, reason: purpose, answerBy: implementBy } },
    ]);
    await history.record('filteringBlock', schools.stLevan, [
      { type: 'SiteBlockedInEmergency', data: { ...block, reason: purpose, agreeBy: implementBy } },
      { type: 'EmergencyBlockRefused', data: { reason: purpose, implementBy } },
    ]);
    await history.close();
    const seen = await eventually(async () => {
      const found = await answer<
        View & Record<'blocksNotMade' | 'blocksNotLifted' | 'blockRequestsUnanswered' | 'openingsNotMade', number>
      >(governor, view);
      const { blocksNotMade, blocksNotLifted, blockRequestsUnanswered, openingsNotMade } = found;
      const all = [blocksNotMade, blocksNotLifted, blockRequestsUnanswered, openingsNotMade];
      return all.every((count) => count === 1) ? found : undefined;
    });
    expect(seen.standards).toContainEqual({
      ...{ standard: 'harmfulContentBlocked', rating: 'red', evidence: 'MEASURED' },
      because: 'A site that was agreed to be blocked has not been blocked on time.',
    });
  });

  it('a question that the school does not answer is told to the head', async () => {
    const { eventStoreUrl, connections, masterKey } = daybook;
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const question = {
      questionId: randomUUID(),
      question: 'Who tests it?',
      answerBy: new Date(Date.now() - 1).toISOString(),
    };
    await history.record('governorVisit', schools.stokesWood, [
      { type: 'GovernorVisitStarted', data: { on: day(), looked: [{ log: 'filteringChecks', position: '1' }] } },
      { type: 'GovernorQuestionAsked', data: question },
    ]);
    await history.close();
    const elsewhere = await daybook.as('headteacher', { school: schools.stokesWood });
    const asked = await eventually(async () => {
      const { entries } = await answer<{ entries: { questions: { overdue: boolean }[] }[] }>(
        elsewhere,
        '{ governorVisits { entries { questions { question overdue } } } }',
      );
      return entries[0]?.questions[0]?.overdue ? entries[0].questions : undefined;
    });
    expect(asked).toEqual([{ question: 'Who tests it?', overdue: true }]);
  });
});
