import { Server, type ServerOptions } from '@grpc/grpc-js';
import { MonitoringService, OperationsService, ProjectionsService, UsersService } from './admin-protocol.js';
import { featuresService } from './features.js';
import { openConnectionRouter } from './connection-router.js';
import { manyMessages } from './many-messages.js';
import { gossipService } from './gossip.js';
import type { LogWatch } from './log-watch.js';
import { monitoringService } from './monitoring.js';
import { operationsService } from './operations.js';
import { Groups } from './persistent/groups.js';
import { persistentService } from './persistent/persistent-service.js';
import { plainHttp } from './plain-http.js';
import { projectionsService } from './projections.js';
import { GossipService, PersistentSubscriptionsService, ServerFeaturesService, StreamsService } from './protocol.js';
import { Scavenger } from './scavenge/scavenger.js';
import { openSecurity, type Security, type SecurityOptions } from './security/security.js';
import { PostgresEventLog } from './store/postgres-event-log.js';
import { streamsService } from './streams-service.js';
import { SystemProjections } from './system-projections.js';
import { usersService } from './users.js';

export interface EventServerOptions {
  /** The database that holds the log; its tables are created there. */
  readonly databaseUrl: string;
  /** A role that owns the tables, so that the server's own may only read and add. */
  readonly ownerUrl?: string | undefined;
  /** How long the database may take to answer before the line to it counts as dead; 10 s unless told. */
  readonly databaseTimeoutMs?: number;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** Left out, anyone who can connect may do everything. */
  readonly security?: SecurityOptions | undefined;
  /** Links every event by category, by type and by stream, as EventStoreDB's system projections do. */
  readonly systemProjections?: boolean;
  /** `never` for an audit log: what metadata hides is then kept for ever, and the database refuses to remove it. */
  readonly scavenge?: 'on request' | 'never';
  /** How many bytes of data the events of one append may have together; 1 MiB unless told. */
  readonly maxAppendSize?: number | undefined;
  /** How long a client may be silent before it is asked whether it is there, and how long it may take to say so. */
  readonly keepAlive?: { readonly intervalMs: number; readonly timeoutMs: number };
  /** Told of what the server does, for metrics. */
  readonly watch?: LogWatch | undefined;
  /** Told when another server has taken over the log and this one can write no more. */
  readonly lost?: (error: Error) => void;
  /** Told of what the log is found to have lost. */
  readonly found?: (finding: string) => void;
  /** A client has asked that the server ends; left out, it just stops serving. */
  readonly shutDown?: () => void;
}

export interface EventServer {
  readonly address: string;
  /** For `EventStoreDBClient.connectionString`. */
  readonly connectionString: string;
  /** The position of the newest event. */
  readonly head: () => number;
  /** Whether the log has its database, so that events can be appended now. */
  readonly live: () => boolean;
  stop(): Promise<void>;
}

const defaultMaxAppendSize = 1024 * 1024;
/** Larger messages than EventStoreDB's largest record are refused before they are read. */
const mostMessageBytes = 17 * 1024 * 1024;
/** How long calls under way may take to end when the server is stopped. */
const stopTimeoutMs = 1_000;

/** EventStoreDB's own. */
const usualKeepAlive = { intervalMs: 10_000, timeoutMs: 10_000 };

const channelOptions = ({ intervalMs, timeoutMs }: { intervalMs: number; timeoutMs: number }): ServerOptions => ({
  'grpc.max_receive_message_length': mostMessageBytes,
  'grpc.max_send_message_length': -1,
  // A client that has gone without a word is noticed by its silence.
  'grpc.keepalive_time_ms': intervalMs,
  'grpc.keepalive_timeout_ms': timeoutMs,
  // Nobody asks for gRPC's own counts, and they are kept for every message.
  'grpc.enable_channelz': 0,
});

export async function startEventServer(options: EventServerOptions): Promise<EventServer> {
  const { host = '127.0.0.1' } = options;
  const scavenge = options.scavenge !== 'never';
  let security: Security | undefined;
  const log = await PostgresEventLog.open({
    databaseUrl: options.databaseUrl,
    ownerUrl: options.ownerUrl,
    timeoutMs: options.databaseTimeoutMs,
    scavenge,
    watch: options.watch,
    lost: options.lost ?? ((error) => console.error('eventserver:', error.message)),
    found: options.found ?? ((finding) => console.error('eventserver:', finding)),
  });
  try {
    security = options.security && (await openSecurity(options.security, options, log));
    const keepAlive = options.keepAlive ?? usualKeepAlive;
    const server = new Server({
      ...channelOptions(keepAlive),
      interceptors: [...(security ? [security.guard.interceptor] : []), manyMessages],
    });
    const live = (): boolean => log.writable;
    let port = options.port;
    const address = (): string => `${host}:${port}`;
    const stopServing = (): void => {
      door.close();
      door.cutOff();
    };
    const scavenger = scavenge ? await Scavenger.open(log, options.databaseUrl, address) : undefined;
    const groups = new Groups(log);
    await groups.load();
    server.addService(
      StreamsService,
      streamsService(log, options.maxAppendSize ?? defaultMaxAppendSize, security?.guard),
    );
    server.addService(PersistentSubscriptionsService, persistentService(groups, options.watch));
    server.addService(
      GossipService,
      gossipService(() => ({ host, port })),
    );
    server.addService(ServerFeaturesService, featuresService({ users: security !== undefined, scavenge }));
    if (security) server.addService(UsersService, usersService(security.users));
    server.addService(MonitoringService, monitoringService());
    server.addService(ProjectionsService, projectionsService());
    server.addService(OperationsService, operationsService(options.shutDown ?? stopServing, scavenger));
    const door = await openConnectionRouter(server, {
      host,
      port,
      identity: options.security,
      timeoutMs: keepAlive.intervalMs + keepAlive.timeoutMs,
      pages: plainHttp({
        endpoint: () => ({ host, port }),
        live,
        secured: security !== undefined,
      }),
    });
    port = door.port;
    const projections = new SystemProjections(log);
    if (options.systemProjections === true) projections.start();
    return {
      address: address(),
      connectionString: `esdb://${address()}?tls=${String(security !== undefined)}`,
      head: () => log.feed.head,
      live,
      stop: async () => {
        door.close();
        await shutDown(server, () => door.cutOff());
        await projections.stop();
        await scavenger?.close();
        await groups.close();
        await security?.users.close();
        await log.close();
      },
    };
  } catch (error) {
    await security?.users.close();
    await log.close();
    throw error;
  }
}

/**
 * Appends under way are finished; subscriptions never end by themselves and are cut off, at their connections:
 * `forceShutdown` of a server that keeps no counts of its own ends none.
 */
function shutDown(server: Server, cutOff: () => void): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(cutOff, stopTimeoutMs);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
