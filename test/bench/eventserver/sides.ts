import type { BenchPostgres } from '../bench-postgres.js';
import { Child } from '../child.js';

/** A server and the one client process that talks to it. */
export interface Side {
  /** How a row calls it. */
  readonly name: string;
  readonly connectionString: string;
  readonly client: Child;
  /** Its process, if it is one of ours. */
  readonly serverPid: number | undefined;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

const serverModule = '../../apps/eventserver/main.js';
const stubbedModule = './eventserver/stubbed-server.js';

/** `prepare` is given the database before the server starts on it. */
export async function ourSide(
  postgres: BenchPostgres,
  database: string,
  prepare?: (databaseUrl: string) => Promise<void>,
): Promise<Side> {
  const databaseUrl = await postgres.createDatabase(database);
  await prepare?.(databaseUrl);
  return sideOf(serverModule, databaseUrl);
}

export async function stubbedSide(postgres: BenchPostgres, database: string): Promise<Side> {
  return sideOf(stubbedModule, await postgres.createDatabase(database));
}

export async function realSide(connectionString: string): Promise<Side> {
  const client = await startClient(connectionString);
  const version = await client.call<string>('serverVersion', {});
  const name = `${new URL(connectionString).host}, a server ${version},`;
  return { name, connectionString, client, serverPid: undefined, databaseUrl: '', stop: () => client.stop() };
}

/** The server with a PostgreSQL of its own in `data`, which it makes if there is none. */
export const startStandalone = (data: string): Promise<Child> =>
  Child.start(serverModule, ['--port', '0', '--data', data]);

export const startClient = (connectionString: string): Promise<Child> =>
  Child.start('./eventserver/client.js', [], { EVENTSTORE_URL: connectionString });

const startServerOf = (module: string, databaseUrl: string): Promise<Child> =>
  Child.start(module, ['--port', '0'], { EVENTS_DATABASE_URL: databaseUrl });

async function sideOf(module: string, databaseUrl: string): Promise<Side> {
  const server = await startServerOf(module, databaseUrl);
  const connectionString = `esdb://${server.address}?tls=false`;
  const client = await startClient(connectionString);
  return {
    name: 'ours',
    connectionString,
    client,
    serverPid: server.pid,
    databaseUrl,
    stop: async () => {
      await client.stop();
      await server.stop();
    },
  };
}
