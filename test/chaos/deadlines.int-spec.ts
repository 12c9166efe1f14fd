import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEventServer, type EventServer } from '../../apps/eventserver/server.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import type { EventMetadata } from '../../libs/eventing/log/stored-event.js';
import { contentHash, packFor } from '../../libs/policies/policy-packs.js';
import type { Connections } from '../../libs/postgres/provision.js';
import { createTestCluster } from '../support/databases.js';
import { History } from '../support/history.js';

/** More makes a longer run: `npm run chaos -- --deadlines 10000`. */
const deadlines = Number(process.env['CHAOS_DEADLINES'] ?? 40);
/** Over how long they fall due: a school's alarms come in a trickle, this is a flood. */
const windowMs = Math.max(6_000, deadlines * 12);
const killEveryMs = 3_000;
const school = '900001';
/** The worker is killed as the process that it is in production: as `npm test` and `npm run chaos` have built it. */
const workerMain = 'dist/apps/worker/main.js';

let connections: Connections;
let drop: () => Promise<void>;
let server: EventServer;
let jobs: pg.Client;
const masterKey = randomBytes(32);

beforeAll(async () => {
  ({ connections, drop } = await createTestCluster());
  server = await startEventServer({ databaseUrl: connections.events, ownerUrl: connections.eventsOwner, port: 0 });
  jobs = new pg.Client({ connectionString: connections.worker });
  await jobs.connect();
}, 120_000);
afterAll(async () => {
  await jobs.end();
  await server.stop();
  await drop();
}, 60_000);

/** @returns when the worker says that it is at work. */
async function startWorkerProcess(): Promise<ChildProcess> {
  const worker = fork(workerMain, {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      EVENTSTORE_URL: server.connectionString,
      KEYS_DATABASE_URL: connections.keys,
      JOBS_DATABASE_URL: connections.worker,
      READ_DATABASE_URL: connections.projector,
      DAYBOOK_MASTER_KEY: masterKey.toString('base64'),
    },
  });
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGKILL');
  await gone;
}

/** Incidents that nobody acknowledges, each with its moment. */
async function recordIncidents(): Promise<Map<string, number>> {
  const history = await History.of({ eventStoreUrl: server.connectionString, keysUrl: connections.keys, masterKey });
  const pack = packFor('stokes-wood', '2024-09')!;
  const adopted = { pack: pack.id, edition: pack.edition, contentHash: contentHash(pack) };
  const minuted = { approvedOn: '2025-09-15', minuteReference: 'item 4', nextReviewOn: '2026-09-15' };
  await history.record('policy', school, [{ type: 'PolicyAdopted', data: { ...adopted, ...minuted } }], school);
  const kind = { code: 'grooming', label: 'Grooming', about: 'anyone', illegal: true };
  const due = new Map<string, number>();
  // What is written until then would be late before the worker could have seen it.
  const start = Date.now() + 2_000 + deadlines * 8;
  const occurredAt = '2025-03-12T10:15:00.000Z';
  for (let n = 0; n < deadlines; n += 1) {
    const at = start + Math.floor((n * windowMs) / deadlines);
    const data = {
      kind,
      occurredAt,
      place: 'inSchool',
      facts: 'Invented.',
      acknowledgeBy: new Date(at).toISOString(),
      presumedSeriousness: 'critical',
      anonymous: false,
    };
    due.set(await history.record('incident', school, [{ type: 'IncidentRaised', data }]), at);
  }
  await history.close();
  return due;
}

it(
  `R9, D7: ${deadlines} deadlines, each escalated exactly once while worker and queue are killed`,
  async () => {
    let worker = await startWorkerProcess();
    const due = await recordIncidents();
    const end = Math.max(...due.values());
    let kills = 0;
    while (Date.now() < end || kills < 2) {
      await sleep(killEveryMs);
      await kill(worker);
      // Every other time the whole queue is lost as well: what is set again follows from the log.
      if (kills % 2 === 0) await jobs.query('delete from bullmq.job');
      kills += 1;
      worker = await startWorkerProcess();
    }
    // What was escalated waits for the next in the line: a deadline hours ahead.
    const escalatedOnce = `select count(*)::int as done from deadline
      where reaction = 'escalate-when-nobody-acknowledges' and due_at > now() + interval '3 hours'`;
    while ((await jobs.query<{ done: number }>(escalatedOnce)).rows[0]?.done !== deadlines) await sleep(250);
    await kill(worker);
    const store = new EventStore(server.connectionString);
    const lateness: number[] = [];
    const wrong: string[] = [];
    for (const [id, at] of due) {
      const escalated: EventMetadata[] = [];
      for await (const { type, metadata } of store.read(`incident-${id}`))
        if (type === 'IncidentEscalated') escalated.push(metadata as EventMetadata);
      if (escalated.length !== 1) wrong.push(`${id}: ${escalated.length}`);
      lateness.push(Date.parse(escalated[0]?.recordedAt ?? '') - at);
    }
    await store.close();
    lateness.sort((a, b) => a - b);
    const at = (share: number): number => lateness[Math.min(lateness.length - 1, Math.floor(share * lateness.length))]!;
    console.info(`${deadlines} deadlines, ${kills} kills; late by ${at(0.5)} ms (p50), ${at(0.99)} ms (p99)`);
    expect(wrong).toEqual([]);
    expect(lateness[0]).toBeGreaterThanOrEqual(0);
    expect(kills).toBeGreaterThan(0);
  },
  120_000 + deadlines * 60,
);
