import pg from 'pg';
import { createHmac, randomUUID } from 'node:crypto';
import { mondayOf } from '../../libs/calendar/school-weeks.js';
import { eventCategories } from '../../libs/record-kinds.js';
import { EventCodec } from '../../libs/eventing/schemas/event-codec.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import { BuiltProcess } from '../support/built-process.js';
import { History } from '../support/history.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const school = schools.stokesWood;
const content = 'a term that nobody should read';
const alert = (id: string, more: object = {}) => ({
  id,
  occurredAt: new Date(Date.now() - 60_000).toISOString(),
  grade: '1',
  kind: 'term',
  content,
  device: 'Class set 3, tablet 7',
  ip: '10.0.0.7',
  user: 'zpascoe',
  ...more,
});

let daybook: Daybook;
let manager: Client, dsl: Client, governor: Client;
let source: string;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  [manager, dsl, governor] = (await Promise.all(
    (['networkManager', 'dsl', 'governor'] as const).map((role) => daybook.as(role, { school })),
  )) as [Client, Client, Client];
  const grades = { grades: ['1', '5'], highRiskGrades: ['5'] };
  const opened = await manager.does('openMonitoringSource', { name: 'Device monitoring', ...grades });
  source = opened.id;
  // The doors look at the read model.
  const { data } = await manager.query(
    'query ($after: String) { monitoringSources(after: $after) { entries { id status } } }',
    { after: opened.position },
  );
  expect(data).toEqual({ monitoringSources: { entries: [{ id: source, status: 'open' }] } });
});
afterAll(() => daybook.stop());

const door = (path: string): string => daybook.graphqlUrl.replace('/graphql', `/monitoring/${path}`);

async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; body: object }> {
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as object };
}

const upload = (client: Client, body: string, type = 'application/json') =>
  post(door(`sources/${source}/alerts`), { 'content-type': type, authorization: `Bearer ${client.token}` }, body);

interface Alert {
  readonly id: string;
  readonly device: string | null;
  readonly [field: string]: unknown;
}

async function alerts(): Promise<Alert[]> {
  const { data, errors } = await dsl.query(
    `{ monitoringAlerts(first: 200) { entries { id status door device ip account content grade highRisk lookBy
       escalated disposition decidedBy note incident expiresAt } } }`,
  );
  expect(errors).toBeUndefined();
  return (data!['monitoringAlerts'] as { entries: Alert[] }).entries;
}

const onDevice = (device: string): Promise<Alert> =>
  eventually(async () => (await alerts()).find((entry) => entry.device === device));

describe('D21: alerts come in with device, address, account, time, term and the vendor’s grade', () => {
  it('from a file, each once, and who may see them is not a governor', async () => {
    const file = JSON.stringify({ alerts: [alert('a-1', { device: 'upload 1' }), alert('a-2', { grade: '5' })] });
    expect(await upload(manager, file)).toEqual({ status: 200, body: { received: 2, duplicates: 0, highRisk: 1 } });
    expect(await upload(manager, file)).toEqual({ status: 200, body: { received: 0, duplicates: 2, highRisk: 1 } });
    expect(await onDevice('upload 1')).toMatchObject({
      status: 'new',
      door: 'upload',
      ip: '10.0.0.7',
      account: 'zpascoe',
      content,
      highRisk: false,
    });
    const { errors } = await governor.query('{ monitoringAlerts { entries { content } } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', clause: 'D21' });
  });

  it('from none of a file with one faulty row, which is named without its value', async () => {
    const csv = [
      'id,occurredAt,grade,kind,content,device',
      `b-1,2026-03-12T10:00:00Z,1,term,x,faulty file`,
      `b-2,2026-03-12T10:00:00Z,Zoë,term,x,faulty file`,
    ].join('\n');
    const { status, body } = await upload(manager, csv, 'text/csv');
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ field: 'row 2.grade' }] });
    expect(JSON.stringify(body)).not.toContain('Zoë');
    expect(await upload(manager, csv.replace('Zoë', '5'), 'text/csv')).toMatchObject({ body: { received: 2 } });
  });

  it('from the vendor’s own system, signed, not long ago, and each once', async () => {
    const { data } = await manager.query('query ($source: ID!) { monitoringSourceSecret(source: $source) }', {
      source,
    });
    const secret = String(data!['monitoringSourceSecret']);
    const body = JSON.stringify({ alerts: [alert('c-1', { device: 'webhook 1' })] });
    const send = (at: number, signed = body, url = door(`${school}/sources/${source}/webhook`)) => {
      const timestamp = String(Math.floor(at / 1_000));
      const signature = createHmac('sha256', secret).update(`${timestamp}.${signed}`).digest('hex');
      const headers = { 'x-daybook-timestamp': timestamp, 'x-daybook-signature': signature };
      return post(url, { 'content-type': 'application/json', ...headers }, body);
    };
    expect(await send(Date.now())).toMatchObject({ status: 200, body: { received: 1 } });
    expect(await send(Date.now())).toMatchObject({ status: 200, body: { received: 0, duplicates: 1 } });
    expect(await send(Date.now() - 6 * 60_000)).toMatchObject({ status: 401 });
    expect(await send(Date.now(), `${body} `)).toMatchObject({ status: 401 });
    const ofAnotherSchool = door(`${schools.stLevan}/sources/${source}/webhook`);
    expect(await send(Date.now(), body, ofAnotherSchool)).toMatchObject({ status: 401 });
    expect(await onDevice('webhook 1')).toMatchObject({ door: 'webhook', status: 'new' });
    const { position } = await manager.does('renewSourceSecret', { id: source });
    await manager.query('query ($after: String) { monitoringSources(after: $after) { total } }', { after: position });
    expect(await send(Date.now())).toMatchObject({ status: 401 });
  });
});

describe('D21: a high risk is looked at, decided, and can become a case', () => {
  it('is an incident in one act, and both name each other', async () => {
    const person = await daybook.person({ school });
    await upload(manager, JSON.stringify({ alerts: [alert('d-1', { grade: '5', device: 'case 1', person })] }));
    const { id, lookBy } = await eventually(async () =>
      (await alerts()).find((entry) => entry.device === 'case 1' && entry['lookBy'] !== null),
    );
    expect(Date.parse(String(lookBy))).toBeGreaterThan(Date.now());
    await dsl.does('decideAlert', { id, disposition: 'truePositive', note: 'Spoken with the class teacher.' });
    const promotion = { id, kind: 'cyberbullying', facts: 'A message was written.', place: 'outOfSchool' };
    expect(await dsl.isRefused('promoteAlert', promotion)).toEqual({ code: 'MEMBERSHIP_LINK_MISSING', clause: 'SL4' });
    const witness = await daybook.person({ school });
    const raised = await dsl.does('promoteAlert', {
      ...promotion,
      membershipLink: 'It was written to a classmate.',
      named: { role: 'alleged', capacity: 'pupil', yearGroup: 'year5' },
      people: [{ person: witness, role: 'witness' }],
    });
    const attached = await eventually(async () => (await alerts()).find((entry) => entry['incident'] === raised.id));
    expect(attached).toMatchObject({ id, disposition: 'truePositive', decidedBy: dsl.actor, expiresAt: null });
    const { data } = await dsl.query(
      'query ($after: String) { incidentLog(after: $after) { entries { id fromAlert place people { person role } } } }',
      { after: raised.position },
    );
    const people = [
      { person, role: 'alleged' },
      { person: witness, role: 'witness' },
    ];
    const entry = { id: raised.id, fromAlert: id, place: 'outOfSchool', people };
    expect(data).toMatchObject({ incidentLog: { entries: [entry] } });
    const again = { id, kind: 'cyberbullying', facts: 'Once more.', place: 'inSchool' };
    expect(await dsl.isRefused('promoteAlert', again)).toMatchObject({ code: 'WRONG_STATE' });
  });

  it('links nobody by the alert where it names nobody', async () => {
    await upload(manager, JSON.stringify({ alerts: [alert('d-3', { device: 'case 3' })] }));
    const { id } = await onDevice('case 3');
    const promotion = { id, kind: 'cyberbullying', facts: 'Words.', place: 'inSchool', named: { role: 'victim' } };
    expect(await dsl.isRefused('promoteAlert', promotion)).toEqual({ code: 'PERSON_NOT_LINKED', clause: 'D21' });
  });

  it('is passed on to the headteacher where nobody has looked the same day', async () => {
    const { eventStoreUrl, connections, masterKey } = daybook;
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const { occurredAt } = alert('d-4');
    const received = { source, door: 'upload', occurredAt, grade: '5', highRisk: true, contentKind: 'term', content };
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const id = await history.record('monitoringAlert', school, [
      { type: 'AlertReceived', data: { ...received, expiresAt } },
      { type: 'HighRiskAlerted', data: { roles: ['dsl'], lookBy: new Date(Date.now() - 1).toISOString() } },
    ]);
    await history.close();
    const entry = await eventually(async () => (await alerts()).find((one) => one.id === id && one['escalated']));
    expect(Date.parse(String(entry['lookBy']))).toBeGreaterThan(Date.now());
  });

  it('is attached only to an incident that is there', async () => {
    await upload(manager, JSON.stringify({ alerts: [alert('d-2', { device: 'case 2' })] }));
    const { id } = await onDevice('case 2');
    expect(await dsl.isRefused('attachAlert', { id, incident: randomUUID() })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('D21: a raw alert ends with its retention', () => {
  it('is erased in the log, in the read model and in its history', async () => {
    const pool = new pg.Pool({ connectionString: daybook.connections.keys });
    const store = new EventStore(daybook.eventStoreUrl);
    const rows = new pg.Client({ connectionString: daybook.connections.projector });
    await rows.connect();
    try {
      const codec = new EventCodec(eventCategories, new KeyRing(pool, daybook.masterKey));
      const id = randomUUID();
      const place = { stream: `monitoringAlert-${id}`, type: 'AlertReceived', eventId: randomUUID() };
      const a = alert('e-1');
      // One that came a year ago.
      const encoded = await codec.encode(place, school, {
        source,
        door: 'upload',
        occurredAt: a.occurredAt,
        grade: '1',
        highRisk: false,
        contentKind: 'term',
        content,
        device: 'expired 1',
        expiresAt: new Date(Date.now() - 1_000).toISOString(),
      });
      const metadata = {
        school,
        actor: manager.actor,
        role: 'networkManager',
        command: 'RecordAlert',
        commandId: randomUUID(),
        schemaVersion: encoded.schemaVersion,
        recordedAt: a.occurredAt,
        $correlationId: id,
        $causationId: id,
      } as const;
      const event = { eventId: place.eventId, type: place.type, data: encoded.data, metadata };
      await store.append(place.stream, -1, await codec.seal(place.stream, -1, [event]));
      const entry = await eventually(async () =>
        (await alerts()).find((one) => one.id === id && one['status'] === 'expired'),
      );
      expect(entry).toMatchObject({ content: null, device: null });
      const kept = await rows.query<{ content: string; device: string }>(
        'select content, device from monitoring_alert_history where id = $1',
        [id],
      );
      expect(kept.rows).toEqual([{ content: '[erased]', device: '[erased]' }]);
      const destroyed = await eventually(async () => {
        const found = await pool.query('select from subject_key where subject = $1 and wrapped is null', [
          place.stream,
        ]);
        return found.rowCount === 1 ? true : undefined;
      });
      expect(destroyed).toBe(true);
    } finally {
      await rows.end();
      await store.close();
      await pool.end();
    }
  });
});

describe('D21: monitoring is looked back at every school week', () => {
  it('by somebody, with findings, and with the alerts of the week in numbers', async () => {
    const today = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
    expect(await dsl.isRefused('reviewMonitoringWeek', { week: today, findings: 'x' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    await dsl.does('beginWeeklyReviews', { from: '2026-09-07' });
    const { position } = await dsl.does('reviewMonitoringWeek', { week: today, findings: 'Nothing new.' });
    const { data, errors } = await dsl.query(
      `query ($monday: String!, $today: String!, $after: String) {
         monitoringWeeks(from: $monday, to: $today, after: $after) {
           week { week state reviewedBy findings } alerts { truePositive falsePositive undecided } } }`,
      { monday: mondayOf(today), today, after: position },
    );
    expect(errors).toBeUndefined();
    const [current, ...none] = data!['monitoringWeeks'] as { week: object; alerts: Record<string, number> }[];
    expect(none).toEqual([]);
    const week = { week: mondayOf(today), state: 'reviewed', reviewedBy: dsl.actor, findings: 'Nothing new.' };
    expect(current!.week).toEqual(week);
    expect(current!.alerts).toMatchObject({ truePositive: 1, falsePositive: 0 });
    // The weeks before it are over: the worker closes one after the other, up to the one that is not.
    const weeks = await eventually(async () => {
      const answer = await dsl.query(
        '{ monitoringWeeks(from: "2026-09-01", to: "2026-12-18") { week { week state } } }',
      );
      const shown = answer.data!['monitoringWeeks'] as { week: { state: string } }[];
      return shown.filter(({ week }) => week.state === 'missed').length > 1 ? shown : undefined;
    });
    expect(weeks.at(0)).toMatchObject({ week: { week: '2026-09-07', state: 'missed' } });
    const late = await dsl.does('reviewMonitoringWeek', { week: '2026-09-14', findings: 'Late.' });
    const after = await dsl.query(
      'query ($after: String) { monitoringWeeks(from: "2026-09-14", to: "2026-09-14", after: $after) { week { state } } }',
      { after: late.position },
    );
    expect(after.data).toEqual({ monitoringWeeks: [{ week: { state: 'reviewedLate' } }] });
  });
});

describe('D21: a file that a crash has cut short', () => {
  it('is on record as begun, and sent once more it is finished, each alert once', async () => {
    const alertsOfFile = Array.from({ length: 300 }, (_, nth) => alert(`f-${nth}`, { device: 'cut short' }));
    const file = JSON.stringify({ alerts: alertsOfFile });
    const rows = new pg.Client({ connectionString: daybook.connections.projector });
    await rows.connect();
    const onRecord = async (): Promise<number> => {
      const found = await rows.query<{ count: string }>(
        `select count(*) from monitoring_alert where device = 'cut short'`,
      );
      return Number(found.rows[0]!.count);
    };
    const importsOf = async (unfinished: boolean): Promise<Record<string, unknown>[]> => {
      const { data, errors } = await manager.query(
        'query ($unfinished: Boolean) { alertImports(unfinished: $unfinished) { entries { alerts finishedAt received } } }',
        { unfinished },
      );
      expect(errors).toBeUndefined();
      return (data!['alertImports'] as { entries: Record<string, unknown>[] }).entries;
    };
    try {
      const api = await BuiltProcess.start('apps/api/main.js', { environment: daybook.apiEnvironment });
      const url = `http://${api.address}/monitoring/sources/${source}/alerts`;
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${manager.token}` };
      const cut = post(url, headers, file).catch(() => undefined);
      await eventually(async () => ((await onRecord()) > 0 ? true : undefined));
      await api.kill();
      expect(await cut).toBeUndefined();
      expect(await importsOf(true)).toEqual([{ alerts: 300, finishedAt: null, received: null }]);

      const { body } = (await upload(manager, file)) as { body: { received: number; duplicates: number } };
      expect(body.received).toBeGreaterThan(0);
      expect(body.duplicates).toBeGreaterThan(0);
      expect(body.received + body.duplicates).toBe(300);
      const [finished] = await eventually(async () =>
        (await importsOf(true)).length === 0 ? importsOf(false) : undefined,
      );
      expect(finished).toMatchObject({ alerts: 300, received: body.received });
      await eventually(async () => ((await onRecord()) === 300 ? true : undefined));
      expect(await upload(manager, file)).toMatchObject({ body: { received: 0, duplicates: 300 } });
      expect(await onRecord()).toBe(300);
    } finally {
      await rows.end();
    }
  });
});
