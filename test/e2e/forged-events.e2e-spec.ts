import { jsonEvent, type EventData } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { audit } from '../../apps/audit/audit.js';
import { adoptPolicies, eventually, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { Intruder } from '../support/intruder.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
/** Those of an opening that was agreed and not yet made. */
const deadlinesWhenAgreed = ['lapse-when-time-is-over', 'raise-alarm-when-opening-is-not-made'];
const reason = 'It is what the lesson is about.';

let daybook: Daybook;
let intruder: Intruder;
let jobs: pg.Client;
let teacher: Client;
let lead: Client;
let technician: Client;
let operator: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  intruder = new Intruder(daybook.eventStoreUrl);
  jobs = new pg.Client({ connectionString: daybook.connections.worker });
  await jobs.connect();
  teacher = await daybook.as('teacher');
  lead = await daybook.as('onlineSafetyLead');
  technician = await daybook.as('technician');
  operator = await daybook.as('operator');
});
afterAll(async () => {
  await jobs.end();
  await intruder.close();
  await daybook.stop();
});

interface Change {
  readonly id: string;
  readonly stream: string;
  readonly position: string;
}

async function agreed(): Promise<Change> {
  const { id } = await teacher.does('requestUnblock', {
    target: { kind: 'domain', value: `maps-${randomUUID()}.example` },
    scope: { kind: 'everyone' },
    studyPurpose: 'Rivers',
    reason,
    until: inDays(7),
  });
  const { position } = await lead.does('agreeUnblock', { id, reason });
  return { id, stream: `filteringChange-${id}`, position };
}

async function statusOf({ id }: Change, after?: string): Promise<string | undefined> {
  const { entries } = await eventually(async () => {
    const { data, errors } = await lead.query(
      'query ($after: String) { filteringChangeLog(after: $after, first: 100) { entries { id status } } }',
      { after },
    );
    if (errors?.[0]?.extensions.code === 'NOT_THERE_YET') return undefined;
    expect(errors).toBeUndefined();
    return data!['filteringChangeLog'] as { entries: { id: string; status: string }[] };
  });
  return entries.find((entry) => entry.id === id)?.status;
}

async function openNow(): Promise<string[]> {
  const { data } = await lead.query('query ($at: String!) { filteringOpenAt(at: $at) { change { id } } }', {
    at: new Date().toISOString(),
  });
  return (data!['filteringOpenAt'] as { change: { id: string } }[]).map(({ change }) => change.id);
}

async function parkedFor({ stream }: Change): Promise<string | undefined> {
  const { data } = await operator.query('{ parkedStreams { stream error } }');
  return (data!['parkedStreams'] as { stream: string; error: string }[]).find((one) => one.stream === stream)?.error;
}

const deadlinesOf = async ({ id }: Change): Promise<{ reaction: string }[]> =>
  (
    await jobs.query<{ reaction: string }>('select reaction, due_at from deadline where id = $1 order by reaction', [
      id,
    ])
  ).rows;

const metadataOf = (who: Client, more: object = {}): Record<string, unknown> => ({
  school: '900001',
  actor: who.actor,
  role: 'technician',
  command: 'ImplementUnblock',
  commandId: randomUUID(),
  schemaVersion: 1,
  recordedAt: new Date().toISOString(),
  $correlationId: 'c',
  $causationId: 'c',
  ...more,
});
const unblocked = (metadata: Record<string, unknown>): EventData =>
  jsonEvent({ type: 'SiteUnblocked', data: { until: inDays(7) }, metadata });

/** The genuine event by which a site was opened. */
async function genuine(): Promise<{ change: Change; event: Awaited<ReturnType<Intruder['reads']>>[number] }> {
  const change = await agreed();
  const { position } = await technician.does('implementUnblock', { id: change.id });
  expect(await statusOf(change, position)).toBe('open');
  const event = (await intruder.reads(change.stream)).find(({ type }) => type === 'SiteUnblocked')!;
  return { change, event };
}
const copyOf = ({ id, type, data, metadata }: Awaited<ReturnType<typeof genuine>>['event'], more = {}): EventData =>
  jsonEvent({ id, type, data: data as Record<string, unknown>, metadata: { ...(metadata as object), ...more } });

/** Nothing opens, nothing is ordered, everybody who has to see it does, and the record goes no further. */
async function isSetAside(change: Change, why: RegExp, forge: () => Promise<void>): Promise<void> {
  expect(await statusOf(change, change.position)).toBe('agreed');
  // The worker has taken what came before: each of its deadlines is noted by itself.
  const before = await eventually(async () => {
    const found = await deadlinesOf(change);
    return deadlinesWhenAgreed.every((name) => found.some(({ reaction }) => reaction === name)) ? found : undefined;
  });
  await forge();
  expect(await eventually(() => parkedFor(change))).toMatch(why);
  await eventually(() =>
    Promise.resolve(daybook.reports.find((line) => line.startsWith('passed over') && line.includes(change.id))),
  );
  expect(daybook.reports.find((line) => line.startsWith('parked') && line.includes(change.id))).toMatch(why);
  expect(await statusOf(change)).toBe('agreed');
  expect(await openNow()).not.toContain(change.id);
  expect(await deadlinesOf(change)).toEqual(before);
  expect(await technician.isRefused('implementUnblock', { id: change.id })).toMatchObject({ code: 'RECORD_SET_ASIDE' });
}

describe('whoever has the event store, and not the keys', () => {
  it('opens no site by an event of their own', async () => {
    const change = await agreed();
    await isSetAside(change, /it has no seal/, () =>
      intruder.appends(change.stream, unblocked(metadataOf(technician))),
    );
  });

  it('opens no site by an event under a seal that they made up', async () => {
    const change = await agreed();
    const seal = `1.1.${'A'.repeat(43)}`;
    await isSetAside(change, /its seal is that of another/, () =>
      intruder.appends(change.stream, unblocked(metadataOf(technician, { seal }))),
    );
  });

  it('opens no site by a genuine event that they copy from another record', async () => {
    const [change, { event }] = [await agreed(), await genuine()];
    await isSetAside(change, /its seal is that of another/, () => intruder.appends(change.stream, copyOf(event)));
  });

  it('opens no site again by a genuine event that they send once more', async () => {
    const { change, event } = await genuine();
    await intruder.appends(change.stream, copyOf(event));
    expect(await eventually(() => parkedFor(change))).toMatch(/its seal is that of another/);
  });

  it('begins no record, whatever it says', async () => {
    const { event } = await genuine();
    const id = randomUUID();
    const change = { id, stream: `filteringChange-${id}`, position: '0' };
    await intruder.appends(change.stream, copyOf(event));
    expect(await eventually(() => parkedFor(change))).toMatch(/its seal is that of another/);
    expect(await statusOf(change)).toBeUndefined();
  });

  it('gives nobody a role, and nobody another policy', async () => {
    const id = randomUUID();
    const data = { role: 'dsl', from: '2026-01-01' };
    await intruder.appends(`person-${id}`, jsonEvent({ type: 'RoleAssigned', data, metadata: metadataOf(technician) }));
    await intruder.appends(
      'policy-900001',
      jsonEvent({ type: 'PolicyAdopted', data: {}, metadata: metadataOf(technician) }),
    );
    await eventually(() => parkedFor({ id, stream: `person-${id}`, position: '0' }));
    const { rowCount } = await jobs.query('select from appointment where person = $1', [id]);
    expect(rowCount).toBe(0);
    await agreed();
  });
});

it('an auditor finds no difference, each record that was set aside, and why', async () => {
  const environment = {
    ...daybook.apiEnvironment,
    READ_DATABASE_URL: daybook.connections.projector,
    DAYBOOK_DATA: '/nowhere',
  };
  const change = await agreed();
  await intruder.appends(change.stream, unblocked(metadataOf(technician)));
  await eventually(() => parkedFor(change));
  const lines: string[] = [];
  const run = (...args: string[]): Promise<number> =>
    audit(
      args,
      environment,
      (line) => void lines.push(line),
      (line) => lines.push(line),
    );
  expect(await run('rebuild', 'filtering_change_log')).toBe(0);
  expect(lines.join('\n')).toContain(change.stream);
  expect(await run('replay', change.stream, '--open')).toBe(0);
  expect(lines.join('\n')).toContain('it has no seal');
});
