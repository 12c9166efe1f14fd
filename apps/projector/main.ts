import { z } from 'zod';
import { startMonitor } from '#libs/observability/monitor.js';
import { startTracing } from '#libs/observability/tracing.js';
import { onStopRequested, reportReady } from '#libs/processes/lifecycle.js';
import { startProjector } from './start-projector.js';

const environment = z
  .object({
    EVENTSTORE_URL: z.string(),
    READ_DATABASE_URL: z.string(),
    KEYS_DATABASE_URL: z.string(),
    DAYBOOK_MASTER_KEY: z.base64(),
  })
  .parse(process.env);

const stopTracing = await startTracing('projector');
const projector = await startProjector(
  {
    eventStoreUrl: environment.EVENTSTORE_URL,
    readDatabaseUrl: environment.READ_DATABASE_URL,
    keysDatabaseUrl: environment.KEYS_DATABASE_URL,
    masterKey: Buffer.from(environment.DAYBOOK_MASTER_KEY, 'base64'),
  },
  (line) => console.error(line),
);
const stopMonitor = await startMonitor(projector);
onStopRequested(async () => {
  await stopMonitor();
  await projector.stop();
  await stopTracing();
});
reportReady();
