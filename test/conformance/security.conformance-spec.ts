import { describeRecorded } from './recorded.js';
import { securityScenarios } from './scenarios-security.js';
import { securedServer } from './secured-server.js';

describe('with TLS: credentials and access control lists, as recorded', () =>
  describeRecorded(['i'], securityScenarios, { recording: 'eventstoredb-23.10.5-tls.json', server: securedServer }));
