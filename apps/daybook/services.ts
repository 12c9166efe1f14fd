import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connections } from '#libs/postgres/provision.js';
import type { Service } from '#libs/processes/supervisor.js';
import { demoSchools } from './demo-people.js';
import type { EventStoreAccess } from './event-store-access.js';
import { publicPart, type Secrets } from './secrets.js';
import { variableNames, type Settings } from './settings.js';

/** What the services are told, each through its environment and each only its part. */
export interface Surroundings {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly connections: Connections;
  readonly eventStoreUrl: string;
  /** Where our own event server shall listen and who may come to it; undefined if there is another. */
  readonly eventServer: { readonly port: number; readonly access: EventStoreAccess } | undefined;
  /** Where each process may be watched, on this machine only. */
  readonly monitorPorts: Readonly<Partial<Record<Monitored, number>>>;
}

/** Those that the operator has named, and those of the demo schools where there are any. */
function packOwnersOf({ policyPacks, demo }: Settings): string | undefined {
  const ofDemo = demo ? demoSchools.map(({ urn, pack }) => `${urn}=${pack}`) : [];
  return [...(policyPacks === undefined ? [] : [policyPacks]), ...ofDemo].join(',') || undefined;
}

/** The processes with metrics and health of their own. */
export const monitored = ['api', 'projector', 'worker', 'eventserver'] as const;
export type Monitored = (typeof monitored)[number];

/** The processes of a Daybook, in the order they start; they stop in reverse. The others need the event server. */
export function services({ settings, secrets, connections, ...place }: Surroundings): {
  eventServer: Service | undefined;
  others: Service[];
} {
  const events = {
    EVENTSTORE_URL: place.eventStoreUrl,
    KEYS_DATABASE_URL: connections.keys,
    DAYBOOK_MASTER_KEY: secrets.masterKey,
  };
  const watchedAt = (name: Monitored): NodeJS.ProcessEnv => ({ METRICS_PORT: String(place.monitorPorts[name]) });
  // With a real issuer configured, the demo's own tokens are worth nothing.
  const identity = settings.oidc
    ? { OIDC_ISSUER: settings.oidc.issuer, OIDC_AUDIENCE: settings.oidc.audience }
    : { DAYBOOK_ISSUER_KEY: JSON.stringify(publicPart(secrets.issuerKey)) };
  return {
    eventServer:
      place.eventServer === undefined
        ? undefined
        : service('eventserver', {
            EVENTS_DATABASE_URL: connections.events,
            EVENTS_OWNER_URL: connections.eventsOwner,
            // The record is kept whole: the database itself refuses to let any event go.
            EVENTSERVER_SCAVENGE: 'never',
            EVENTSERVER_HOST: '127.0.0.1',
            EVENTSERVER_PORT: String(place.eventServer.port),
            EVENTSERVER_TLS_CERT: place.eventServer.access.certificateFile,
            EVENTSERVER_TLS_KEY: place.eventServer.access.keyFile,
            EVENTSERVER_ADMIN_PASSWORD: place.eventServer.access.passwords.admin,
            EVENTSERVER_OPS_PASSWORD: place.eventServer.access.passwords.ops,
            EVENTSERVER_APPEND_ONLY_LOGIN: 'daybook',
            EVENTSERVER_APPEND_ONLY_PASSWORD: place.eventServer.access.passwords.daybook,
            ...watchedAt('eventserver'),
          }),
    others: [
      service('projector', { ...events, ...watchedAt('projector'), READ_DATABASE_URL: connections.projector }),
      service('worker', {
        ...events,
        ...watchedAt('worker'),
        JOBS_DATABASE_URL: connections.worker,
        REDIS_URL: settings.redisUrl,
        FILTERS_FILE: settings.filtersFile,
        SMTP_URL: settings.mail.smtpUrl,
        MAIL_FOLDER: settings.mail.smtpUrl === undefined ? join(settings.dataFolder, 'mail') : undefined,
        MAIL_FROM: settings.mail.from,
        ...(settings.check && {
          CHECK_AT: settings.check.at,
          CHECK_TIME_ZONE: settings.check.zone,
          CHECK_DATABASE_URL: connections.projector,
        }),
      }),
      service('api', {
        ...events,
        ...watchedAt('api'),
        ...identity,
        READ_DATABASE_URL: connections.api,
        EVIDENCE_DATABASE_URL: connections.evidence,
        CLAMD_ADDRESS: settings.clamdAddress,
        CLAMD_MAX_FILE_SIZE: settings.clamdMaxFileSize?.toString(),
        QUERY_BUDGET: settings.queryBudget,
        FILTERS_FILE: settings.filtersFile,
        POLICY_PACKS: packOwnersOf(settings),
        API_HOST: settings.api.host,
        API_PORT: String(settings.api.port),
      }),
    ],
  };
}

function service(name: string, environment: NodeJS.ProcessEnv): Service {
  const module = fileURLToPath(new URL(`../${name}/main.js`, import.meta.url));
  // GraphQL and Express check less of themselves where they are told that nobody develops.
  return { name, module, environment: { NODE_ENV: 'production', ...inherited(), ...environment } };
}

/** The operator's environment without our own settings: the administrator's URL, above all, is not for the services. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !variableNames.includes(name)));
}
