import { startMonitor } from '#libs/observability/monitor.js';
import { startTracing } from '#libs/observability/tracing.js';
import { onStopRequested, reportReady } from '#libs/processes/lifecycle.js';
import { apiSettings } from './settings.js';
import { startApi } from './start-api.js';

const stopTracing = await startTracing('api');
const api = await startApi(apiSettings(process.env));
const stopMonitor = await startMonitor(api);
onStopRequested(async () => {
  await stopMonitor();
  await api.stop();
  await stopTracing();
});
reportReady(api.address);
