import { startEventServer } from '../../apps/eventserver/server.js';
import { createTestDatabase } from '../support/databases.js';

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
