import type { NamedPerson } from '../../libs/people/named-people.js';

const staff: NamedPerson = { kind: 'staff', appointments: [{ role: 'teacher', from: '2020-09-01' }] };

/** For a decision about something else: whoever is named is a teacher of the school. */
export const everybodyKnown = { get: (): NamedPerson => staff };

/** A school that has these people on its list and nobody else. */
export const known = (people: Readonly<Record<string, Partial<NamedPerson>>>): ReadonlyMap<string, NamedPerson> =>
  new Map(Object.entries(people).map(([id, person]) => [id, { kind: 'pupil', appointments: [], ...person }]));
