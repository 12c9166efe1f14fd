import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { audit } from '../../apps/audit/audit.js';
import { eventCategories } from '../../libs/record-kinds.js';
import { EventCodec } from '../../libs/eventing/schemas/event-codec.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import type { NewEvent } from '../../libs/eventing/log/stored-event.js';
import type { Role } from '../../libs/people/roles.js';
import { projections } from '../../projections/index.js';
import { adoptPolicies, schools, startDaybook, type Daybook } from '../support/daybook.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const nowhere = '/nowhere';

let daybook: Daybook;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  daybook = await startDaybook();
  const { eventStoreUrl, connections, masterKey } = daybook;
  environment = {
    EVENTSTORE_URL: eventStoreUrl,
    READ_DATABASE_URL: connections.projector,
    KEYS_DATABASE_URL: connections.keys,
    DAYBOOK_MASTER_KEY: masterKey.toString('base64'),
    DAYBOOK_DATA: nowhere,
  };
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

interface Outcome {
  readonly code: number;
  readonly lines: readonly string[];
  readonly text: string;
  readonly complaints: string;
}

async function run(args: readonly string[], settings: NodeJS.ProcessEnv = environment): Promise<Outcome> {
  const lines: string[] = [];
  const complaints: string[] = [];
  const code = await audit(
    args,
    settings,
    (line) => void lines.push(line),
    (line) => complaints.push(line),
  );
  return { code, lines, text: lines.join('\n'), complaints: complaints.join('\n') };
}

/** As a superuser: whoever has the database in hand, past every rule of Daybook. */
async function tamper<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const url = new URL(process.env['TEST_POSTGRES_URL']!);
  url.pathname = new URL(daybook.connections.projector).pathname;
  const superuser = new pg.Client({ connectionString: url.href });
  await superuser.connect();
  try {
    return (await superuser.query<T>(sql, values)).rows;
  } finally {
    await superuser.end();
  }
}

/** Waits until every live read model has passed a position. */
async function projected(position: string): Promise<void> {
  for (;;) {
    const behind = await tamper('select from projection_checkpoint where position < $1', [position]);
    if (behind.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const purpose = 'Persuasive writing about whales';
const agreement = 'Checked the site with the class teacher.';

/** Asked for and agreed. */
async function agreedRequest(school: string = schools.stLevan): Promise<{
  id: string;
  teacher: string;
  requestedAt: string;
  position: string;
}> {
  const [teacher, lead] = await Promise.all([
    daybook.as('teacher', { school }),
    daybook.as('onlineSafetyLead', { school }),
  ]);
  const { id } = await teacher.does('requestUnblock', {
    target: { kind: 'url', value: `https://campaigns-${randomUUID()}.example/whales` },
    scope: { kind: 'yearGroup', name: 'Year 4' },
    studyPurpose: purpose,
    reason: 'The class compares\nhow two campaigns argue.',
    until: inDays(7),
  });
  const requestedAt = new Date().toISOString();
  // The clock has to tell the two acts apart.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { position } = await lead.does('agreeUnblock', { id, reason: agreement });
  return { id, teacher: teacher.actor, requestedAt, position };
}

/** A change whose every step was taken, as the events a Daybook would have written over time. */
async function generate(count: number): Promise<string> {
  const steps: readonly (readonly [type: string, role: Role, data: object])[] = [
    [
      'UnblockRequested',
      'teacher',
      {
        target: { kind: 'url', value: 'https://museum.example.org/exhibit' },
        scope: { kind: 'pupilGroup', name: 'Set 2' },
        studyPurpose: purpose,
        reason: 'Homework',
        permanent: false,
        until: inDays(30),
      },
    ],
    ['UnblockAgreed', 'onlineSafetyLead', { reason: agreement }],
    ['SiteUnblocked', 'technician', { until: inDays(30) }],
    ['ReblockOrdered', 'system', { confirmBy: inDays(31) }],
    ['SiteReblocked', 'technician', { note: 'Done' }],
  ];
  const store = new EventStore(daybook.eventStoreUrl);
  const pool = new pg.Pool({ connectionString: daybook.connections.keys, max: 4 });
  const codec = new EventCodec(eventCategories, new KeyRing(pool, daybook.masterKey));
  const generated = ['910001', '910002', '910003', '910004'] as const;
  let last = 0n;
  const one = async (n: number): Promise<void> => {
    const school = generated[n % generated.length]!;
    const stream = `filteringChange-${randomUUID()}`;
    const events: NewEvent[] = [];
    for (const [type, role, given] of steps) {
      const eventId = randomUUID();
      const { data, schemaVersion } = await codec.encode({ stream, type, eventId }, school, given);
      const commandId = randomUUID();
      events.push({
        eventId,
        type,
        data,
        metadata: {
          school,
          actor: randomUUID(),
          role,
          command: 'Generated',
          commandId,
          schemaVersion,
          policy: 'st-levan@2017-09',
          recordedAt: new Date(Date.UTC(2026, 0, 5) + n * 60_000).toISOString(),
          $correlationId: commandId,
          $causationId: commandId,
        },
      });
    }
    const { position } = await store.append(stream, -1, await codec.seal(stream, -1, events));
    if (position > last) last = position;
  };
  const records = Array.from({ length: count / steps.length }, (_, n) => n);
  const worker = async (): Promise<void> => {
    for (let n = records.shift(); n !== undefined; n = records.shift()) await one(n);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  await Promise.all([store.close(), pool.end()]);
  return String(last);
}

describe('replay tells what was recorded', () => {
  it('tells the story of a record in order, and shows no personal text unasked', async () => {
    const { id, teacher } = await agreedRequest();
    const { code, lines, text } = await run(['replay', `filteringChange-${id}`]);
    expect(code).toBe(0);
    expect(lines.map((block) => block.split('\n')[0]!.split('  ')[1])).toEqual(['UnblockRequested', 'UnblockAgreed']);
    expect(lines[0]).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z {2}/);
    expect(lines[0]).toContain(`who       ${teacher}`);
    expect(lines[0]).toContain('role      teacher');
    expect(lines[0]).toContain('policy    st-levan@2017-09');
    expect(lines[0]).toContain('target.value: [sealed]');
    expect(lines[0]).toContain('scope.name: Year 4');
    expect(text).not.toMatch(/whales|campaigns|class teacher/);
  });

  it('opens personal texts when asked to, and a text cannot pass itself off as a line of the history', async () => {
    const { id } = await agreedRequest();
    const { text } = await run(['replay', `filteringChange-${id}`, '--open']);
    expect(text).toContain(`studyPurpose: ${purpose}`);
    expect(text).toContain('reason: The class compares\n        how two campaigns argue.');
    expect(text).not.toContain('[sealed]');
  });

  it('tells a period: from a moment on and before another, of one school', async () => {
    const before = await agreedRequest();
    const from = new Date(Date.now() + 1).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const here = await agreedRequest();
    const there = await agreedRequest(schools.stokesWood);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const to = new Date().toISOString();
    const after = await agreedRequest();

    const period = ['replay', '--from', from, '--to', to, '--json'];
    const told = async (...more: string[]): Promise<Record<string, unknown>[]> =>
      (await run([...period, ...more])).lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const streams = (entries: Record<string, unknown>[]): unknown[] => entries.map(({ stream }) => stream);
    const twice = ({ id }: { id: string }): string[] => [`filteringChange-${id}`, `filteringChange-${id}`];
    const changes = ['--category', 'filteringChange'];
    expect(streams(await told(...changes))).toEqual([...twice(here), ...twice(there)]);
    expect(streams(await told(...changes, '--school', schools.stokesWood))).toEqual(twice(there));
    expect(await told('--category', 'policy')).toEqual([]);
    expect(JSON.stringify(await told())).not.toMatch(new RegExp(`${before.id}|${after.id}`));
    expect(Object.keys((await told())[0]!)).toEqual([
      ...['recordedAt', 'school', 'actor', 'role', 'type', 'stream', 'revision', 'position', 'command', 'commandId'],
      ...['policy', 'schemaVersion', 'eventId', 'data'],
    ]);
  });
});

describe('rebuild proves the read models by the events (D35)', () => {
  it('finds no difference where there is none', async () => {
    await agreedRequest();
    const [teacher, dsl] = await Promise.all([daybook.as('teacher'), daybook.as('dsl')]);
    const { id } = await teacher.does('raiseIncident', {
      kind: 'cyberbullying',
      occurredAt: inDays(-2),
      place: 'inSchool',
      facts: 'A message went round the class.',
    });
    const { position } = await dsl.does('acknowledgeIncident', { id });
    await projected(position);
    const { code, lines } = await run(['rebuild', '--all']);
    expect(lines.at(-1)).toBe('0 differences');
    expect(code).toBe(0);
    const readModels = lines.slice(0, -1);
    expect(readModels.map((line) => line.split(':')[0])).toEqual(projections.map(({ name }) => name));
    for (const line of readModels) expect(line).toMatch(/: \d+ events up to position \d+, \d+ rows, 0 differences$/);
    for (const name of ['filtering_change_log', 'incident_log', 'incident_receipt']) {
      const line = readModels.find((one) => one.startsWith(`${name}:`));
      expect(line).toMatch(/: [1-9]\d* events up to position [1-9]\d*, [1-9]\d* rows/);
    }
  });

  it('finds a changed, a missing and an extra row, and names the columns but no value', async () => {
    const requests = [await agreedRequest(), await agreedRequest(schools.stokesWood)];
    await projected(requests[1]!.position);
    // A row is named after its stream: an opening and a block may have one id.
    const [changed, missing] = requests.map(({ id }) => ({ id: `filteringChange-${id}` })) as [
      { id: string },
      { id: string },
    ];
    const extra = `filteringChange-${randomUUID()}`;
    const kept = await tamper<{ row: string }>(
      'select row_to_json(t)::text as row from filtering_change_log t where id = any($1)',
      [[changed.id, missing.id]],
    );
    await tamper(
      `update filtering_change_log set agreed_by = 'Zebedee Quill', target = 'https://quill.example.org' where id = $1`,
      [changed.id],
    );
    await tamper(
      `insert into filtering_change_log select * from json_populate_record(null::filtering_change_log, $1)`,
      [kept[0]!.row.replaceAll(changed.id, extra).replaceAll(missing.id, extra)],
    );
    await tamper('delete from filtering_change_log where id = $1', [missing.id]);

    const { code, text } = await run(['rebuild', 'filtering-change-log']);
    expect(code).toBe(1);
    expect(text).toContain(`different 900001 ${changed.id} agreed_by, target`);
    expect(text).toContain(`missing   900002 ${missing.id}`);
    expect(text).toMatch(new RegExp(`extra     90000[12] ${extra}`));
    expect(text).toMatch(/\n3 differences$/);
    expect(text).not.toMatch(/quill|whales/i);

    // The tool found it and changed nothing.
    expect((await run(['rebuild', 'filtering-change-log'])).code).toBe(1);
    await tamper('delete from filtering_change_log where id = any($1)', [[changed.id, extra]]);
    for (const { row } of kept) {
      await tamper(
        `insert into filtering_change_log select * from json_populate_record(null::filtering_change_log, $1)`,
        [row],
      );
    }
    expect((await run(['rebuild', 'filtering-change-log'])).code).toBe(0);
  });

  it('shows a read model as it stood at a moment, of one school', async () => {
    const { id, requestedAt } = await agreedRequest();
    const elsewhere = await agreedRequest(schools.stokesWood);
    const rowAt = async (moment: string): Promise<Record<string, unknown> | undefined> => {
      const { code, lines } = await run([
        ...['rebuild', 'filtering_change_log', '--as-at', moment],
        ...['--school', schools.stLevan],
      ]);
      expect(code).toBe(0);
      const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(rows.filter((row) => row['school'] !== schools.stLevan || row['change'] === elsewhere.id)).toEqual([]);
      return rows.find((row) => row['change'] === id);
    };
    expect(await rowAt('2026-01-01')).toBeUndefined();
    expect(await rowAt(requestedAt)).toMatchObject({ status: 'requested', agreed_by: null, revision: 0 });
    expect(await rowAt(inDays(1))).toMatchObject({ status: 'agreed', revision: 1, study_purpose: purpose });
  });
});

describe('what it is told', () => {
  it.each([
    ['no command', [], 'name a command'],
    ['an unknown command', ['rewrite'], 'no such command'],
    ['an unknown option', ['rebuild', '--all', '--open'], "Unknown option '--open'"],
    ['an unknown read model', ['rebuild', 'pupils'], 'no such read model'],
    ['an unknown category', ['replay', 'pupil-1'], '<category>-<id>'],
    ['half a period', ['replay', '--from', '2026-01-01'], '--from and --to'],
    ['a day that does not exist', ['replay', '--from', '2026-02-30', '--to', '2026-03-01'], '--from: must be a moment'],
    ['a moment without a time zone', ['rebuild', 'incident_log', '--as-at', '2026-01-01T00:00:00'], '--as-at: must be'],
    ['a malformed school', ['replay', 'policy-900001', '--school', "1' or true"], '--school: must be a URN'],
  ])('refuses %s and says how to use it', async (_, args, problem) => {
    const { code, lines, complaints } = await run(args);
    expect(code).toBe(2);
    expect(lines).toEqual([]);
    expect(complaints).toContain(problem);
    expect(complaints).toContain('Usage:');
  });

  it('says that there is no such record', async () => {
    const { code, complaints } = await run(['replay', `filteringChange-${randomUUID()}`]);
    expect([code, complaints]).toEqual([2, expect.stringContaining('there is no such record')]);
  });

  it('refuses the role that sees one school only', async () => {
    const { code, complaints } = await run(['rebuild', '--all'], {
      ...environment,
      READ_DATABASE_URL: daybook.connections.readOwner,
    });
    expect(code).toBe(2);
    expect(complaints).toContain("READ_DATABASE_URL must be that of the projector's role");
  });

  it('finds a running Daybook by its data folder, and names what it does not find', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-audit-'));
    const { eventStoreUrl, connections, masterKey } = daybook;
    try {
      const empty = await run(['rebuild', '--all', '--data', folder], {});
      expect(empty.code).toBe(2);
      expect(empty.complaints).toContain('EVENTSTORE_URL is not set');
      expect(empty.complaints).toContain('DAYBOOK_MASTER_KEY is not set');

      await writeFile(join(folder, 'endpoints.json'), JSON.stringify({ eventStoreUrl, connections }));
      const history = ['replay', 'policy-900001', '--data', folder];
      expect((await run(history, {})).code).toBe(0);
      expect((await run([...history, '--open'], {})).complaints).toContain('DAYBOOK_MASTER_KEY is not set');
      await writeFile(join(folder, 'master.key'), `${masterKey.toString('base64')}\n`);
      expect((await run([...history, '--open'], {})).code).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('quotes no setting', async () => {
    const { code, complaints } = await run(['rebuild', '--all'], {
      ...environment,
      READ_DATABASE_URL: 'mysql://root:secret@nowhere/x',
    });
    expect(code).toBe(2);
    expect(complaints).toContain('READ_DATABASE_URL must be a URL that begins with postgres://');
    expect(complaints).not.toContain('secret');
  });
});

// Nearly the last: every rebuild after it reads all of this again.
describe('a long history', () => {
  it('finds no difference in 10,000 events of several schools, while more are written', async () => {
    // What the worker would do about it, as telling people, is not compared here.
    await daybook.stopWorker();
    await projected(await generate(10_000));
    const writing = async (): Promise<void> => {
      for (let times = 0; times < 10; times++) await agreedRequest();
    };
    const [{ code, lines }] = await Promise.all([run(['rebuild', '--all']), writing()]);
    expect(lines.at(-1)).toBe('0 differences');
    expect(code).toBe(0);
    const changeLog = lines.find((line) => line.startsWith('filtering_change_log:'))!;
    expect(Number(/(\d+) events/.exec(changeLog)![1])).toBeGreaterThanOrEqual(10_000);
    expect(Number(/(\d+) rows/.exec(changeLog)![1])).toBeGreaterThanOrEqual(2_000);
  });
});

// The last one: it leaves rows that the log no longer bears out.
describe('an erasure (SL12)', () => {
  it('reads [erased] where the key was destroyed (SL12)', async () => {
    const { id, position } = await agreedRequest();
    await projected(position);
    const pool = new pg.Pool({ connectionString: daybook.connections.keys });
    await new KeyRing(pool, daybook.masterKey).destroy(schools.stLevan, `filteringChange-${id}`);
    await pool.end();
    const { text } = await run(['replay', `filteringChange-${id}`, '--open']);
    expect(text).toContain('studyPurpose: [erased]');
    expect(text).not.toContain('whales');
    // The live row was written before the erasure: it must not stay, and the audit says so.
    const { code, text: report } = await run(['rebuild', 'filtering_change_log']);
    expect(code).toBe(1);
    expect(report).toContain(`different 900001 filteringChange-${id} reason, steps, study_purpose, target`);
    expect(report).toContain(
      `different 900001 filteringChange-${id} (filtering_change_log_history) reason, steps, study_purpose, target`,
    );
  });
});
