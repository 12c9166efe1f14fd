import { readFileSync } from 'node:fs';
import { startEventServer } from '../../apps/eventserver/server.js';
import { createTestDatabase } from '../support/databases.js';
import type { ServerUnderTest } from './server-under-test.js';

const file = (name: string): URL => new URL(`test-certificate/worthless-test-${name}.pem`, import.meta.url);
export const certificateFile = file('certificate');
export const keyFile = file('key');

/** As EventStoreDB had it while it was recorded. */
export const password = 'changeit';

/** The embedded event server with TLS, its first users, and a database of its own. */
export async function securedServer(): Promise<ServerUnderTest> {
  const [certificate, key] = [readFileSync(certificateFile), readFileSync(keyFile)];
  const database = await createTestDatabase();
  const server = await startEventServer({
    databaseUrl: database.url,
    port: 0,
    security: { certificate, key, firstPasswords: { admin: password, ops: password }, announce: () => undefined },
  });
  return {
    connectionString: server.connectionString,
    certificate,
    stop: async () => {
      await server.stop();
      await database.drop();
    },
  };
}
