import { describeRecorded } from './recorded.js';
import { adminScenarios } from './scenarios-admin.js';

describeRecorded(['h'], adminScenarios, /^(server features and gossip|operations, users, monitoring, projections)$/);
