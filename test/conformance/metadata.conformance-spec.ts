import { describeRecorded } from './recorded.js';
import { metadataScenarios } from './scenarios-metadata.js';

describe('metadata, deletion and tombstones, as recorded', () => describeRecorded(['e', 'f'], metadataScenarios));
