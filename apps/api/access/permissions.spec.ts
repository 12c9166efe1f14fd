import { governorRoles, staffRoles } from '#libs/people/roles.js';
import { permissions } from './permissions.js';

const sorted = (roles: readonly string[]): string[] => [...roles].sort();

describe('whoever is given something to do may see and do it', () => {
  it.each(['incidents:readOwnActions', 'incidents:completeAction'] as const)(
    'D9: an owner of an action: %s',
    (door) => {
      expect(sorted(permissions[door].roles)).toEqual(sorted([...staffRoles, ...governorRoles]));
    },
  );

  it.each(['investigations:conduct', 'investigations:read'] as const)(
    'SL5: who conducts an investigation: %s',
    (door) => {
      expect(sorted(permissions[door].roles)).toEqual(sorted([...staffRoles, 'chairOfGovernors']));
    },
  );
});
