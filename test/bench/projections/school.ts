import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../../libs/postgres/migrate.js';
import { generatePasswords, provision, type Connections } from '../../../libs/postgres/provision.js';
import type { BenchPostgres } from '../bench-postgres.js';
import { Child } from '../child.js';
import type { Category } from './history.js';

const readModels = fileURLToPath(new URL('../../../../schema/read-models', import.meta.url));

/** The databases and the event server of one school. */
export interface School {
  readonly connections: Connections;
  /** What the processes of the application are started with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Runs one call in a process of its own, so that its memory is its own too. */
  inWorker<Result>(call: string, input: unknown): Promise<Result>;
  stop(): Promise<void>;
}

/** What has happened there before anything is measured. */
export interface History {
  readonly category: Category;
  readonly records: number;
}

export async function startSchool(postgres: BenchPostgres, prefix: string, history: History): Promise<School> {
  const connections = await provision(postgres.adminUrl, { prefix, passwords: generatePasswords() });
  await migrate(connections.readOwner, readModels);
  const masterKey = randomBytes(32).toString('base64');
  const keysAndRows = {
    READ_DATABASE_URL: connections.readOwner,
    KEYS_DATABASE_URL: connections.keys,
    DAYBOOK_MASTER_KEY: masterKey,
  };
  const writer = await Child.start('./projections/worker.js', [], {
    ...keysAndRows,
    // It speaks to no event server: there is none yet.
    EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false',
    EVENTS_OWNER_URL: connections.eventsOwner,
  });
  try {
    await writer.call('fill', history);
  } finally {
    await writer.stop();
  }
  const server = await Child.start('../../apps/eventserver/main.js', ['--port', '0'], {
    EVENTS_DATABASE_URL: connections.events,
    EVENTS_OWNER_URL: connections.eventsOwner,
  });
  const environment = {
    EVENTSTORE_URL: `esdb://${server.address}?tls=false`,
    READ_DATABASE_URL: connections.projector,
    KEYS_DATABASE_URL: connections.keys,
    DAYBOOK_MASTER_KEY: masterKey,
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
