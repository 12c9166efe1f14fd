import { jsonEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { audit } from '../../apps/audit/audit.js';
import { projections } from '../../projections/index.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { foreignEvents, Intruder } from '../support/intruder.js';

const report = { kind: 'cyberbullying', occurredAt: '2026-03-10T10:15:00Z', place: 'inSchool', facts: 'Called names.' };
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

let daybook: Daybook;
let intruder: Intruder;
let teacher: Client;
let lead: Client;
let operator: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  intruder = new Intruder(daybook.eventStoreUrl);
  teacher = await daybook.as('teacher');
  lead = await daybook.as('onlineSafetyLead');
  operator = await daybook.as('operator');
});
afterAll(async () => {
  await intruder.close();
  await daybook.stop();
});

const request = (site: string): Record<string, unknown> => ({
  target: { kind: 'domain', value: site },
  scope: { kind: 'everyone' },
  studyPurpose: 'Rivers',
  reason: 'A project.',
  until: inDays(7),
});
const newSite = (): string => `maps-${randomUUID()}.example`;

/** The status of a change, once the read model has passed a position. */
async function statusOf(id: string, after: string): Promise<string | undefined> {
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

interface ParkedStream {
  readonly readModel: string;
  readonly stream: string;
  readonly revision: number;
  readonly error: string;
}
async function parked(stream: string): Promise<ParkedStream[]> {
  const { data, errors } = await operator.query('{ parkedStreams { readModel stream revision error } }');
  expect(errors).toBeUndefined();
  return (data!['parkedStreams'] as ParkedStream[]).filter((one) => one.stream === stream);
}
const eventuallyParked = (stream: string): Promise<ParkedStream> =>
  eventually(async () => (await parked(stream)).find(({ readModel }) => readModel === 'filtering_change_log'));

/** Everything that follows the log goes on with what comes after. */
async function othersGoOn(): Promise<void> {
  const site = newSite();
  const { id } = await teacher.does('requestUnblock', request(site));
  const { position } = await lead.does('agreeUnblock', { id, reason: 'Fine.' });
  expect(await statusOf(id, position)).toBe('agreed');
}

type Foreign = [kind: string, happens: (stream: string) => Promise<void>, reason: RegExp];

describe.each<Foreign>([
  ['a stream that was deleted for good', (stream) => intruder.tombstones(stream), /deleted for good/],
  ...foreignEvents.map(([kind, make]): Foreign => [
    kind,
    (stream) => intruder.appends(stream, make()),
    /ForeignEvent: revision 1 of [^\n]+$/,
  ]),
])('%s', (_kind, happens, reason) => {
  let site: string;
  let id: string;
  beforeAll(async () => {
    site = newSite();
    const asked = await teacher.does('requestUnblock', request(site));
    id = asked.id;
    await statusOf(id, asked.position);
    await happens(`filteringChange-${id}`);
  });

  it('sets its own record aside, where administrators see it, and holds up no other', async () => {
    await othersGoOn();
    expect((await eventuallyParked(`filteringChange-${id}`)).error).toMatch(reason);
    expect(await statusOf(id, '0')).toBe('requested');
    await eventually(async () =>
      Promise.resolve(daybook.reports.find((line) => line.startsWith('passed over') && line.includes(id))),
    );
    expect(daybook.reports.filter((line) => line.includes('interrupted'))).toEqual([]);
  });

  it('is refused by name where somebody goes on with that record, and asking for its site again is not', async () => {
    expect(await lead.isRefused('agreeUnblock', { id, reason: 'Fine.' })).toMatchObject({ code: 'RECORD_SET_ASIDE' });
    const again = await teacher.does('requestUnblock', request(site));
    expect(await statusOf(again.id, again.position)).toBe('requested');
  });
});

it('a projector that starts again goes on, and what is set aside stays so', async () => {
  const { id } = await teacher.does('requestUnblock', request(newSite()));
  await intruder.tombstones(`filteringChange-${id}`);
  await eventuallyParked(`filteringChange-${id}`);
  await daybook.releaseProjections(projections);
  await othersGoOn();
  expect(await parked(`filteringChange-${id}`)).not.toEqual([]);
});

it.each(['policy', 'calendar', 'illegalList', 'requestTemplates', 'schoolFilter'])(
  'what others append to the %s of a school changes nothing of its decisions',
  async (category) => {
    await intruder.appends(`${category}-${schools.stLevan}`, jsonEvent({ type: 'PolicyAdopted', data: {} }));
    await othersGoOn();
  },
);

it('a policy that was deleted is none: decisions are refused by name, not made without it', async () => {
  // Nobody at this school has asked for a decision yet: the process has read nothing of its policy.
  await intruder.tombstones(`policy-${schools.stokesWood}`);
  const other = await daybook.as('teacher', { school: schools.stokesWood });
  expect(await other.isRefused('raiseIncident', report)).toMatchObject({ code: 'RECORD_SET_ASIDE' });
  await othersGoOn();
});

it('a chronology holds what can be relied on, and says of which record there is more', async () => {
  const dsl = await daybook.as('dsl');
  const { id } = await teacher.does('raiseIncident', report);
  const { position } = await dsl.does('acknowledgeIncident', { id });
  await intruder.appends(`incident-${id}`, jsonEvent({ type: 'IncidentClosed', data: {} }));
  expect(
    (await dsl.query('query ($after: String) { incidentLog(after: $after) { total } }', { after: position })).errors,
  ).toBeUndefined();
  await eventually(async () => (await parked(`incident-${id}`))[0]);
  const response = await fetch(new URL(`/incidents/${id}/chronology?format=json`, daybook.graphqlUrl), {
    headers: { authorization: `Bearer ${dsl.token}` },
  });
  expect(response.status).toBe(200);
  const chronology = (await response.json()) as { entries: { event: string }[]; setAside?: unknown };
  const told = chronology.entries.map(({ event }) => event);
  expect(told).toEqual(expect.arrayContaining(['IncidentRaised', 'IncidentAcknowledged']));
  expect(told).not.toContain('IncidentClosed');
  expect(chronology.setAside).toEqual([{ kind: 'incident', id }]);
});

it('an auditor finds the read models as the log says, and the foreign events named', async () => {
  const environment = {
    ...daybook.apiEnvironment,
    READ_DATABASE_URL: daybook.connections.projector,
    DAYBOOK_DATA: '/nowhere',
  };
  const lines: string[] = [];
  const run = (...args: string[]): Promise<number> =>
    audit(
      args,
      environment,
      (line) => void lines.push(line),
      (line) => lines.push(line),
    );
  expect(await run('rebuild', 'filtering_change_log')).toBe(0);
  const { stream } = (await parked(lines.join().match(/filteringChange-[0-9a-f-]{36}/)![0]))[0]!;
  expect(await run('replay', stream, '--open')).toBe(0);
  expect(lines.join('\n')).toMatch(/cannot be read/);
});
