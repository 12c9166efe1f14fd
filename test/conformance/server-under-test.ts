import { randomBytes } from 'node:crypto';
import { startEventServer, type EventServer } from '../../apps/eventserver/server.js';
import { createTestDatabase } from '../support/databases.js';
import { Requests } from './requests.js';
import { Wire } from './wire.js';

export interface ServerUnderTest {
  readonly connectionString: string;
  /** To be trusted, if the server has TLS. */
  readonly certificate?: Buffer;
  stop(): Promise<void>;
}

/** The embedded event server on a database of its own, or the server that EVENTSTORE_URL names. */
export async function serverUnderTest(): Promise<ServerUnderTest> {
  const url = process.env['EVENTSTORE_URL'];
  if (url !== undefined) return { connectionString: url, stop: () => Promise.resolve() };
  const database = await createTestDatabase();
  const server = await startEventServer({ databaseUrl: database.url, port: 0 });
  return {
    connectionString: server.connectionString,
    stop: async () => {
      await server.stop();
      await database.drop();
    },
  };
}

export interface EmbeddedServer {
  readonly databaseUrl: string;
  readonly server: EventServer;
  readonly wire: Wire;
  readonly requests: Requests;
  stop(): Promise<void>;
}

/** Our own server on a database of its own, with raw calls to it, whatever EVENTSTORE_URL names. */
export async function embeddedServer(): Promise<EmbeddedServer> {
  const database = await createTestDatabase();
  const server = await startEventServer({ databaseUrl: database.url, port: 0 });
  const wire = new Wire(server.connectionString);
  return {
    databaseUrl: database.url,
    server,
    wire,
    requests: new Requests(wire, `r${randomBytes(5).toString('hex')}`),
    stop: async () => {
      wire.close();
      await server.stop();
      await database.drop();
    },
  };
}
