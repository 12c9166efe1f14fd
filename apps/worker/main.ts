import { z } from 'zod';
import { onStopRequested, reportReady } from '#libs/processes/lifecycle.js';
import { startWorker } from './start-worker.js';

const environment = z
  .object({
    EVENTSTORE_URL: z.string(),
    KEYS_DATABASE_URL: z.string(),
    JOBS_DATABASE_URL: z.string(),
    REDIS_URL: z.string().optional(),
    DAYBOOK_MASTER_KEY: z.base64(),
  })
  .parse(process.env);

const { stop } = await startWorker(
  {
    eventStoreUrl: environment.EVENTSTORE_URL,
    keysDatabaseUrl: environment.KEYS_DATABASE_URL,
    jobsDatabaseUrl: environment.JOBS_DATABASE_URL,
    redisUrl: environment.REDIS_URL,
    masterKey: Buffer.from(environment.DAYBOOK_MASTER_KEY, 'base64'),
  },
  (line) => console.error(line),
);
onStopRequested(stop);
reportReady();
