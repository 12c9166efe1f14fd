import { onStopRequested, reportReady } from '#libs/processes/lifecycle.js';
import { apiSettings } from './settings.js';
import { startApi } from './start-api.js';

const { address, stop } = await startApi(apiSettings(process.env));
onStopRequested(stop);
reportReady(address);
