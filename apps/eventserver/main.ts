import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { onStopRequested, reportReady } from '../../libs/processes/lifecycle.js';
import { startEmbeddedDatabase } from './embedded-database.js';
import { keepFirstPassword } from './security/first-passwords.js';
import type { SecurityOptions } from './security/security.js';
import type { WatchedServer } from './watched.js';

const usage = `usage: eventserver [--port 2113] [--host 127.0.0.1] (--database-url postgres://… | --data ./data)
  --port           EVENTSERVER_PORT      0 takes any free port
  --host           EVENTSERVER_HOST
  --database-url   EVENTS_DATABASE_URL   the database that holds the log
  --owner-url      EVENTS_OWNER_URL      a role that owns the tables, so that the server's own may only read and add
  --data           EVENTSERVER_DATA      a folder for a PostgreSQL of the server's own
  --tls-cert       EVENTSERVER_TLS_CERT  a certificate in PEM: callers then need a name and a password
  --tls-key        EVENTSERVER_TLS_KEY   its key in PEM
  --run-projections=system               keep streams of links: $ce-category, $et-type, $streams
  --max-append-size EVENTSERVER_MAX_APPEND_SIZE  bytes of data in one append; 1048576 unless told, at most 16777216
  --keep-alive-interval, --keep-alive-timeout  EVENTSERVER_KEEP_ALIVE_INTERVAL, _TIMEOUT  ms; a client that is silent for
                   so long is asked whether it is there, and is let go if it does not say so in time; 10000 each
  --metrics-port   METRICS_PORT          metrics for Prometheus and health on a port of its own, at METRICS_HOST or 127.0.0.1
  --scavenge=never EVENTSERVER_SCAVENGE  an audit log: what metadata hides is never removed from the database
  --verify                               serve nothing: read the whole log, name what is not as it was written, and end
  --insecure-i-know                      listen beyond this machine without TLS: anyone may then read and write
the first passwords of a server with TLS, generated into files of the folder --data if they are not given:
                   EVENTSERVER_ADMIN_PASSWORD, EVENTSERVER_OPS_PASSWORD
an account that may read and append and nothing else, and then all passwords given are in force from this start on:
                   EVENTSERVER_APPEND_ONLY_LOGIN, EVENTSERVER_APPEND_ONLY_PASSWORD`;

// V8 lets a heap grow up to fourfold before it looks for garbage in all of it. Twice holds a quarter less, for no more work.
setFlagsFromString('--heap-growing-percent=100');

// What Node has since version 21: `pg` looks for a name in it, and else loads the whole of `fetch` to find out where it runs.
if (!('navigator' in globalThis))
  Object.assign(globalThis, { navigator: { userAgent: `Node.js/${process.versions.node}` } });

const environment = (name: string): string => process.env[name] ?? '';
const given = (text: string): string | undefined => (text === '' ? undefined : text);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env['EVENTSERVER_PORT'] ?? '2113' },
      host: { type: 'string', default: process.env['EVENTSERVER_HOST'] ?? '127.0.0.1' },
      'database-url': { type: 'string', default: environment('EVENTS_DATABASE_URL') },
      'owner-url': { type: 'string', default: environment('EVENTS_OWNER_URL') },
      data: { type: 'string', default: environment('EVENTSERVER_DATA') },
      'tls-cert': { type: 'string', default: environment('EVENTSERVER_TLS_CERT') },
      'tls-key': { type: 'string', default: environment('EVENTSERVER_TLS_KEY') },
      'run-projections': { type: 'string', default: given(environment('EVENTSERVER_RUN_PROJECTIONS')) ?? 'none' },
      'max-append-size': {
        type: 'string',
        default: environment('EVENTSERVER_MAX_APPEND_SIZE'),
      },
      'keep-alive-interval': { type: 'string', default: environment('EVENTSERVER_KEEP_ALIVE_INTERVAL') },
      'keep-alive-timeout': { type: 'string', default: environment('EVENTSERVER_KEEP_ALIVE_TIMEOUT') },
      'metrics-port': { type: 'string', default: environment('METRICS_PORT') },
      scavenge: { type: 'string', default: given(environment('EVENTSERVER_SCAVENGE')) ?? 'on-request' },
      'insecure-i-know': { type: 'boolean', default: false },
      verify: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const security = await securityOf(given(values['tls-cert']), given(values['tls-key']), given(values.data));
  if (security === undefined && !isLoopback(values.host) && !values['insecure-i-know'])
    throw new Error(
      `${values.host} can be reached from other machines, and without TLS this server asks nobody who they are\n${usage}`,
    );
  let working: () => void = () => undefined;
  const atWork = new Promise<void>((resolve) => (working = resolve));
  const starting = databaseOf(given(values['database-url']), given(values['owner-url']), given(values.data), working);
  // PostgreSQL starts while the greater part of this program is loaded, which keeps this process from all else.
  await Promise.race([atWork, starting]);
  if (values.verify) {
    await verify(await starting);
    return;
  }
  const { startEventServer } = await import('./server.js');
  const watched = await watchedAt(given(values['metrics-port']));
  const database = await starting;
  const server = await startEventServer({
    databaseUrl: database.databaseUrl,
    ownerUrl: database.ownerUrl,
    host: values.host,
    port: portOf(values.port),
    security,
    systemProjections: systemProjectionsOf(values['run-projections']),
    maxAppendSize: maxAppendSizeOf(given(values['max-append-size'])),
    scavenge: scavengeOf(values.scavenge),
    keepAlive: {
      intervalMs: keepAliveOf(given(values['keep-alive-interval'])),
      timeoutMs: keepAliveOf(given(values['keep-alive-timeout'])),
    },
    watch: watched?.watch,
    lost: (error) => {
      console.error('eventserver:', error.message);
      process.exit(1);
    },
    shutDown: () => process.emit('SIGTERM'),
  }).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  const stopMonitor = await watched?.show(server);
  onStopRequested(async () => {
    await stopMonitor?.();
    await server.stop();
    await database.stop();
  });
  reportReady(server.address);
  console.log(`event server on ${server.connectionString}`);
}

/** Who does not want to watch does not load what counts. */
async function watchedAt(port: string | undefined): Promise<WatchedServer | undefined> {
  if (port === undefined) return undefined;
  const { WatchedServer } = await import('./watched.js');
  return new WatchedServer(String(portOf(port)));
}

/** It ends with 1 if anything is found. */
async function verify(database: Database): Promise<void> {
  const { verifyLog } = await import('./verify.js');
  let findings = 0;
  try {
    const count = await verifyLog(database.databaseUrl, (finding) => {
      findings += 1;
      console.error(finding);
    });
    console.log(`${count} events read: ${findings === 0 ? 'all are' : `${findings} findings, the rest is`} as written`);
  } finally {
    await database.stop();
  }
  process.exitCode = findings === 0 ? 0 : 1;
}

interface Database {
  readonly databaseUrl: string;
  readonly ownerUrl: string | undefined;
  readonly stop: () => Promise<void>;
}

async function databaseOf(
  databaseUrl: string | undefined,
  ownerUrl: string | undefined,
  data: string | undefined,
  working: () => void,
): Promise<Database> {
  if (databaseUrl !== undefined) return { databaseUrl, ownerUrl, stop: () => Promise.resolve() };
  if (data === undefined) throw new Error(`no database is given\n${usage}`);
  return startEmbeddedDatabase(data, working);
}

async function securityOf(
  certificateFile: string | undefined,
  keyFile: string | undefined,
  dataFolder: string | undefined,
): Promise<SecurityOptions | undefined> {
  if (certificateFile === undefined && keyFile === undefined) return undefined;
  if (certificateFile === undefined || keyFile === undefined)
    throw new Error(`a certificate and its key belong together\n${usage}`);
  const [admin, ops] = [environment('EVENTSERVER_ADMIN_PASSWORD'), environment('EVENTSERVER_OPS_PASSWORD')].map(given);
  const [login, password] = ['LOGIN', 'PASSWORD'].map((what) => given(environment(`EVENTSERVER_APPEND_ONLY_${what}`)));
  if ((login === undefined) !== (password === undefined))
    throw new Error(`the login and the password of the account that only appends belong together\n${usage}`);
  return {
    appendOnly: login === undefined || password === undefined ? undefined : { login, password },
    certificate: await readFile(certificateFile),
    key: await readFile(keyFile),
    firstPasswords: { ...(admin !== undefined && { admin }), ...(ops !== undefined && { ops }) },
    announce: (login, password) => keepFirstPassword(dataFolder, login, password),
  };
}

function systemProjectionsOf(text: string): boolean {
  const which = text.toLowerCase();
  if (which !== 'none' && which !== 'system') throw new Error(`projections are none or system, not ${text}`);
  return which === 'system';
}

/** EventStoreDB's largest record. */
const mostAppendSize = 16 * 1024 * 1024;

function maxAppendSizeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > mostAppendSize)
    throw new Error(`an append has at most 1 to ${mostAppendSize} bytes, not ${text}`);
  return size;
}

function keepAliveOf(text = '10000'): number {
  const ms = Number(text);
  if (!Number.isInteger(ms) || ms < 100) throw new Error(`keep-alive times are at least 100 ms, not ${text}`);
  return ms;
}

function scavengeOf(text: string): 'on request' | 'never' {
  if (text !== 'on-request' && text !== 'never')
    throw new Error(`events are scavenged on-request or never, not ${text}`);
  return text === 'never' ? 'never' : 'on request';
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${text} is not a port`);
  return port;
}

main().catch((error: unknown) => {
  console.error('eventserver:', error instanceof Error ? error.message : error);
  process.exit(1);
});
