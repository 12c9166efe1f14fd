import { randomUUID } from 'node:crypto';
import { technicalCheckOf } from '../../libs/technical/technical-check-id.js';
import { technicalCheckKinds } from '../../libs/technical/technical-check-words.js';
import { adoptPolicies, eventually, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { History } from '../support/history.js';

let daybook: Daybook, history: History;
let technician: Client, office: Client, head: Client, teacher: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  history = await History.of({
    eventStoreUrl: daybook.eventStoreUrl,
    keysUrl: daybook.connections.keys,
    masterKey: daybook.masterKey,
  });
  await adoptPolicies(daybook);
  [technician, office, head, teacher] = (await Promise.all(
    (['technician', 'officeManager', 'headteacher', 'teacher'] as const).map((role) => daybook.as(role)),
  )) as [Client, Client, Client, Client];
});
afterAll(async () => {
  await history.close();
  await daybook.stop();
});

/** Today and the days around it, as London has them. */
const day = (fromToday = 0): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(Date.now() + fromToday * 86_400_000);

async function listOf<Entry>(reader: Client, query: string, variables: Record<string, unknown> = {}): Promise<Entry[]> {
  const { data, errors } = await reader.query(query, variables);
  expect(errors).toBeUndefined();
  const list = Object.values(data!)[0] as Entry[] | { entries: Entry[] };
  return Array.isArray(list) ? list : list.entries;
}

describe('SL11: planned technical checks', () => {
  interface Check {
    kind: string;
    basis: string;
    lastResult: string | null;
    overdueSince: string | null;
    alerted: string[];
    action: string | null;
    lastCheckedBy: string | null;
  }
  const checks = `query ($after: String) { technicalChecks(after: $after) {
    kind basis clause dueBy lastResult overdueSince alerted action lastCheckedBy } }`;
  const kindsIn = (list: readonly { kind: string }[]): string[] => list.map(({ kind }) => kind).sort();

  it('every kind has a plan once a policy is adopted, a restore test of its own among them', async () => {
    const planned = await eventually(async () => {
      const list = await listOf<Check>(technician, checks);
      return list.length === technicalCheckKinds.length ? list : undefined;
    });
    expect(kindsIn(planned)).toEqual([...technicalCheckKinds].sort());
    expect(planned.find(({ kind }) => kind === 'restoreTest')).toMatchObject({ basis: 'default', lastResult: null });
  });

  it('a check is done with its finding; a failed one needs an action', async () => {
    const failed = { kind: 'wireless', checkedOn: day(), result: 'failed', finding: 'An open guest network.' };
    expect(await technician.isRefused('recordTechnicalCheck', failed)).toEqual({
      code: 'ACTION_MISSING',
      clause: 'SL11',
    });
    const action = { action: 'Give it a password.', actionBy: day() };
    const { position } = await technician.does('recordTechnicalCheck', { ...failed, ...action });
    const list = await listOf<Check>(head, checks, { after: position });
    expect(list.find(({ kind }) => kind === 'wireless')).toMatchObject({
      lastResult: 'failed',
      action: 'Give it a password.',
      lastCheckedBy: technician.actor,
    });
    const log = await listOf(
      head,
      `query ($after: String) { technicalCheckLog(after: $after, filter: { outcome: [failed] }) {
        entries { kind outcome checkedOn checkedRole finding } } }`,
      { after: position },
    );
    expect(log).toEqual([
      { kind: 'wireless', outcome: 'failed', checkedOn: day(), checkedRole: 'technician', finding: failed.finding },
    ]);
    expect(await teacher.isRefused('recordTechnicalCheck', failed)).toMatchObject({
      code: 'FORBIDDEN',
      clause: 'SL11',
    });
  });

  it('the school plans it its own way; a check that nobody does raises the alarm and stays in the log as missed', async () => {
    const { position } = await head.does('planTechnicalCheck', {
      kind: 'systemsAudit',
      every: { count: 6, unit: 'month' },
      responsible: 'networkManager',
    });
    const list = await listOf<Check>(head, checks, { after: position });
    expect(list.find(({ kind }) => kind === 'systemsAudit')).toMatchObject({ basis: 'school' });

    const school = '900003';
    const dueBy = new Date(Date.now() - 3_600_000).toISOString();
    const plan = {
      kind: 'backups',
      every: { count: 1, unit: 'week' },
      responsible: 'technician',
      basis: 'default',
      clause: 'SL11',
      dueBy,
    };
    const past = [{ type: 'TechnicalCheckPlanned', data: plan }];
    await history.record('technicalCheck', school, past, technicalCheckOf(school, 'backups'));
    const elsewhere = await daybook.as('headteacher', { school });
    const [overdue] = await eventually(async () => {
      const found = await listOf<Check>(elsewhere, checks);
      return found[0]?.overdueSince ? found : undefined;
    });
    expect(overdue).toMatchObject({ kind: 'backups', overdueSince: dueBy, alerted: ['technician'] });
    const missed = await eventually(async () => {
      const found = await listOf(elsewhere, '{ technicalCheckLog { entries { kind outcome at } } }');
      return found.length > 0 ? found : undefined;
    });
    expect(missed).toEqual([{ kind: 'backups', outcome: 'missed', at: dueBy }]);
  });
});

describe('SL11: accounts for guests end', () => {
  const accounts = `query ($after: String, $overdue: Boolean) { guestAccounts(after: $after, filter: { status: [open], overdue: $overdue }) {
    entries { id name kind lastDay reminded overdueSince alerted steps { what text } } } }`;
  const guest = (more: Record<string, unknown>) => ({
    guest: randomUUID(),
    name: 'Zebedee Quill',
    kind: 'supplyStaff',
    access: 'The registers of Year 4.',
    ...more,
  });

  it('none is opened without an end; on the last day those who close it are reminded, and one of them confirms', async () => {
    expect(await office.isRefused('openGuestAccount', guest({ lastDay: day(-1) }))).toEqual({
      code: 'END_DATE_IN_THE_PAST',
      clause: 'SL11',
    });
    expect(await office.isRefused('openGuestAccount', guest({}))).toMatchObject({ code: 'BAD_USER_INPUT' });
    const { id } = await office.does('openGuestAccount', guest({ lastDay: day(1) }));
    await office.does('extendGuestAccount', { id, lastDay: day(2), reason: 'The cover goes on.' });
    const { position } = await technician.does('confirmGuestAccountClosed', { id, how: 'Disabled in the directory.' });
    expect(await listOf(technician, accounts, { after: position })).toEqual([]);
  });

  it('one that nobody closes is reminded of, then raises the alarm', async () => {
    const ended = { lastDay: day(-1), remindAt: `${day(-1)}T08:00:00.000Z`, endsAt: `${day(-1)}T17:00:00.000Z` };
    const opened = { type: 'GuestAccountOpened', data: { ...guest({}), ...ended } };
    const id = await history.record('guestAccount', '900003', [opened]);
    const elsewhere = await daybook.as('technician', { school: '900003' });
    const [entry] = await eventually(async () => {
      const list = await listOf<{ reminded: boolean }>(elsewhere, accounts, { overdue: true });
      return list[0]?.reminded ? list : undefined;
    });
    expect(entry).toMatchObject({
      id,
      name: 'Zebedee Quill',
      overdueSince: ended.endsAt,
      alerted: ['technician', 'networkManager'],
    });
  });
});

describe('SL11: the licence log', () => {
  const log = `query ($after: String) { licenceLog(after: $after) { entries {
    product purchased installed differs explanation action overdueSince alerted ended } } }`;

  it('is reconciled by the office; a difference needs an explanation and an action', async () => {
    const { id } = await office.does('recordLicence', { product: 'Phonics Pro', purchased: 30 });
    expect(await office.isRefused('reconcileLicences', { id, installed: 32 })).toEqual({
      code: 'REASON_MISSING',
      clause: 'SL11',
    });
    expect(await technician.isRefused('reconcileLicences', { id, installed: 30 })).toMatchObject({ code: 'FORBIDDEN' });
    const why = { explanation: 'Two laptops came from another school.', action: 'Remove it there.', actionBy: day(1) };
    const { position } = await office.does('reconcileLicences', { id, installed: 32, ...why });
    expect(await listOf(technician, log, { after: position })).toEqual([
      expect.objectContaining({
        product: 'Phonics Pro',
        purchased: 30,
        installed: 32,
        differs: true,
        action: why.action,
      }),
    ]);
    await office.does('recordLicencesPurchased', { id, purchased: 32, reason: 'Bought two more.' });
    const again = await office.does('reconcileLicences', { id, installed: 32 });
    expect(await listOf(head, log, { after: again.position })).toEqual([
      expect.objectContaining({ purchased: 32, differs: false, explanation: null }),
    ]);
    const { position: end } = await office.does('endLicence', { id, reason: 'Replaced.' });
    expect(await listOf(head, log, { after: end })).toEqual([expect.objectContaining({ ended: true })]);
  });

  it('raises the alarm when nobody reconciles it', async () => {
    const reconcileBy = new Date(Date.now() - 3_600_000).toISOString();
    const data = { product: 'Phonics Pro', purchased: 30, everyMonths: 4, reconcileBy };
    await history.record('licence', '900003', [{ type: 'LicenceRecorded', data }]);
    const elsewhere = await daybook.as('headteacher', { school: '900003' });
    const [entry] = await eventually(async () => {
      const list = await listOf<{ overdueSince: string | null }>(elsewhere, log);
      return list[0]?.overdueSince ? list : undefined;
    });
    expect(entry).toMatchObject({ overdueSince: reconcileBy, alerted: ['officeManager'] });
  });
});

describe('SL11, D40: a technical incident, and the breach that it may be', () => {
  const incidents = `query ($after: String) { technicalIncidents(after: $after) { entries {
    id status severity personalData overdueSince alerted steps { what role } } } }`;
  const register = `query ($after: String) { breachRegister(after: $after) { entries {
    id incident status awareAt notifyBy risk decision reasons warned overdueSince alerted } } }`;
  const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
  const written = 'A list of pupils went to the wrong address.';
  interface Entry {
    id: string;
    incident: string | null;
    warned: boolean;
    overdueSince: string | null;
  }

  it('anybody reports it; it is triaged, contained, resolved; personal data open a breach whose clock has been running', async () => {
    const report = { kind: 'dataSentWrongly', noticedAt: hoursAgo(1), description: written };
    const { id } = await teacher.does('reportTechnicalIncident', report);
    expect(await teacher.isRefused('triageTechnicalIncident', { id, severity: 'high', note: written })).toMatchObject({
      code: 'FORBIDDEN',
    });
    await technician.does('triageTechnicalIncident', { id, severity: 'high', note: 'Thirty names.' });
    const awareAt = hoursAgo(1);
    await technician.does('reportPersonalDataTouched', { id, awareAt, note: written });
    await technician.does('containTechnicalIncident', { id, how: 'The reader has deleted it.' });
    const { position } = await technician.does('resolveTechnicalIncident', { id, how: 'Addresses are checked twice.' });
    const [incident] = await listOf(technician, incidents, { after: position });
    expect(incident).toMatchObject({ id, status: 'resolved', severity: 'high', personalData: true });

    const opened = await eventually(async () =>
      (await listOf<Entry>(head, register)).find((entry) => entry.incident === id),
    );
    expect(opened).toMatchObject({
      status: 'open',
      awareAt,
      notifyBy: new Date(Date.parse(awareAt) + 72 * 3_600_000).toISOString(),
      decision: null,
    });
    expect(await head.isRefused('recordIcoNotNotified', { id: opened.id, reasons: 'It was few.' })).toEqual({
      code: 'NOTIFICATION_MANDATORY',
      clause: 'D40',
    });
    await head.does('assessBreach', { id: opened.id, risk: 'high', people: 30, what: written });
    await head.does('recordIcoNotified', { id: opened.id, notifiedAt: hoursAgo(0), reference: 'IC-1' });
    await head.does('recordPeopleTold', { id: opened.id, toldAt: hoursAgo(0), how: 'By letter.' });
    const { position: end } = await head.does('closeBreach', {
      id: opened.id,
      lessons: 'Addresses are checked twice.',
    });
    expect(await listOf(head, register, { after: end })).toEqual([
      expect.objectContaining({ status: 'closed', decision: 'notified', risk: 'high' }),
    ]);
  });

  it('warns before the 72 hours end, and when they have; late needs a reason', async () => {
    const elsewhere = await daybook.as('headteacher', { school: '900003' });
    const near = await elsewhere.does('openBreach', { awareAt: hoursAgo(50) });
    const past = await elsewhere.does('openBreach', { awareAt: hoursAgo(73) });
    const entries = await eventually(async () => {
      const list = await listOf<Entry>(elsewhere, register);
      return list.every(({ warned }) => warned) && list.some(({ overdueSince }) => overdueSince) ? list : undefined;
    });
    expect(entries.find(({ id }) => id === near.id)).toMatchObject({ warned: true, overdueSince: null });
    expect(entries.find(({ id }) => id === past.id)).toMatchObject({ alerted: ['headteacher', 'seniorLeader'] });
    const told = { id: past.id, notifiedAt: hoursAgo(0) };
    expect(await elsewhere.isRefused('recordIcoNotified', told)).toEqual({ code: 'REASON_MISSING', clause: 'D40' });
    await elsewhere.does('recordIcoNotified', { ...told, lateBecause: 'It was found on a holiday.' });
  });

  it('a report that nobody looks at raises the alarm', async () => {
    const [noticedAt, triageBy] = [hoursAgo(30), hoursAgo(26)];
    const data = { kind: 'malware', potential: true, noticedAt, description: written, triageBy };
    const id = await history.record('technicalIncident', '900003', [{ type: 'TechnicalIncidentReported', data }]);
    const elsewhere = await daybook.as('technician', { school: '900003' });
    const [entry] = await eventually(async () => {
      const list = await listOf<Entry>(elsewhere, incidents);
      return list[0]?.overdueSince ? list : undefined;
    });
    expect(entry).toMatchObject({ id, overdueSince: triageBy });
  });
});

describe('SW16, SL11: technology is assessed before it is used', () => {
  const register = `query ($after: String) { softwareRegister(after: $after) { entries {
    id status ai ageRating dataTaken assessment approvedBy } } }`;
  const written = 'Pupils could give it their names.';
  const entryOf = async (id: string, after?: string): Promise<Record<string, unknown> | undefined> =>
    (await listOf<Record<string, unknown>>(head, register, { after })).find((entry) => entry['id'] === id);

  it('an AI tool is refused without an accepted assessment, used on one, and stopped when it is refused', async () => {
    const proposal = {
      name: 'Story Writer',
      purpose: 'Story openings',
      ai: true,
      ageRating: 13,
      takesPersonalData: true,
    };
    const { id } = await teacher.does('proposeSoftware', { ...proposal, dataTaken: 'First names.' });
    expect(await head.isRefused('approveSoftware', { id, reasons: 'It is good.' })).toEqual({
      code: 'ASSESSMENT_MISSING',
      clause: 'SW16',
    });
    const drafted = { technology: 'Story Writer', use: 'aiTool', purpose: written, software: id };
    const { id: assessment } = await teacher.does('draftRiskAssessment', drafted);
    const acceptance = { id: assessment, reasons: 'Teachers type.', reviewOn: day(200) };
    expect(await head.isRefused('acceptRiskAssessment', acceptance)).toEqual({ code: 'RISKS_MISSING', clause: 'SW16' });
    const risk = { riskId: randomUUID(), risk: written, level: 'low', mitigation: 'The teacher types.' };
    await teacher.does('recordRisk', { id: assessment, ...risk });
    expect(await teacher.isRefused('acceptRiskAssessment', acceptance)).toMatchObject({ code: 'FORBIDDEN' });
    await head.does('acceptRiskAssessment', acceptance);
    await eventually(async () => {
      const entry = await entryOf(id);
      return entry?.['assessment'] === assessment ? entry : undefined;
    });
    const { position } = await head.does('approveSoftware', { id, reasons: 'With the teacher at the keyboard.' });
    expect(await entryOf(id, position)).toMatchObject({ status: 'approved', ai: true, approvedBy: head.actor });

    const { position: refused } = await head.does('refuseRiskAssessment', { id: assessment, reasons: 'New terms.' });
    const [shown] = await listOf<Record<string, unknown>>(
      head,
      'query ($after: String) { riskAssessments(after: $after) { entries { status use risks { risk level } } } }',
      { after: refused },
    );
    expect(shown).toEqual({ status: 'refused', use: 'aiTool', risks: [{ risk: written, level: 'low' }] });
    const stopped = await eventually(async () => {
      const entry = await entryOf(id);
      return entry?.['status'] === 'stopped' ? entry : undefined;
    });
    expect(stopped).toMatchObject({ assessment: null, approvedBy: null });
    await head.does('refuseSoftware', { id, reasons: 'Its terms have changed.' });
  });

  it('a review that nobody does raises the alarm', async () => {
    const reviewBy = new Date(Date.now() - 3_600_000).toISOString();
    const drafted = { technology: 'Video lessons', use: 'remoteLearning', purpose: written };
    const accepted = { reasons: written, reviewOn: reviewBy.slice(0, 10), reviewBy };
    await history.record('riskAssessment', '900003', [
      { type: 'RiskAssessmentDrafted', data: drafted },
      { type: 'RiskAssessmentAccepted', data: accepted },
    ]);
    const elsewhere = await daybook.as('headteacher', { school: '900003' });
    const [entry] = await eventually(async () => {
      const list = await listOf<{ overdueSince: string | null }>(
        elsewhere,
        '{ riskAssessments { entries { use overdueSince alerted } } }',
      );
      return list[0]?.overdueSince ? list : undefined;
    });
    expect(entry).toEqual({ use: 'remoteLearning', overdueSince: reviewBy, alerted: ['onlineSafetyLead'] });
  });
});
