import { describeRecorded } from './recorded.js';
import { adminScenarios } from './scenarios-admin.js';
import { appendScenarios } from './scenarios-append.js';
import { limitScenarios } from './scenarios-limits.js';
import { metadataScenarios } from './scenarios-metadata.js';
import { persistentScenarios } from './scenarios-persistent.js';
import { readScenarios } from './scenarios-read.js';
import { securityScenarios } from './scenarios-security.js';
import { securedServer } from './secured-server.js';

/** Everything that was recorded, in one process; what is told of a fresh server comes first. */
describe('reading and subscribing, as recorded', () => describeRecorded(['c', 'b', 'd'], readScenarios));
describe('appending, as recorded', () => describeRecorded(['a'], appendScenarios));
describe('metadata, deletion and tombstones, as recorded', () => describeRecorded(['e', 'f'], metadataScenarios));
describe('persistent subscriptions, as recorded', () => describeRecorded(['g'], persistentScenarios));
describe('administration, limits and headers, as recorded', () =>
  describeRecorded(['h'], [...adminScenarios, ...limitScenarios]));
describe('with TLS: credentials and access control lists, as recorded', () =>
  describeRecorded(['i'], securityScenarios, { recording: 'eventstoredb-23.10.5-tls.json', server: securedServer }));
