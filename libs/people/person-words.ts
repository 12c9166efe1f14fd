import { schoolRoles, type Role } from './roles.js';

/** What somebody is to the school, first of all; whatever else they are shows in their roles. */
export const personKinds = [
  'pupil',
  'staff',
  'governor',
  'parent',
  'volunteer',
  'communityUser',
  'professional',
] as const;

/** The year groups of schools in England, as codes. */
export const yearGroups = [
  'nursery',
  'reception',
  'year1',
  'year2',
  'year3',
  'year4',
  'year5',
  'year6',
  'year7',
  'year8',
  'year9',
  'year10',
  'year11',
  'year12',
  'year13',
] as const;

/** What nobody is appointed to: they are pupils, parents or users of the school, and no duty of it is theirs. */
const withoutDuty = ['pupil', 'parent', 'communityUser', 'operator', 'system'] as const;

export type Duty = Exclude<Role, (typeof withoutDuty)[number]>;

/** The roles that somebody is appointed to, from a day, perhaps until a day (SL2, SW5). */
export const duties = schoolRoles.filter((role): role is Duty => !(withoutDuty as readonly Role[]).includes(role));
