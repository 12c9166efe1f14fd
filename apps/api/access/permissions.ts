import {
  employedRoles as staff,
  governorRoles as governors,
  temporaryRoles as temporaryStaff,
  type Role,
} from '#libs/people/roles.js';

interface Permission {
  readonly roles: readonly Role[];
  /** The policies' clause that gives it. */
  readonly clause: string;
}

const safeguardingTeam = ['headteacher', 'dsl', 'deputyDsl', 'onlineSafetyLead'] as const satisfies readonly Role[];
const technical = ['technician', 'networkManager'] as const satisfies readonly Role[];
/**
 * Who reports. A member of staff or a parent who is a governor as well reports as a governor: in their own name, and not
 * counted in what governors are shown (D24). Those who handle incidents know them all anyway.
 */
const reporters = [
  ...safeguardingTeam,
  ...governors,
  ...staff.filter((role) => !(safeguardingTeam as readonly Role[]).includes(role)),
  ...temporaryStaff,
] as const satisfies readonly Role[];
/** Everybody whom the policies name; the system administrator, the trust officer and the operator are no part of a case. */
const everybody = [...reporters, 'parent', 'communityUser', 'pupil'] as const satisfies readonly Role[];

/**
 * Who may do what: the only table of permissions. What is not in it is denied; the adopted policy may narrow it further.
 * Of a person's roles, the first one listed here is the one stamped on what they do.
 */
export const permissions = {
  'filtering:request': { roles: staff, clause: 'SL6' },
  'filtering:keepTemplates': {
    roles: ['onlineSafetyLead', 'deputyDsl', 'dsl', 'headteacher', 'networkManager'],
    clause: 'SL6',
  },
  'filtering:withdraw': { roles: staff, clause: 'SL6' },
  'filtering:agree': { roles: ['onlineSafetyLead', 'deputyDsl', 'dsl', 'headteacher'], clause: 'SW7' },
  'filtering:implement': { roles: technical, clause: 'SL6' },
  // Whoever sees that the filter lets something through should find nobody in the way of saying so.
  'filtering:reportDifference': { roles: [...staff, ...temporaryStaff, ...governors], clause: 'SW7' },
  'filtering:lookAgain': { roles: [...technical, ...safeguardingTeam], clause: 'SL6' },
  'filtering:readDifferences': {
    roles: [...technical, ...safeguardingTeam, 'seniorLeader', 'auditor', 'inspector'],
    clause: 'SW7',
  },
  'filtering:chooseAdapter': { roles: ['headteacher'], clause: 'SL6' },
  'filtering:updateIllegalList': { roles: technical, clause: 'D19' },
  'filtering:agreeIllegalList': { roles: [...technical, ...safeguardingTeam], clause: 'D19' },
  'filtering:read': {
    roles: [...governors, 'auditor', 'inspector', ...technical, ...safeguardingTeam, 'seniorLeader'],
    clause: 'SL3',
  },
  'filteringChecks:record': { roles: [...technical, ...safeguardingTeam, 'seniorLeader'], clause: 'D22' },
  'filteringChecks:plan': { roles: ['networkManager', ...safeguardingTeam, 'seniorLeader'], clause: 'D22' },
  'filteringReviews:open': { roles: [...technical, ...safeguardingTeam, 'seniorLeader', ...governors], clause: 'D22' },
  'filteringReviews:hold': { roles: [...safeguardingTeam, 'seniorLeader'], clause: 'D22' },
  'monitoring:configure': { roles: ['networkManager', 'headteacher', 'dsl'], clause: 'SW7' },
  'monitoring:import': { roles: [...technical, ...safeguardingTeam], clause: 'D21' },
  'monitoring:handle': { roles: safeguardingTeam, clause: 'D21' },
  'incidents:raise': { roles: reporters, clause: 'SL4' },
  'incidents:tell': { roles: everybody, clause: 'SL14' },
  'incidents:handle': { roles: [...safeguardingTeam, 'chairOfGovernors'], clause: 'SW9' },
  'incidents:read': { roles: safeguardingTeam, clause: 'SW6' },
  'incidents:readAboutHeadteacher': { roles: ['chairOfGovernors'], clause: 'D6' },
  'incidents:search': { roles: safeguardingTeam, clause: 'SW6' },
  'incidents:readStaffMatrix': { roles: ['headteacher'], clause: 'SL16' },
  'incidents:alerts': { roles: [...safeguardingTeam, 'chairOfGovernors'], clause: 'D6' },
  'incidents:completeAction': { roles: [...staff, ...temporaryStaff, ...governors], clause: 'D9' },
  'incidents:readOwnActions': { roles: [...staff, ...temporaryStaff, ...governors], clause: 'D9' },
  'incidents:readOwn': { roles: everybody, clause: 'D8' },
  'incidents:readAnonymous': { roles: [...governors, 'auditor', 'inspector', ...safeguardingTeam], clause: 'SW2' },
  'concerns:raise': { roles: [...staff, ...temporaryStaff, ...governors], clause: 'D16' },
  'concerns:handle': { roles: ['headteacher', 'chairOfGovernors'], clause: 'D16' },
  'guides:read': { roles: everybody, clause: 'SW11' },
  'calendar:set': { roles: ['headteacher', 'seniorLeader', 'officeManager'], clause: 'D7' },
  'calendar:read': { roles: [...staff, ...temporaryStaff, ...governors, 'auditor', 'inspector'], clause: 'D7' },
  'investigations:start': { roles: [...safeguardingTeam, 'chairOfGovernors'], clause: 'SL5' },
  'investigations:conduct': { roles: [...staff, ...temporaryStaff, 'chairOfGovernors'], clause: 'SL5' },
  'investigations:read': { roles: [...staff, ...temporaryStaff, 'chairOfGovernors'], clause: 'SL5' },
  'evidence:upload': { roles: [...staff, ...temporaryStaff, 'chairOfGovernors'], clause: 'D13' },
  'evidence:view': { roles: [...staff, ...temporaryStaff, 'chairOfGovernors'], clause: 'D13' },
  'disclosures:read': { roles: ['auditor'], clause: 'D37' },
  'chronologies:take': { roles: [...safeguardingTeam, 'chairOfGovernors'], clause: 'D32' },
  'referrals:handle': { roles: [...safeguardingTeam, 'chairOfGovernors'], clause: 'SW4' },
  'referrals:read': { roles: [...safeguardingTeam, 'chairOfGovernors'], clause: 'SW4' },
  'inbox:read': { roles: everybody, clause: 'D6' },
  'vacancies:read': { roles: ['officeManager', 'headteacher', ...governors], clause: 'D23' },
  'people:record': { roles: ['officeManager', 'headteacher', 'dsl'], clause: 'SL12' },
  'people:appoint': { roles: ['officeManager', 'headteacher', 'chairOfGovernors'], clause: 'SL2' },
  // It says who is who in the record, so it is no part of appointing somebody.
  'people:linkSignIn': { roles: ['officeManager', 'headteacher'], clause: 'SL2' },
  'people:read': { roles: [...safeguardingTeam, 'officeManager'], clause: 'SL12' },
  // Whoever reports has to be able to say whom it is about; governors report without naming a child.
  'people:lookUp': { roles: [...staff, ...temporaryStaff], clause: 'SL12' },
  'people:readAppointments': {
    roles: [...staff, ...temporaryStaff, ...governors, 'auditor', 'inspector'],
    clause: 'D23',
  },
  'people:readSelf': { roles: everybody, clause: 'SL12' },
  'people:setAddress': { roles: everybody, clause: 'SL12' },
  'technical:plan': {
    roles: ['headteacher', 'seniorLeader', 'onlineSafetyLead', 'networkManager'],
    clause: 'SL11',
  },
  'technical:check': { roles: [...technical, 'officeManager', ...safeguardingTeam, 'seniorLeader'], clause: 'SL11' },
  'guestAccounts:open': { roles: ['officeManager', ...technical, 'seniorLeader', 'headteacher'], clause: 'SL11' },
  'guestAccounts:close': { roles: [...technical, 'officeManager'], clause: 'SL11' },
  'licences:keep': { roles: ['officeManager', 'headteacher'], clause: 'SL11' },
  'technical:report': { roles: everybody, clause: 'SL11' },
  'technical:handle': { roles: [...technical, 'onlineSafetyLead', 'seniorLeader', 'headteacher'], clause: 'SL11' },
  'breaches:handle': {
    roles: ['headteacher', 'seniorLeader', 'dsl', 'onlineSafetyLead', 'networkManager'],
    clause: 'D40',
  },
  'breaches:read': {
    roles: ['headteacher', 'seniorLeader', 'dsl', 'onlineSafetyLead', 'networkManager', 'auditor', 'inspector'],
    clause: 'D40',
  },
  'technology:assess': { roles: staff, clause: 'SW16' },
  'technology:decide': { roles: ['headteacher', 'seniorLeader'], clause: 'SW16' },
  'technology:read': { roles: [...staff, ...temporaryStaff, 'auditor', 'inspector'], clause: 'SW16' },
  'devices:keep': { roles: [...staff, ...temporaryStaff], clause: 'SW15' },
  'governors:read': {
    roles: [...governors, 'auditor', 'inspector', ...safeguardingTeam, 'seniorLeader', 'networkManager'],
    clause: 'SL3',
  },
  'governors:visit': { roles: governors, clause: 'D26' },
  'governors:release': { roles: ['dsl', 'headteacher'], clause: 'D24' },
  'governors:answer': { roles: [...safeguardingTeam, 'seniorLeader', 'networkManager'], clause: 'D26' },
  'technical:read': {
    roles: [...technical, 'officeManager', ...safeguardingTeam, 'seniorLeader', 'auditor', 'inspector'],
    clause: 'SL11',
  },
  'policies:adopt': { roles: ['chairOfGovernors', 'governor', 'headteacher'], clause: 'SL1' },
  'policies:confirm': { roles: ['chairOfGovernors', 'headteacher'], clause: 'SL1' },
  'policies:addKinds': { roles: ['headteacher', 'dsl', 'onlineSafetyLead'], clause: 'D4' },
  'policies:setPeople': { roles: ['headteacher', 'chairOfGovernors'], clause: 'SL6' },
  'policies:setHours': { roles: ['headteacher'], clause: 'D7' },
  'policies:readOwn': { roles: [...safeguardingTeam, 'auditor'], clause: 'D4' },
  'policies:read': { roles: [...staff, ...temporaryStaff, ...governors, 'auditor', 'inspector'], clause: 'SL1' },
  'operations:readCounts': { roles: governors, clause: 'SL3' },
  // What is of every school on the installation belongs to whoever runs it, and to nobody of a school.
  'operations:readAll': { roles: ['operator'], clause: 'SL11' },
  'operations:retryAll': { roles: ['operator'], clause: 'SL11' },
  'operations:read': { roles: ['systemAdministrator', 'auditor'], clause: 'SL11' },
} as const satisfies Record<string, Permission>;

export type Operation = keyof typeof permissions;

/** What adds to the numbers that governors are shown: governors do it as governors, in whatever role they signed in (D24). */
export const isReport = (operation: Operation): boolean =>
  operation === 'incidents:raise' || operation === 'incidents:tell';

/** The role of those held that allows the operation, if one does. */
export function roleFor(operation: Operation, held: readonly Role[]): Role | undefined {
  return permissions[operation].roles.find((role) => held.includes(role));
}
