/**
 * The roles both policies name (SL2, SW5), and those the law and the trust add: what a school's record may name.
 * A person may hold several at a time. `system` is Daybook's own worker and is never issued to a person.
 */
export const schoolRoles = [
  'governor',
  'onlineSafetyGovernor',
  'chairOfGovernors',
  'headteacher',
  'seniorLeader',
  'dsl',
  'deputyDsl',
  'onlineSafetyLead',
  'networkManager',
  'technician',
  'teacher',
  'supportStaff',
  'officeManager',
  'volunteer',
  'supplyStaff',
  'auditor',
  'inspector',
  'parent',
  'pupil',
  'communityUser',
  'systemAdministrator',
  'trustOfficer',
  'system',
] as const;

/** `operator` runs the installation, for every school on it: no part of any school, appointed and told by none. */
export const roles = [...schoolRoles, 'operator'] as const;

export type SchoolRole = (typeof schoolRoles)[number];
export type Role = (typeof roles)[number];

declare module '#libs/eventing/commands/command.js' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- these are the roles
  interface RoleNames extends Record<Role, true> {}
}

/** Those whom the school employs (SL2). */
export const employedRoles = [
  'teacher',
  'supportStaff',
  'officeManager',
  'networkManager',
  'technician',
  'onlineSafetyLead',
  'deputyDsl',
  'dsl',
  'seniorLeader',
  'headteacher',
] as const satisfies readonly Role[];

/** Those who work there for a time, for pay or not (SW5). */
export const temporaryRoles = ['supplyStaff', 'volunteer'] as const satisfies readonly Role[];

/** Those who work at the school, for pay or not (SL2, SW5). */
export const staffRoles: readonly Role[] = [...employedRoles, ...temporaryRoles];

/** Those who hold the school to account, and to whom it answers in numbers that name nobody (SL3, D24). */
export const governorRoles: readonly Role[] = ['governor', 'onlineSafetyGovernor', 'chairOfGovernors'];
