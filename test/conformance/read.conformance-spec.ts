import { describeRecorded } from './recorded.js';
import { readScenarios } from './scenarios-read.js';

describe('reading and subscribing, as recorded', () => describeRecorded(['c', 'b', 'd'], readScenarios));
