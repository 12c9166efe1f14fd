import { exportJWK, generateKeyPair } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { compareWithEvents } from '../../apps/audit/compare.js';
import { withSources } from '../../apps/audit/sources.js';
import { signToken } from '../../apps/daybook/sign-token.js';
import type { ProjectorSettings } from '../../apps/projector/start-projector.js';
import { eventCategories } from '../../libs/record-kinds.js';
import { EventCodec } from '../../libs/eventing/schemas/event-codec.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import type { Projection } from '../../libs/eventing/read-models/projection.js';
import { streamName } from '../../libs/eventing/log/stored-event.js';
import type { Role } from '../../libs/people/roles.js';
import type { FilteringChangeEvent } from '../../libs/filtering/filtering.events.js';
import { migrate } from '../../libs/postgres/migrate.js';
import { freePort } from '../../libs/processes/ports.js';
import type { Connections } from '../../libs/postgres/provision.js';
import { projections as allProjections } from '../../projections/index.js';
import { BuiltProcess } from '../support/built-process.js';
import { createTestCluster } from '../support/databases.js';
import type { Answer } from '../support/daybook.js';

const readModels = fileURLToPath(new URL('../../schema/read-models', import.meta.url));
const category = 'filteringChange';
const school = '900001';
const until = '2026-04-12T10:15:00.000Z';

/** Asks the API as one person, over a connection that is kept. */
export type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>;

interface Api {
  as(role: Role): Promise<Ask>;
  stop(): Promise<void>;
}

/** The log and the read models of a school, without anybody who follows it yet. */
export class School {
  private constructor(
    readonly connections: Connections,
    readonly settings: ProjectorSettings,
    readonly store: EventStore,
    readonly codec: EventCodec,
    private readonly port: number,
    /** The event server. */
    public server: BuiltProcess,
    private readonly keysPool: pg.Pool,
    /** To look at the read models with, again and again. */
    private readonly looking: pg.Pool,
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(): Promise<School> {
    const { connections, drop } = await createTestCluster();
    await migrate(connections.readOwner, readModels);
    const port = await freePort();
    const server = await startServer(connections, port);
    const settings = {
      eventStoreUrl: `esdb://${server.address}?tls=false`,
      readDatabaseUrl: connections.projector,
      keysDatabaseUrl: connections.keys,
      masterKey: randomBytes(32),
    };
    const keysPool = new pg.Pool({ connectionString: connections.keys, max: 4 });
    const keys = new KeyRing(keysPool, settings.masterKey);
    const store = new EventStore(settings.eventStoreUrl);
    await keys.prepare(store);
    const codec = new EventCodec(eventCategories, keys);
    const looking = new pg.Pool({ connectionString: connections.projector, max: 2 });
    // A session that a spec ends is replaced by the next look.
    looking.on('error', () => undefined);
    return new School(connections, settings, store, codec, port, server, keysPool, looking, drop);
  }

  /** The projector as the process that it is in production; `say` gets its lines. */
  startProjector(say: (text: string) => void, eventStoreUrl = this.settings.eventStoreUrl): Promise<BuiltProcess> {
    const environment = { ...this.environment, EVENTSTORE_URL: eventStoreUrl };
    return BuiltProcess.start('apps/projector/main.js', { environment, say });
  }

  /** After it was killed; it listens where it did. */
  async startServer(): Promise<void> {
    this.server = await startServer(this.connections, this.port);
  }

  /** The API as the process that it is in production. */
  async startApi(eventStoreUrl = this.settings.eventStoreUrl): Promise<Api> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const issuerKey = await exportJWK(privateKey);
    const server = await BuiltProcess.start('apps/api/main.js', {
      environment: {
        ...this.environment,
        API_PORT: '0',
        POLICY_PACKS: '*=st-levan',
        QUERY_BUDGET: '0',
        EVENTSTORE_URL: eventStoreUrl,
        READ_DATABASE_URL: this.connections.api,
        EVIDENCE_DATABASE_URL: this.connections.evidence,
        DAYBOOK_ISSUER_KEY: JSON.stringify(await exportJWK(publicKey)),
      },
    });
    const as = async (role: Role): Promise<Ask> => {
      const token = await signToken(issuerKey, { actor: randomUUID(), roles: [role], school }, 1);
      return async (query, variables = {}) => {
        const response = await fetch(`http://${server.address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query, variables }),
        });
        return (await response.json()) as Answer;
      };
    };
    return { as, stop: () => server.stop() };
  }

  /** A request to open a site that is extended so many times. Each step is one more in its row. @returns the last position. */
  async record(extensions: number, id = randomUUID(), reason = 'For another part.'): Promise<bigint> {
    let position = await this.append(id, -1, {
      type: 'UnblockRequested',
      data: {
        target: { kind: 'domain', value: 'museum.example.org' },
        scope: { kind: 'everyone' },
        studyPurpose: 'Ancient Egypt',
        reason: 'Pictures of the collection.',
        permanent: false,
        until,
      },
    });
    for (let revision = 0; revision < extensions; revision += 1)
      position = await this.append(id, revision, { type: 'ExtensionRequested', data: { until, reason } });
    return position;
  }

  /** As the projector's role. */
  async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    return (await this.looking.query<Row>(text)).rows;
  }

  /** How far the read models have come: the one furthest behind. */
  async position(): Promise<bigint> {
    const [row] = await this.query<{ position: string | null }>(
      'select min(position) as position from projection_checkpoint',
    );
    return BigInt(row?.position ?? 0);
  }

  /** Until the read models show everything up to there. */
  async shows(position: bigint): Promise<void> {
    while ((await this.position()) < position) await sleep(5);
  }

  /** What a rebuild finds otherwise, and the streams that are parked. Empty: every row is the same, byte for byte. */
  async differences(projections: readonly Projection[] = allProjections): Promise<unknown[]> {
    const compared = await withSources(this.environment, (sources) => compareWithEvents(sources, projections));
    expect(compared.some(({ rows }) => rows > 0)).toBe(true);
    return compared.flatMap(({ differences, parked }) => [...differences, ...parked]);
  }

  /** What the processes are started with. */
  private get environment() {
    return {
      EVENTSTORE_URL: this.settings.eventStoreUrl,
      READ_DATABASE_URL: this.settings.readDatabaseUrl,
      KEYS_DATABASE_URL: this.settings.keysDatabaseUrl,
      DAYBOOK_MASTER_KEY: this.settings.masterKey.toString('base64'),
    };
  }

  async stop(): Promise<void> {
    await this.store.close();
    await Promise.all([this.keysPool.end(), this.looking.end()]);
    await this.server.stop();
    await this.drop();
  }

  private async append(id: string, revision: number, { type, data }: FilteringChangeEvent): Promise<bigint> {
    const [stream, eventId] = [streamName(category, id), randomUUID()];
    const encoded = await this.codec.encode({ stream, type, eventId }, school, data);
    const metadata = {
      school,
      actor: '00000000-0000-4000-8000-000000000001',
      role: 'teacher' as const,
      command: type,
      commandId: eventId,
      schemaVersion: encoded.schemaVersion,
      recordedAt: new Date().toISOString(),
      $correlationId: eventId,
      $causationId: eventId,
    };
    const events = await this.codec.seal(stream, revision, [{ eventId, type, data: encoded.data, metadata }]);
    return (await this.store.append(stream, revision, events)).position;
  }
}

const startServer = (connections: Connections, port: number): Promise<BuiltProcess> =>
  BuiltProcess.start('apps/eventserver/main.js', {
    args: ['--port', String(port)],
    environment: { EVENTS_DATABASE_URL: connections.events, EVENTS_OWNER_URL: connections.eventsOwner },
  });

/** People who record one thing after another until it is over. */
export class Writing {
  private over = false;
  private last = 0n;
  private readonly people: Promise<void>[];

  constructor(school: School, people: number, extensions = 4) {
    this.people = Array.from({ length: people }, async () => {
      while (!this.over) {
        const position = await school.record(extensions);
        if (position > this.last) this.last = position;
      }
    });
  }

  /** @returns the last position written. */
  async end(): Promise<bigint> {
    this.over = true;
    await Promise.all(this.people);
    return this.last;
  }
}
