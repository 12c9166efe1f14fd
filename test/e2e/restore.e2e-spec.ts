import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEventServer } from '../../apps/eventserver/server.js';
import { eventCategories } from '../../libs/record-kinds.js';
import { EventCodec } from '../../libs/eventing/schemas/event-codec.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import type { StoredEvent } from '../../libs/eventing/log/stored-event.js';
import { EvidenceStore } from '../../libs/evidence/evidence-store.js';
import { SpooledFile } from '../../libs/evidence/spooled-file.js';
import { migrate } from '../../libs/postgres/migrate.js';
import { generatePasswords, provision, type Connections } from '../../libs/postgres/provision.js';
import { History } from '../support/history.js';
import { folderOfTools, startPostgresOf } from '../support/postgres-with-tools.js';

const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));
const evidenceTables = fileURLToPath(new URL('../../schema/evidence', import.meta.url));
const school = '900001';
const masterKey = randomBytes(32);
const passwords = generatePasswords();

const tools = await folderOfTools();
if (tools === undefined)
  process.stderr.write(
    'SKIPPED: backup.sh and restore.sh, because no PostgreSQL with pg_dump, pg_restore and psql is here\n',
  );

/** What a start of Daybook does with the databases, whether they are new, there already, or restored. */
async function provisioned(adminUrl: string): Promise<Connections> {
  const connections = await provision(adminUrl, { prefix: 'daybook', passwords });
  await migrate(connections.evidenceOwner, evidenceTables);
  return connections;
}

async function withEvents<T>(connections: Connections, act: (url: string) => Promise<T>): Promise<T> {
  const { events: databaseUrl, eventsOwner: ownerUrl } = connections;
  const server = await startEventServer({ databaseUrl, ownerUrl, port: 0 });
  try {
    return await act(server.connectionString);
  } finally {
    await server.stop();
  }
}

async function withPools<T>(
  { keys, evidence }: Connections,
  act: (keys: KeyRing, files: EvidenceStore) => Promise<T>,
): Promise<T> {
  const pools = [keys, evidence].map((connectionString) => new pg.Pool({ connectionString })) as [pg.Pool, pg.Pool];
  try {
    const ring = new KeyRing(pools[0], masterKey);
    await ring.prepare({ head: () => Promise.resolve(0n) });
    return await act(ring, new EvidenceStore(pools[1], ring));
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
}

/** @returns the id of an incident with these facts, on record. */
const recorded = (connections: Connections, facts: string): Promise<string> =>
  withEvents(connections, async (eventStoreUrl) => {
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const kind = { code: 'cyberbullying', label: 'Cyberbullying', about: 'pupil', illegal: false };
    const at = new Date().toISOString();
    const data = { kind, occurredAt: at, place: 'inSchool', facts, acknowledgeBy: at, anonymous: false };
    const id = await history.record('incident', school, [{ type: 'IncidentRaised', data }]);
    await history.close();
    return id;
  });

const factsOf = (connections: Connections, id: string): Promise<unknown[]> =>
  withEvents(connections, (url) =>
    withPools(connections, async (keys) => {
      const store = new EventStore(url);
      const stored: StoredEvent[] = [];
      for await (const event of store.read(`incident-${id}`)) stored.push(event);
      await store.close();
      const events = await new EventCodec(eventCategories, keys).decode(stored);
      return events.map(({ data }) => (data as { facts: string }).facts);
    }),
  );

const placeOf = (id: string) => ({ school, record: `investigation-${id}`, id: `${id}/${id}` });

const kept = (connections: Connections, content: string): Promise<string> =>
  withPools(connections, async (_, files) => {
    const id = randomUUID();
    const file = await SpooledFile.begin(placeOf(id));
    await file.write(Buffer.from(content));
    await file.end();
    await files.keep(file, placeOf(id), 'text/plain; charset=utf-8', () => Promise.resolve());
    await file.drop();
    return id;
  });

const fileOf = (connections: Connections, id: string): Promise<string | undefined> =>
  withPools(connections, async (_, files) => {
    const file = await files.read(placeOf(id));
    if (!file) return undefined;
    const parts: Buffer[] = [];
    for await (const part of file.content) parts.push(part);
    return Buffer.concat(parts).toString();
  });

async function rowsOf(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

interface Ended {
  readonly code: number;
  readonly said: string;
}

function script(name: string, adminUrl: string, ...given: (string | NodeJS.ProcessEnv)[]): Promise<Ended> {
  const args = given.filter((one) => typeof one === 'string');
  const more = given.find((one) => typeof one === 'object');
  const env = { ...process.env, ...more, PATH: `${tools ?? ''}:${process.env['PATH'] ?? ''}`, DATABASE_URL: adminUrl };
  return new Promise((resolve) => {
    execFile('bash', [join(deploy, name), ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, said: stdout + stderr });
    });
  });
}

(tools === undefined ? describe.skip : describe)('backup.sh and restore.sh', () => {
  let postgres: Awaited<ReturnType<typeof startPostgresOf>>;
  let folder: string;
  beforeAll(async () => {
    postgres = await startPostgresOf(tools!);
    folder = await mkdtemp(join(tmpdir(), 'daybook-backup-'));
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true });
  });

  it('SL12: bring back events, evidence files and keys as they were, and what came after is gone', async () => {
    const { adminUrl } = postgres;
    const before = await provisioned(adminUrl);
    const [incident, file] = [await recorded(before, 'Before.'), await kept(before, 'A screenshot.')];
    const [events, keys] = [join(folder, 'events'), join(folder, 'keys')];
    const [count, last] = await rowsOf(before.eventsOwner, 'select count(*)::int, max(position)::int from events');
    const told = `${String(count)} events, the last at position ${String(last)}`;
    // Keys beside the log would bring back whoever was erased: refused before anything is made.
    expect(await script('backup.sh', adminUrl, events, join(events, 'keys'))).toMatchObject({ code: 2 });
    expect(await readdir(folder)).toEqual([]);
    const saved = await script('backup.sh', adminUrl, events, keys);
    expect(saved).toEqual({ code: 0, said: expect.stringContaining(`saved: ${told}`) as string });
    const dumps = (await readdir(events)).map((name) => join(events, name));
    expect(dumps.map((path) => /(events|evidence)-\d+T\d+Z\.dump$/.exec(path)?.[1]).sort()).toEqual([
      'events',
      'evidence',
    ]);
    const eventsDump = dumps.find((path) => /events-[^/]*$/.test(path))!;
    const keysDump = join(keys, (await readdir(keys))[0]!);
    const [later, laterFile] = [await recorded(before, 'Later.'), await kept(before, 'Another.')];
    const busy = new pg.Client({ connectionString: before.keys });
    await busy.connect();
    expect((await script('restore.sh', adminUrl, '--replace', eventsDump, keysDump)).said).toContain('stop it first');
    await busy.end();
    const refused = await script('restore.sh', adminUrl, eventsDump, keysDump);
    expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('--replace gives it up') as string]);
    const restored = await script('restore.sh', adminUrl, '--replace', eventsDump, keysDump);
    expect(restored).toEqual({ code: 0, said: expect.stringContaining(`restored: ${told}`) as string });

    const after = await provisioned(adminUrl);
    expect([await factsOf(after, incident), await factsOf(after, later)]).toEqual([['Before.'], []]);
    expect([await fileOf(after, file), await fileOf(after, laterFile)]).toEqual(['A screenshot.', undefined]);
    // And it goes on from there.
    expect(await factsOf(after, await recorded(after, 'Afterwards.'))).toEqual(['Afterwards.']);
    expect(await fileOf(after, await kept(after, 'A third.'))).toBe('A third.');
  });

  it('fail, and save nothing, where the events are elsewhere', async () => {
    const connections = await provisioned(postgres.adminUrl);
    await rowsOf(connections.eventsOwner, 'alter table if exists events rename to events_of_before');
    const [events, keys] = [join(folder, 'no events'), join(folder, 'no keys')];
    const elsewhere = 'There are no events in daybook_events';
    const failed = { code: 1, said: expect.stringContaining(elsewhere) as string };
    expect(await script('backup.sh', postgres.adminUrl, events, keys)).toEqual(failed);
    await rowsOf(connections.eventsOwner, 'create table events (position bigint)');
    expect(await script('backup.sh', postgres.adminUrl, events, keys)).toEqual(failed);
    const noNode = await script('backup.sh', postgres.adminUrl, events, keys, { EVENTSTORE_DATA: folder });
    expect(noNode).toEqual({ code: 1, said: expect.stringContaining('is not the data folder') as string });
    expect((await readdir(folder)).filter((name) => name.startsWith('no '))).toEqual([]);
    await rowsOf(connections.eventsOwner, 'drop table events');
    await rowsOf(connections.eventsOwner, 'alter table if exists events_of_before rename to events');
  });

  it('give each database back to its owner, so that nobody who adds events or files can change one', async () => {
    const connections = await provisioned(postgres.adminUrl);
    const owners = 'select distinct tableowner from pg_tables where schemaname = current_schema()';
    for (const [name, owner] of [
      ['eventsOwner', 'daybook_events_owner'],
      ['evidenceOwner', 'daybook_evidence_owner'],
      ['keys', 'daybook_keys'],
    ] as const)
      expect(await rowsOf(connections[name], owners)).toEqual([owner]);
    expect(
      await rowsOf(
        postgres.adminUrl,
        `select datname || ' of ' || pg_get_userbyid(datdba) from pg_database where datname ~ '^daybook_(events|evidence|keys)$' order by 1`,
      ),
    ).toEqual([
      'daybook_events of daybook_events_owner',
      'daybook_evidence of daybook_evidence_owner',
      'daybook_keys of daybook_keys',
    ]);
    for (const [url, change] of [
      [connections.evidence, 'delete from evidence_file'],
      [connections.evidence, `update evidence_chunk set box = ''`],
      [connections.evidence, 'truncate evidence_chunk'],
      [connections.evidence, 'drop table evidence_file'],
    ] as const)
      await expect(rowsOf(url, change)).rejects.toMatchObject({ code: '42501' });
    const [events] = await rowsOf(
      connections.eventsOwner,
      `select count(*)::int from information_schema.role_table_grants
       where grantee = 'daybook_events' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE') and table_name ~ 'event'`,
    );
    expect(events).toBe(0);
  });
});
