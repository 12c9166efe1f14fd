import { describeRecorded } from './recorded.js';
import { persistentScenarios } from './scenarios-persistent.js';

describe('persistent subscriptions, as recorded', () => describeRecorded(['g'], persistentScenarios));
