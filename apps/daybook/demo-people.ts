import { v5 as uuidOf } from 'uuid';
import { duties, type personKinds, type yearGroups } from '#libs/people/person-words.js';
import { roles, schoolRoles, type Role } from '#libs/people/roles.js';

/** The invented schools of the demo, one under each of the two source policies. */
export const demoSchools = [
  { urn: '900001', name: 'Tregarrow Primary (invented)', pack: 'st-levan', edition: '2017-09' },
  { urn: '900002', name: 'Foxglove Lane Primary (invented)', pack: 'stokes-wood', edition: '2024-09' },
] as const;

const demo = 'a4b4c9c6-65a1-4f4c-9d3b-55c0f3f3a5d1';

/** Who holds a role at a demo school, an invented person; or who signs in with it. Always the same id. */
export const demoPerson = (role: Role, school: string): string => uuidOf(`${school}/${role}`, demo);

/** The roles that a token can be had for; `system` is the worker's own. */
export const demoRoles = roles.filter((role) => role !== 'system');

/** Those that somebody at the school has; the operator is no part of it. */
const atSchool = schoolRoles.filter((role) => role !== 'system');

/** Their names, all invented. */
const names: Record<(typeof atSchool)[number], string> = {
  governor: 'Gwen Governor',
  onlineSafetyGovernor: 'Olu Safeland',
  chairOfGovernors: 'Chandra Chair',
  headteacher: 'Hedda Heads',
  seniorLeader: 'Selma Senior',
  dsl: 'Desmond Shield',
  deputyDsl: 'Dipa Deputy',
  onlineSafetyLead: 'Lena Leads',
  networkManager: 'Nat Networks',
  technician: 'Tom Technic',
  teacher: 'Tia Teacher',
  supportStaff: 'Sam Support',
  officeManager: 'Oona Office',
  volunteer: 'Vera Volunteer',
  supplyStaff: 'Sunil Supply',
  auditor: 'Ada Audit',
  inspector: 'Ines Inspects',
  parent: 'Pavel Parent',
  pupil: 'Pip Parent',
  communityUser: 'Colm Community',
  systemAdministrator: 'Sys Adminson',
  trustOfficer: 'Tru Stofficer',
};

type Kind = (typeof personKinds)[number];
const kinds: Partial<Record<Role, Kind>> = {
  governor: 'governor',
  onlineSafetyGovernor: 'governor',
  chairOfGovernors: 'governor',
  volunteer: 'volunteer',
  auditor: 'professional',
  inspector: 'professional',
  trustOfficer: 'professional',
  parent: 'parent',
  pupil: 'pupil',
  communityUser: 'communityUser',
};

export interface DemoPerson {
  readonly person: string;
  readonly name: string;
  readonly kind: Kind;
  readonly yearGroup?: (typeof yearGroups)[number];
  /** What they are appointed to. */
  readonly role?: (typeof duties)[number];
}

/** Everybody at a demo school: one person for each role, and two more pupils. */
export function demoPeopleOf(school: string): DemoPerson[] {
  const ofRoles = atSchool.map((role): DemoPerson => {
    const duty = duties.find((each) => each === role);
    return {
      person: demoPerson(role, school),
      name: names[role],
      kind: kinds[role] ?? 'staff',
      ...(role === 'pupil' && { yearGroup: 'year4' }),
      ...(duty && { role: duty }),
    };
  });
  const pupils = ['Bram Bright', 'Cyra Clay'].map((name): DemoPerson => ({
    person: uuidOf(`${school}/${name}`, demo),
    name,
    kind: 'pupil',
    yearGroup: 'year5',
  }));
  return [...ofRoles, ...pupils];
}
