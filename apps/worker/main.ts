import { z } from 'zod';
import { startMonitor } from '#libs/observability/monitor.js';
import { startTracing } from '#libs/observability/tracing.js';
import { onStopRequested, reportReady } from '#libs/processes/lifecycle.js';
import { startWorker } from './start-worker.js';
import { verifyInChild } from './verify-in-child.js';

const environment = z
  .object({
    EVENTSTORE_URL: z.string(),
    KEYS_DATABASE_URL: z.string(),
    JOBS_DATABASE_URL: z.string(),
    REDIS_URL: z.string().optional(),
    DAYBOOK_MASTER_KEY: z.base64(),
    CHECK_AT: z.string().optional(),
    CHECK_TIME_ZONE: z.string().default('Europe/London'),
    /** For the process that checks, and for nothing else here. */
    CHECK_DATABASE_URL: z.string().optional(),
  })
  .parse(process.env);

const { CHECK_AT, CHECK_TIME_ZONE, CHECK_DATABASE_URL, EVENTSTORE_URL, KEYS_DATABASE_URL, DAYBOOK_MASTER_KEY } =
  environment;
const nightlyCheck =
  CHECK_AT !== undefined && CHECK_DATABASE_URL !== undefined
    ? {
        at: CHECK_AT,
        zone: CHECK_TIME_ZONE,
        verify: (signal: AbortSignal) =>
          verifyInChild(
            { EVENTSTORE_URL, KEYS_DATABASE_URL, DAYBOOK_MASTER_KEY, READ_DATABASE_URL: CHECK_DATABASE_URL },
            signal,
          ),
      }
    : undefined;

const stopTracing = await startTracing('worker');
const worker = await startWorker(
  {
    eventStoreUrl: environment.EVENTSTORE_URL,
    keysDatabaseUrl: environment.KEYS_DATABASE_URL,
    jobsDatabaseUrl: environment.JOBS_DATABASE_URL,
    redisUrl: environment.REDIS_URL,
    masterKey: Buffer.from(environment.DAYBOOK_MASTER_KEY, 'base64'),
    nightlyCheck,
  },
  (line) => console.error(line),
);
const stopMonitor = await startMonitor(worker);
onStopRequested(async () => {
  await stopMonitor();
  await worker.stop();
  await stopTracing();
});
reportReady();
