import { describeRecorded } from './recorded.js';
import { adminScenarios } from './scenarios-admin.js';
import { limitScenarios } from './scenarios-limits.js';

describe('administration, limits and headers, as recorded', () =>
  describeRecorded(['h'], [...adminScenarios, ...limitScenarios]));
