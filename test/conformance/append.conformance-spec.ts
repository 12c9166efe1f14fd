import { describeRecorded } from './recorded.js';
import { appendScenarios } from './scenarios-append.js';

describe('appending, as recorded', () => describeRecorded(['a'], appendScenarios));
