import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { v5 as uuidOf } from 'uuid';
import { startEventServer, type EventServer } from '../eventserver/server.js';
import { sampleData } from '#libs/eventing/schemas/event-samples.js';
import { filteringCheckEvents, filteringCheckPlanEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import type { StoredEvent } from '#libs/eventing/log/stored-event.js';
import type { Connections } from '#libs/postgres/provision.js';
import { createTestCluster } from '../../test/support/databases.js';
import { eventually } from '../../test/support/daybook.js';
import { History, type PastEvent } from '../../test/support/history.js';
import { startWorker } from './start-worker.js';

const school = '900001';
const day = (number: number): string => new Date(Date.UTC(2096, 2, number, 9)).toISOString();
const past = '2026-03-12T09:00:00.000Z';
const masterKey = randomBytes(32);

let connections: Connections;
let drop: () => Promise<void>;
let server: EventServer;
let jobs: pg.Pool;
let history: History;
let store: EventStore;

beforeAll(async () => {
  ({ connections, drop } = await createTestCluster());
  server = await startEventServer({ databaseUrl: connections.events, ownerUrl: connections.eventsOwner, port: 0 });
  jobs = new pg.Pool({ connectionString: connections.worker });
  history = await History.of({ eventStoreUrl: server.connectionString, keysUrl: connections.keys, masterKey });
  store = new EventStore(server.connectionString);
});
afterAll(async () => {
  await history.close();
  await store.close();
  await jobs.end();
  await server.stop();
  await drop();
});

/** As the release left its tables that kept a row for each deadline and for each thing that follows. */
async function tablesOfBefore(
  rows: readonly (readonly [reaction: string, id: string, dueAt: string])[],
): Promise<void> {
  await jobs.query(`
    create table deadline (
      reaction text not null, id text not null, school text not null, due_at timestamptz not null,
      failures integer not null default 0, rests_until timestamptz, primary key (reaction, id));
    create table reaction_checkpoint (
      only_row boolean primary key default true check (only_row), position bigint not null,
      reactions text[] not null default '{}')`);
  await jobs.query(`insert into reaction_checkpoint (position, reactions) values ($1, $2)`, [
    String(await store.head()),
    ['reblock-when-unblock-ends', 'note-duplicate-when-merged', 'note-check-done', 'remind-owner-before-action-is-due'],
  ]);
  for (const [reaction, id, dueAt] of rows)
    await jobs.query('insert into deadline (reaction, id, school, due_at) values ($1, $2, $3, $4)', [
      ...[reaction, id, school, dueAt],
    ]);
}

/** The id under which that release sent its commands. */
const formerId = (reaction: string, id: string, dueAt: string): string =>
  uuidOf(`${reaction}/${id}/${dueAt}`, '2f0f6f0e-3f0b-4f53-8f8e-6a3d1f2c9b10');

const startAndCatchUp = async (): Promise<{ stop: () => Promise<void> }> =>
  startWorker(
    {
      eventStoreUrl: server.connectionString,
      keysDatabaseUrl: connections.keys,
      jobsDatabaseUrl: connections.worker,
      redisUrl: undefined,
      masterKey,
    },
    () => undefined,
  );

/** Whoever was given an action is told so meanwhile. */
const ofRecords = "reaction <> 'send-email-of-notification'";
const by = { actor: 'ann', at: past };
const reason = 'Words.';
const raised: PastEvent = {
  type: 'IncidentRaised',
  data: {
    kind: { code: 'cyberbullying', label: 'Cyberbullying', about: 'pupil', illegal: false },
    occurredAt: past,
    place: 'inSchool',
    facts: 'Invented.',
    acknowledgeBy: day(1),
    presumedSeriousness: 'minor',
    anonymous: false,
  },
  by,
};
const acknowledged: PastEvent = { type: 'IncidentAcknowledged', data: {}, by };
const action = (actionId: string): PastEvent => ({
  type: 'ActionRecorded',
  data: { actionId, what: 'Talk.', owner: randomUUID(), due: day(3), remindAt: day(2) },
  by,
});
const eventsOf = async (stream: string): Promise<StoredEvent[]> => {
  const events: StoredEvent[] = [];
  for await (const event of store.read(stream)) events.push(event);
  return events;
};

it('of what the release before has left exactly the deadlines stand that records say, and what it had not sent follows', async () => {
  const [talk, letter] = [randomUUID(), randomUUID()];
  const opening = await history.record('filteringChange', school, [
    {
      type: 'UnblockRequested',
      data: {
        ...{ target: { kind: 'domain', value: 'example.org' }, scope: { kind: 'everyone' }, permanent: false },
        ...{ studyPurpose: reason, reason, until: day(4) },
      },
      by,
    },
    { type: 'UnblockAgreed', data: { reason, implementBy: day(4) }, by },
    { type: 'SiteUnblocked', data: { until: day(4) }, by },
    { type: 'ExtensionRequested', data: { until: day(5), reason }, by },
    { type: 'ExtensionAgreed', data: { until: day(5), reason }, by },
  ]);
  const incident = await history.record('incident', school, [
    ...[raised, acknowledged, action(talk), action(letter)],
    { type: 'ActionCompleted', data: { actionId: talk }, by },
  ]);
  const first = await history.record('incident', school, [raised, acknowledged]);
  const duplicate = await history.record('incident', school, [
    raised,
    { type: 'IncidentMerged', data: { into: first, reason }, by },
  ]);
  const plan = randomUUID();
  const check = await history.record('filteringCheck', school, [
    {
      type: 'FilteringChecked',
      data: { ...sampleData(filteringCheckEvents, 'FilteringChecked'), plan, checkedAt: past },
      by,
    },
  ]);
  await history.record(
    'filteringCheckPlan',
    school,
    [
      {
        type: 'ChecksPlanned',
        data: { ...sampleData(filteringCheckPlanEvents, 'ChecksPlanned'), dueOn: '2096-03-06' },
        by,
      },
      // What followed from the test, under an id of before.
      { type: 'PlannedCheckDone', data: { check, on: '2026-03-12', dueOn: '2096-03-07' }, by },
    ],
    plan,
  );
  await tablesOfBefore([
    // Where it was before an event that the release did not heed.
    ['reblock-when-unblock-ends', opening, day(4)],
    // Of an action that is done, and of one that is not.
    ['remind-owner-before-action-is-due', `${incident}/${talk}`, day(2)],
    ['remind-owner-before-action-is-due', `${incident}/${letter}`, day(2)],
    // What had not been sent when it stopped.
    ['note-duplicate-when-merged', `${first}/${duplicate}`, past],
    // No rule of today has that name.
    ['order-opening-when-it-begins', opening, day(1)],
  ]);

  const worker = await startAndCatchUp();
  const [noted] = await eventually(async () => {
    const events = await eventsOf(`incident-${first}`);
    return events.length > 2 ? events.slice(2) : undefined;
  });
  await eventually(async () => {
    const { rows } = await jobs.query<{ left: number }>('select count(*)::int as left from follow_up');
    return rows[0]?.left === 0 || undefined;
  });
  await worker.stop();

  expect(noted).toMatchObject({
    type: 'DuplicateNoted',
    metadata: { commandId: formerId('note-duplicate-when-merged', `${first}/${duplicate}`, past) },
  });
  const [, merged] = await eventsOf(`incident-${duplicate}`);
  expect(noted?.metadata).toMatchObject({ $causationId: merged?.eventId });
  expect(await eventsOf(`filteringCheckPlan-${plan}`)).toHaveLength(2);
  const { rows } = await jobs.query<{ reaction: string; id: string; key: string; due: Date }>(
    `select reaction, id, key, due_at as due from deadline where ${ofRecords} order by reaction`,
  );
  expect(rows.map(({ due, ...row }) => [row.reaction, row.id, row.key, due.toISOString()])).toEqual([
    ['raise-alarm-when-action-is-overdue', incident, letter, day(3)],
    ['raise-alarm-when-check-is-overdue', plan, '', '2096-03-07T17:00:00.000Z'],
    ['reblock-when-unblock-ends', opening, '', day(5)],
    ['remind-owner-before-action-is-due', incident, letter, day(2)],
  ]);

  // Another start finds nothing to do.
  const again = await startAndCatchUp();
  await again.stop();
  expect(await eventsOf(`incident-${first}`)).toHaveLength(3);
  expect((await jobs.query(`select from deadline where ${ofRecords}`)).rowCount).toBe(rows.length);
});
