import { v5 as uuidOf } from 'uuid';
import { roles, type Role } from '#libs/people/roles.js';

/** The invented schools of the demo, one under each of the two source policies. */
export const demoSchools = [
  { urn: '900001', name: 'Tregarrow Primary (invented)', pack: 'st-levan', edition: '2017-09' },
  { urn: '900002', name: 'Foxglove Lane Primary (invented)', pack: 'stokes-wood', edition: '2024-09' },
] as const;

const demo = 'a4b4c9c6-65a1-4f4c-9d3b-55c0f3f3a5d1';

/** The invented person who holds a role at a demo school: always the same id. */
export const demoPerson = (role: Role, school: string): string => uuidOf(`${school}/${role}`, demo);

/** The roles a person can hold; `system` is the worker's own. */
export const demoRoles = roles.filter((role) => role !== 'system');
