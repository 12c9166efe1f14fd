import { describeRecorded } from './recorded.js';
import { adminScenarios } from './scenarios-admin.js';

describe('administration, as recorded', () =>
  describeRecorded(['h'], adminScenarios, {
    names:
      /^(server features and gossip|operations, users, monitoring, projections|headers and credentials without TLS)$/,
  }));
