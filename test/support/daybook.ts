import { exportJWK, generateKeyPair } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startApi } from '../../apps/api/start-api.js';
import { signToken } from '../../apps/daybook/sign-token.js';
import { startEventServer } from '../../apps/eventserver/server.js';
import { startProjector } from '../../apps/projector/start-projector.js';
import { startWorker } from '../../apps/worker/start-worker.js';
import type { Watched } from '../../libs/observability/monitor.js';
import { migrate } from '../../libs/postgres/migrate.js';
import type { MailSettings } from '../../apps/worker/notifications/mail.js';
import type { NightlyCheckSettings } from '../../apps/worker/projection-checks/nightly-check.js';
import type { Connections } from '../../libs/postgres/provision.js';
import type { Projection } from '../../libs/eventing/read-models/projection.js';
import type { Role } from '../../libs/people/roles.js';
import { packOwnersIn } from '../../libs/policies/own-packs.js';
import { createTestCluster } from './databases.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readModels = fileURLToPath(new URL('../../schema/read-models', import.meta.url));
const evidenceTables = fileURLToPath(new URL('../../schema/evidence', import.meta.url));

export const schools = { stLevan: '900001', stokesWood: '900002' } as const;

/** What a GraphQL request answers. */
export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly clause?: string } & Record<string, unknown>;
  }[];
}

export interface Receipt {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
}

/** A person with one role, as the API sees them. */
export interface Client {
  readonly actor: string;
  readonly token: string;
  query(document: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Runs a one-field mutation `name(input: $input)`; fails the test if it is refused. */
  does(name: string, input: Record<string, unknown>): Promise<Receipt>;
  /** Runs a one-field mutation that must be refused. @returns the refusal's extensions. */
  isRefused(name: string, input: Record<string, unknown>): Promise<{ code: string; clause?: string }>;
}

/** A whole Daybook: real Postgres, real event server, API, projector and worker, all under names and ports of its own. */
export interface Daybook {
  readonly graphqlUrl: string;
  readonly eventStoreUrl: string;
  readonly connections: Connections;
  readonly masterKey: Buffer;
  /** What another API process on the same data needs in its environment. */
  readonly apiEnvironment: Readonly<Record<string, string>>;
  /** What projector and workers had to report. */
  readonly reports: readonly string[];
  /** Another worker beside the first one, as after a crash: it sweeps at its start. */
  startWorker(): Promise<{ stop: () => Promise<void> }>;
  /** Ends the worker that it came with. */
  stopWorker(): Promise<void>;
  as(role: Role, who?: { school?: string; actor?: string; hours?: number }): Promise<Client>;
  /** Puts somebody on the list of a school: a pupil, or a member of staff who holds a role. @returns their id. */
  person(who?: { school?: string; id?: string; role?: Role }): Promise<string>;
  /** A token for the doors that are not GraphQL. */
  token(roles: Role | readonly Role[], who: { school: string; actor?: string }): Promise<string>;
  /** Another release takes over: the projector ends, and one with these read models starts. */
  releaseProjections(projections: readonly Projection[]): Promise<void>;
  /** The sum of a metric of the projector over its labels. */
  projectorMetric(name: string): Promise<number>;
  /** The sum of a metric of the API, over the labels that match. */
  apiMetric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  send(token: string | undefined, document: string, variables?: Record<string, unknown>): Promise<Answer>;
  stop(): Promise<void>;
}

/** Longer than any run, however slow the machine. */
const tokenHours = 12;

interface Options {
  readonly redisUrl?: string;
  readonly clamdAddress?: string;
  readonly clamdMaxFileSize?: number;
  readonly evidenceLimitBytes?: number;
  readonly evidenceGraceMs?: number;
  /** What one person may ask for, in fields of entries a second; none is no limit. */
  readonly queryBudget?: number;
  /** The operator's file with the filters that Daybook may change. */
  readonly filtersFile?: string;
  readonly mail?: MailSettings;
  /** Given what `audit` needs in its environment. */
  readonly nightlyCheck?: (environment: Record<string, string>) => NightlyCheckSettings;
}

export async function startDaybook({
  redisUrl,
  clamdAddress,
  clamdMaxFileSize,
  evidenceLimitBytes,
  evidenceGraceMs,
  queryBudget = 0,
  filtersFile,
  mail,
  nightlyCheck,
}: Options = {}): Promise<Daybook> {
  const { connections, drop } = await createTestCluster();
  await migrate(connections.readOwner, readModels);
  await migrate(connections.evidenceOwner, evidenceTables);
  const masterKey = randomBytes(32);
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const issuerKey = await exportJWK(privateKey);
  const eventServer = await startEventServer({
    databaseUrl: connections.events,
    ownerUrl: connections.eventsOwner,
    port: 0,
  });
  const eventStoreUrl = eventServer.connectionString;
  const common = { eventStoreUrl, keysDatabaseUrl: connections.keys, masterKey };
  const faults: string[] = [];
  const projectorSettings = { ...common, readDatabaseUrl: connections.projector };
  let projector = await startProjector(projectorSettings, (line) => faults.push(line));
  const environment = {
    EVENTSTORE_URL: eventStoreUrl,
    READ_DATABASE_URL: connections.projector,
    KEYS_DATABASE_URL: connections.keys,
    DAYBOOK_MASTER_KEY: masterKey.toString('base64'),
  };
  const workerSettings = {
    ...common,
    jobsDatabaseUrl: connections.worker,
    redisUrl,
    mail,
    nightlyCheck: nightlyCheck?.(environment),
    filtersFile,
    illegalSitesHelper: [process.execPath, join(root, 'dist/apps/illegalsites/main.js')],
    ...(filtersFile !== undefined && { compareFiltersEveryMs: 200 }),
  };
  let worker: { stop: () => Promise<void> } | undefined = await startWorker(workerSettings, (line) =>
    faults.push(line),
  );
  const api = await startApi({
    API_HOST: '127.0.0.1',
    API_PORT: 0,
    EVENTSTORE_URL: eventStoreUrl,
    READ_DATABASE_URL: connections.api,
    EVIDENCE_DATABASE_URL: connections.evidence,
    ...(clamdAddress !== undefined && { CLAMD_ADDRESS: clamdAddress }),
    ...(filtersFile !== undefined && { FILTERS_FILE: filtersFile }),
    ...(clamdMaxFileSize !== undefined && { CLAMD_MAX_FILE_SIZE: clamdMaxFileSize }),
    ...(evidenceLimitBytes !== undefined && { EVIDENCE_LIMIT_BYTES: evidenceLimitBytes }),
    ...(evidenceGraceMs !== undefined && { EVIDENCE_GRACE_MS: evidenceGraceMs }),
    POLICY_PACKS: packOwnersIn('*=st-levan,*=stokes-wood,900077=stokes-wood')!,
    KEYS_DATABASE_URL: connections.keys,
    DAYBOOK_MASTER_KEY: masterKey,
    DAYBOOK_ISSUER_KEY: JSON.stringify(await exportJWK(publicKey)),
    // One person of a spec asks for more than people do.
    QUERY_BUDGET: queryBudget,
  });
  const graphqlUrl = `http://${api.address}/graphql`;

  const send: Daybook['send'] = async (token, query, variables = {}) => {
    const response = await fetch(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };

  const token: Daybook['token'] = (roles, { school, actor = randomUUID() }) =>
    signToken(issuerKey, { actor, roles: [roles].flat(), school }, tokenHours);

  const as: Daybook['as'] = async (
    role,
    { school = schools.stLevan, actor = randomUUID(), hours = tokenHours } = {},
  ) => {
    const token = await signToken(issuerKey, { actor, roles: [role], school }, hours);
    const mutate = (name: string, input: Record<string, unknown>): Promise<Answer> =>
      send(
        token,
        `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}!) { ${name}(input: $input) { id revision position } }`,
        { input },
      );
    return {
      actor,
      token,
      query: (document, variables) => send(token, document, variables),
      does: async (name, input) => {
        const command = { commandId: randomUUID(), ...input };
        for (;;) {
          const { data, errors } = await mutate(name, command);
          // A busy machine may keep the event store waiting for longer than Daybook does. It is done once.
          if (errors?.[0]?.extensions.code === 'EVENT_STORE_UNAVAILABLE') continue;
          expect(errors).toBeUndefined();
          return data?.[name] as Receipt;
        }
      },
      isRefused: async (name, input) => {
        const { errors } = await mutate(name, input);
        expect(errors).toHaveLength(1);
        return errors![0]!.extensions;
      },
    };
  };

  const person: Daybook['person'] = async ({ school = schools.stLevan, id = randomUUID(), role } = {}) => {
    const office = await as('officeManager', { school });
    const kind = role ? { kind: 'staff' } : { kind: 'pupil', yearGroup: 'year4' };
    await office.does('recordPerson', { person: id, name: 'Somebody Invented', ...kind });
    if (role) await office.does('assignRole', { person: id, role, from: '2020-09-01' });
    return id;
  };

  return {
    graphqlUrl,
    eventStoreUrl,
    connections,
    masterKey,
    apiEnvironment: {
      ...environment,
      API_PORT: '0',
      QUERY_BUDGET: '0',
      READ_DATABASE_URL: connections.api,
      EVIDENCE_DATABASE_URL: connections.evidence,
      DAYBOOK_ISSUER_KEY: JSON.stringify(await exportJWK(publicKey)),
    },
    reports: faults,
    startWorker: () => startWorker(workerSettings, (line) => faults.push(line)),
    stopWorker: async () => {
      await worker?.stop();
      worker = undefined;
    },
    as,
    person,
    token,
    send,
    releaseProjections: async (projections) => {
      await projector.stop();
      projector = await startProjector(projectorSettings, (line) => faults.push(line), projections);
    },
    projectorMetric: (name) => metricOf(projector, name),
    apiMetric: (name, labels) => metricOf(api, name, labels),
    stop: async () => {
      await api.stop();
      await worker?.stop();
      await projector.stop();
      await eventServer.stop();
      await drop();
    },
  };
}

async function metricOf(
  { metrics }: Watched,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const found = (await metrics.getMetricsAsJSON()).find((metric) => metric.name === name);
  const wanted = Object.entries(labels);
  return (found?.values ?? [])
    .filter((one) => wanted.every(([label, value]) => one.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** Adopts the two source policies, each at its demo school. */
export async function adoptPolicies(daybook: Daybook): Promise<void> {
  const adoptions = [
    { school: schools.stLevan, pack: 'st-levan', edition: '2017-09' },
    { school: schools.stokesWood, pack: 'stokes-wood', edition: '2024-09' },
  ];
  for (const { school, ...policy } of adoptions) await adoptPolicy(daybook, school, policy);
}

/** The chair records that the governing body has approved a policy, and the head confirms it. */
export async function adoptPolicy(
  daybook: Pick<Daybook, 'as'>,
  school: string,
  { pack, edition } = { pack: 'stokes-wood', edition: '2024-09' },
): Promise<void> {
  const [chair, head] = await Promise.all([
    daybook.as('chairOfGovernors', { school }),
    daybook.as('headteacher', { school }),
  ]);
  await chair.does('adoptPolicy', {
    pack,
    edition,
    approvedOn: '2025-09-15',
    minuteReference: 'FGB 2025-09-15, item 4',
    nextReviewOn: '2026-09-15',
  });
  await head.does('confirmPolicyAdoption', { pack, edition });
}

/** Asks again until there is an answer, not so often that it holds up the answer; the test's own time limit is the bound. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
