import { reject, type Context } from '#libs/eventing/commands/decider.js';
import type { Role } from '#libs/people/roles.js';
import type { Case, DescribedPerson, Incident, InvolvedPerson } from './incident-case.js';
import { safeguardingTeam, type IncidentStatus, type IncidentSubject } from './incident-words.js';

/** Through whose hands an incident goes. Nobody hears first of a concern about themselves (D6). */
export type Door = 'safeguardingTeam' | 'headteacher' | 'chairOfGovernors';

type Part = Pick<InvolvedPerson, 'role' | 'capacity'>;

/** The parts of all who are in it: of who was described too, until they are identified and linked. */
export const partsIn = ({
  people,
  described,
}: {
  readonly people: readonly Part[];
  readonly described: readonly (Part & Pick<DescribedPerson, 'status'>)[];
}): readonly Part[] => [...people, ...described.filter(({ status }) => status !== 'identified')];

/** By the kind, and by what the alleged is to the school. */
export function doorOf(about: IncidentSubject, people: readonly Part[]): Door {
  const alleged = people.filter(({ role }) => role === 'alleged').map(({ capacity }) => capacity);
  if (alleged.includes('headteacher')) return 'chairOfGovernors';
  return about === 'staff' || alleged.includes('staff') ? 'headteacher' : 'safeguardingTeam';
}

/**
 * The roles that may handle it. The chair of governors joins the headteacher where the headteacher has let the time of
 * D7 pass: she may be the one whom it is about, without anybody having said so.
 */
export function handlersOf({
  about,
  escalatedTo,
  ...parts
}: Pick<Case, 'about' | 'escalatedTo'> & Parameters<typeof partsIn>[0]): Role[] {
  const door = doorOf(about, partsIn(parts));
  if (door === 'safeguardingTeam') return [...safeguardingTeam];
  if (door === 'chairOfGovernors') return ['chairOfGovernors'];
  return escalatedTo.includes('chairOfGovernors') ? ['headteacher', 'chairOfGovernors'] : ['headteacher'];
}

/** To whom it is passed on, in this order, for as long as nobody acknowledges it (D7). */
export const escalationOf: Record<Door, readonly Role[]> = {
  safeguardingTeam: ['deputyDsl', 'headteacher'],
  headteacher: ['chairOfGovernors'],
  chairOfGovernors: ['chairOfGovernors'],
};

/** The case, if it is there, the sender may handle it, and this step is open to it. */
export function mustHandle(incident: Incident, context: Context, wanted: readonly IncidentStatus[]): Case {
  const known = mustBeThere(incident);
  mustBeForSender(known, context);
  mustStand(known, wanted);
  return known;
}

export function mustBeThere(incident: Incident): Case {
  return incident.status === 'none' ? reject('NOT_FOUND', 'Your school has no incident with this id.') : incident;
}

export function mustStand({ status }: Case, wanted: readonly IncidentStatus[]): void {
  if (!wanted.includes(status))
    reject('WRONG_STATE', `The incident is ${words[status]}; this step is not possible now.`, 'SW6');
}

const words: Record<IncidentStatus, string> = {
  raised: 'waiting to be acknowledged',
  acknowledged: 'acknowledged',
  closed: 'closed',
  merged: 'merged into another',
};

export function mustBeForSender(incident: Case, { actor, roles }: Pick<Context, 'actor' | 'roles'>): void {
  if (!handlersOf(incident).some((role) => roles.includes(role)))
    refuseStranger(doorOf(incident.about, partsIn(incident)));
  // D6: nobody hears first of a concern about themselves, let alone decides on it.
  if (incident.people.some(({ person, role }) => role === 'alleged' && person === actor))
    reject('OWN_CASE', 'You cannot handle an incident in which you are the alleged.', 'D6');
}

function refuseStranger(door: Door): never {
  if (door === 'chairOfGovernors')
    reject('NOT_YOUR_ROLE', 'An incident about the headteacher is handled by the chair of governors alone.', 'D6');
  if (door === 'headteacher')
    reject('NOT_YOUR_ROLE', 'An incident about a member of staff is handled by the headteacher alone.', 'SL16');
  reject('NOT_YOUR_ROLE', 'Incidents are handled by the safeguarding team.', 'SW9');
}
