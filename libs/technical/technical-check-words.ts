import type { Role } from '#libs/people/roles.js';

/** What is checked by plan (SL11, SL2). That a backup can be restored is a check of its own. */
export const technicalCheckKinds = [
  'antivirus',
  'updates',
  'backups',
  'restoreTest',
  'accessReview',
  'wireless',
  'passwordRules',
  'securityTest',
  'systemsAudit',
] as const;
export type TechnicalCheckKind = (typeof technicalCheckKinds)[number];

/** Who can be made responsible for a check. */
export const responsibleRoles = [
  'technician',
  'networkManager',
  'officeManager',
  'onlineSafetyLead',
  'seniorLeader',
  'headteacher',
] as const satisfies readonly Role[];
export type ResponsibleRole = (typeof responsibleRoles)[number];

export const technicalCheckResults = ['passed', 'failed'] as const;

/** Where a plan comes from: named guidance, Daybook's own proposal, or the school itself. */
export const planBases = ['guidance', 'default', 'school'] as const;
