import { reject, type Context } from '#libs/eventing/commands/decider.js';
import type { IncidentKind } from '#libs/policies/policy-pack.js';
import type { Action, Case, InvolvedPerson } from './incident-case.js';
import { placesOutsideSchool, notYetSorted } from './incident-words.js';
import { lowLevelConcernKind } from './staff-concern-words.js';
import type { IncidentEvent } from './incidents.events.js';

type RecordedKind = Extract<IncidentEvent, { type: 'IncidentRaised' }>['data']['kind'];

/** The kind of that code, as the policy in force has it. */
export function kindNamed(code: string, { policy }: Context): IncidentKind {
  const kind = policy.incidentKinds.find((known) => known.code === code && known.retired !== true);
  if (!kind) reject('UNKNOWN_INCIDENT_KIND', 'The adopted policy has no incident kind with this code.', 'D4');
  if (code === lowLevelConcernKind)
    reject('KEPT_APART', 'A low-level concern about staff is raised separately, with raiseStaffConcern.', 'D16');
  return kind;
}

/** The kind as the event keeps it. */
export function recordedKind({ code, label, about, risk, illegal, countedAs }: RecordedKind): RecordedKind {
  return { code, label, about, ...(risk && { risk }), illegal, ...(countedAs && { countedAs }) };
}

export function mustBeDegree(code: string, { policy }: Context): void {
  if (!policy.seriousness.some((degree) => degree.code === code))
    reject('UNKNOWN_SERIOUSNESS', 'The adopted policy has no level of seriousness with this code.', 'SW9');
}

export function mustBeNew(person: string, people: readonly { readonly person?: string | undefined }[]): void {
  if (people.some((linked) => linked.person === person))
    reject('PERSON_ALREADY_LINKED', 'Each person can be linked only once, with one role.', 'D2');
}

export function mustBeLinked(person: string, { people }: Case): InvolvedPerson {
  const linked = people.find((known) => known.person === person);
  return linked ?? reject('PERSON_NOT_LINKED', 'This person is not linked to the incident.', 'D2');
}

/** Both moments ISO 8601 in UTC with milliseconds, so that they compare as text. */
export function mustLieBehind(moment: string, { now }: Context, clause: string): void {
  if (moment > now) reject('OCCURRED_IN_THE_FUTURE', 'The time recorded cannot be in the future.', clause);
}

export function mustLieAhead(due: string, { now }: Context): void {
  if (due <= now) reject('END_DATE_IN_THE_PAST', 'The due date is in the past.', 'D9');
}

export function mustBeOpen(actionId: string, actions: readonly Action[]): Action {
  const action = actions.find(({ id }) => id === actionId);
  if (!action) reject('ACTION_NOT_FOUND', 'The incident has no action with this id.', 'D9');
  if (action.done) reject('WRONG_STATE', 'This action has already been completed.', 'D9');
  return action;
}

/** Whether it happened outside school without anybody having said how it is linked to it (D10). */
export const lacksMembershipLink = ({ place, membershipLinked }: Pick<Case, 'place' | 'membershipLinked'>): boolean =>
  placesOutsideSchool.includes(place) && !membershipLinked;

/** D9: a case does not close over what is still to be done or decided. */
export function mustBeClosable(incident: Case): void {
  const { kind, actions, seriousnessDecided, parentsDecided } = incident;
  if (actions.some(({ done }) => !done))
    reject('ACTIONS_STILL_OPEN', 'Complete the open actions before closing the incident.', 'D9');
  if (kind === notYetSorted.code) reject('KIND_NOT_DECIDED', 'Choose the kind of incident before closing it.', 'D4');
  if (lacksMembershipLink(incident))
    reject(
      'MEMBERSHIP_LINK_MISSING',
      'Say how the incident outside school is linked to membership of the school.',
      'SL4',
    );
  if (!seriousnessDecided)
    reject('SERIOUSNESS_NOT_DECIDED', 'Decide how serious the incident is before closing it.', 'SW9');
  if (!parentsDecided)
    reject(
      'PARENTS_DECISION_MISSING',
      'Record that the parents were informed, or why not, before closing the incident.',
      'D10',
    );
}
