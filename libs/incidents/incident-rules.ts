import { reject, type Context } from '#libs/eventing/decider.js';
import type { Action, Case, Incident, InvolvedPerson } from './incident-case.js';
import type { IncidentStatus } from './incident-words.js';
import type { IncidentEvent } from './incidents.events.js';

type RecordedKind = Extract<IncidentEvent, { type: 'IncidentRaised' }>['data']['kind'];

/** The case, if it is there, the sender may handle it, and this step is open to it. */
export function mustHandle(incident: Incident, context: Context, wanted: readonly IncidentStatus[]): Case {
  if (incident.status === 'none') reject('NOT_FOUND', 'There is no such incident in your school.');
  mustBeForSender(incident, context);
  if (!wanted.includes(incident.status))
    reject('WRONG_STATE', `The incident is ${words[incident.status]}; this step is not open to it.`, 'SW6');
  return incident;
}

const words: Record<IncidentStatus, string> = {
  raised: 'waiting to be acknowledged',
  acknowledged: 'acknowledged',
  closed: 'closed',
};

function mustBeForSender({ about, people }: Case, { actor, roles }: Context): void {
  if (about === 'staff' && !roles.includes('headteacher'))
    reject('NOT_YOUR_ROLE', 'An incident about a member of staff is for the headteacher alone.', 'SL16');
  // D6: nobody hears first of a concern about themselves, let alone decides on it.
  if (people.some(({ person, role }) => role === 'alleged' && person === actor))
    reject('OWN_CASE', 'Nobody handles an incident in which they are the alleged.', 'D6');
}

/** The kind of that code, as the policy in force has it and as the event keeps it. */
export function kindNamed(code: string, { policy }: Context): RecordedKind {
  const kind = policy.incidentKinds.find((known) => known.code === code && known.retired !== true);
  if (!kind) reject('UNKNOWN_INCIDENT_KIND', 'The adopted policy has no incident kind of this code.', 'D4');
  const { label, about, risk, illegal } = kind;
  return { code, label, about, ...(risk && { risk }), illegal };
}

export function mustBeDegree(code: string, { policy }: Context): void {
  if (!policy.seriousness.some((degree) => degree.code === code))
    reject('UNKNOWN_SERIOUSNESS', 'The adopted policy has no degree of seriousness of this code.', 'SW9');
}

export function mustBeNew(person: string, people: readonly Pick<InvolvedPerson, 'person'>[]): void {
  if (people.some((linked) => linked.person === person))
    reject('PERSON_ALREADY_LINKED', 'Each person is linked once, with one part of their own.', 'D2');
}

/** Both moments ISO 8601 in UTC with milliseconds, so that they compare as text. */
export function mustLieBehind(moment: string, { now }: Context, clause: string): void {
  if (moment > now) reject('OCCURRED_IN_THE_FUTURE', 'What is recorded as done or occurred cannot lie ahead.', clause);
}

export function mustLieAhead(due: string, { now }: Context): void {
  if (due <= now) reject('END_DATE_IN_THE_PAST', 'The moment by which it is to be done lies in the past.', 'D9');
}

export function mustBeOpen(actionId: string, actions: readonly Action[]): void {
  const action = actions.find(({ id }) => id === actionId);
  if (!action) reject('ACTION_NOT_FOUND', 'The incident has no action of this id.', 'D9');
  if (action.done) reject('WRONG_STATE', 'This action has already been completed.', 'D9');
}

/** D9: a case does not close over what is still to be done or decided. */
export function mustBeClosable({ actions, seriousnessDecided, parentsDecided }: Case): void {
  if (actions.some(({ done }) => !done))
    reject('ACTIONS_STILL_OPEN', 'Complete the open actions before the incident is closed.', 'D9');
  if (!seriousnessDecided)
    reject('SERIOUSNESS_NOT_DECIDED', 'Decide how serious the incident is before it is closed.', 'SW9');
  if (!parentsDecided)
    reject('PARENTS_DECISION_MISSING', 'Record that the parents were informed, or why they were not.', 'D10');
}
