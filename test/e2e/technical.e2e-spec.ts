import { technicalCheckOf } from '../../libs/technical/technical-check-id.js';
import { technicalCheckKinds } from '../../libs/technical/technical-check-words.js';
import { adoptPolicies, eventually, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { History } from '../support/history.js';

let daybook: Daybook, history: History;
let technician: Client, head: Client, teacher: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  history = await History.of({
    eventStoreUrl: daybook.eventStoreUrl,
    keysUrl: daybook.connections.keys,
    masterKey: daybook.masterKey,
  });
  await adoptPolicies(daybook);
  [technician, head, teacher] = (await Promise.all(
    (['technician', 'headteacher', 'teacher'] as const).map((role) => daybook.as(role)),
  )) as [Client, Client, Client];
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
