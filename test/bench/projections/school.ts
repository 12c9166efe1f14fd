import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../../libs/postgres/migrate.js';
import { generatePasswords, provision, type Connections } from '../../../libs/postgres/provision.js';
import type { BenchPostgres } from '../bench-postgres.js';
import { Child } from '../child.js';

const readModels = fileURLToPath(new URL('../../../../schema/read-models', import.meta.url));

/** The databases and the event server of one school, with nothing in them. */
export interface School {
  readonly connections: Connections;
  /** What the processes of the application are started with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Runs one call in a process of its own, so that its memory is its own too. */
  inWorker<Result>(call: string, input: unknown): Promise<Result>;
  stop(): Promise<void>;
}

export async function startSchool(postgres: BenchPostgres, prefix: string): Promise<School> {
  const connections = await provision(postgres.adminUrl, { prefix, passwords: generatePasswords() });
  await migrate(connections.readOwner, readModels);
  const server = await Child.start('../../apps/eventserver/main.js', ['--port', '0'], {
    EVENTS_DATABASE_URL: connections.events,
    EVENTS_OWNER_URL: connections.eventsOwner,
  });
  const environment = {
    EVENTSTORE_URL: `esdb://${server.address}?tls=false`,
    READ_DATABASE_URL: connections.projector,
    KEYS_DATABASE_URL: connections.keys,
    DAYBOOK_MASTER_KEY: randomBytes(32).toString('base64'),
  };
  return {
    connections,
    environment,
    inWorker: async (call, input) => {
      const worker = await Child.start('./projections/worker.js', [], {
        ...environment,
        READ_DATABASE_URL: connections.readOwner,
      });
      try {
        return await worker.call(call, input);
      } finally {
        await worker.stop();
      }
    },
    stop: () => server.stop(),
  };
}
