import { readFileSync } from 'node:fs';
import { EmbeddedServer, type ServerUnderTest } from './server-under-test.js';

const file = (name: string): URL => new URL(`test-certificate/worthless-test-${name}.pem`, import.meta.url);
export const certificateFile = file('certificate');
export const keyFile = file('key');

/** As EventStoreDB had it while it was recorded. */
export const password = 'changeit';

/** The embedded event server with TLS, its first users, and a database of its own. */
export async function securedServer(): Promise<ServerUnderTest> {
  const [certificate, key] = [readFileSync(certificateFile), readFileSync(keyFile)];
  const firstPasswords = { admin: password, ops: password };
  const embedded = await EmbeddedServer.start({
    security: { certificate, key, firstPasswords, announce: () => undefined },
  });
  return { connectionString: embedded.server.connectionString, certificate, stop: () => embedded.stop() };
}
