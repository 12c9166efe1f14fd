import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { projectionCheck } from './projection-check.decider.js';

const { given } = specFor(projectionCheck);

const now = '2026-03-12T02:40:00.000Z';
const as = (role: Role): Context => ({
  actor: 'daybook',
  role,
  roles: [role],
  school: '900001',
  now,
  get policy(): never {
    throw new Error('a check is not a matter of policy');
  },
});

const found = {
  dueAt: '2026-03-12T02:30:00.000Z',
  startedAt: '2026-03-12T02:30:01.000Z',
  readModels: [
    {
      name: 'incident_log',
      version: 1,
      position: '41',
      rows: 3,
      hash: 'ab'.repeat(32),
      differing: 1,
      differences: [{ table: 'incident_log', kind: 'different' as const, id: '7', columns: ['facts'] }],
    },
  ],
};
const by = { actor: 'daybook', role: 'system', at: now } as const;

describe('D35: what the night’s check of the read models found', () => {
  it('is recorded as it was found', () => {
    given([])
      .when('RecordProjectionCheck', found, as('system'))
      .then([{ type: 'ProjectionsVerified', data: found }]);
  });

  it('is recorded once: a second check of the same night changes nothing', () => {
    given([{ type: 'ProjectionsVerified', data: found, by }])
      .when('RecordProjectionCheck', { ...found, readModels: [] }, as('system'))
      .then([]);
  });

  it.each(['systemAdministrator', 'auditor', 'headteacher'] as const)('cannot be claimed by a person as %s', (role) => {
    given([]).when('RecordProjectionCheck', found, as(role)).thenRejected('NOT_YOUR_ROLE', 'D35');
  });
});
