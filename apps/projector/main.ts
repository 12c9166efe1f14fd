import { z } from 'zod';
import { startMonitor } from '#libs/observability/monitor.js';
import { startTracing } from '#libs/observability/tracing.js';
import { onStopRequested, reportReady } from '#libs/processes/lifecycle.js';
import { logSettings, postgresUrl, settingsFrom } from '#libs/processes/settings.js';
import { startProjector } from './start-projector.js';

const settings = settingsFrom(z.object({ ...logSettings, READ_DATABASE_URL: postgresUrl }), process.env);

const stopTracing = await startTracing('projector');
const projector = await startProjector(
  {
    eventStoreUrl: settings.EVENTSTORE_URL,
    readDatabaseUrl: settings.READ_DATABASE_URL,
    keysDatabaseUrl: settings.KEYS_DATABASE_URL,
    masterKey: settings.DAYBOOK_MASTER_KEY,
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
