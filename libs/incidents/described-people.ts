import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustBeKnown } from '#libs/people/named-people.js';
import type { Case, DescribedPerson, Incident } from './incident-case.js';
import { doorOf, mustHandle, partsIn } from './incident-guards.js';
import type { InvolvedPersonInput } from './incident-reports.commands.js';
import type { IdentifyDescribedPerson, RecordPersonNotIdentified } from './incidents.commands.js';
import type { IncidentEvent } from './incidents.events.js';
import { alerting, mustStateCapacity, personLinked } from './involved-people.js';

/** Sealed under the incident's own key: nobody's own key is known yet. */
export function personDescribed(
  { notInOurList, role, capacity, yearGroup, note }: InvolvedPersonInput,
  number: number,
): IncidentEvent {
  const said = { ...(capacity && { capacity }), ...(yearGroup && { yearGroup }), ...(note && { note }) };
  const description = notInOurList?.description ?? '';
  return { type: 'PersonDescribed', data: { number, description, role, ...said } };
}

/**
 * D2: who was described turns out to be somebody on the list, in the part that was stated of them. Where that makes it a
 * case for other hands, those are alerted (D6). Of two descriptions of one person, in one part, each is identified.
 */
export function identifyDescribedPerson(
  { number, person, ...said }: DataOf<IdentifyDescribedPerson>,
  past: Incident,
  context: Context,
): IncidentEvent[] {
  const incident = mustHandle(past, context, ['raised', 'acknowledged']);
  const described = mustBeDescribed(number, incident);
  if (described.status === 'identified') reject('WRONG_STATE', 'This person has already been identified.', 'D2');
  mustBeKnown(person, 'person', context, 'D2');
  const { role } = described;
  const capacity = said.capacity ?? described.capacity;
  const ofPupil = (capacity ?? 'pupil') === 'pupil' ? described.yearGroup : undefined;
  const yearGroup = said.yearGroup ?? ofPupil;
  const data = personLinked(person, { role, capacity, yearGroup, note: said.note });
  if (incident.people.some((linked) => linked.person === person && linked.role !== role))
    reject('PERSON_ALREADY_LINKED', 'This person is linked to the incident with another role.', 'D2');
  mustStateCapacity(data, incident.about, context);
  const others = incident.described.filter((one) => one !== described);
  const { about, people, kind } = incident;
  const before = doorOf(about, partsIn(incident));
  const door = doorOf(about, partsIn({ people: [...people, data], described: others }));
  const handedOn = door === before ? [] : [alerting(door, { code: kind }, 'personIdentified', context)];
  return [{ type: 'DescribedPersonIdentified', data: { number, ...data } }, ...handedOn];
}

/** Nobody knows who it was; should it come out later, they can still be identified. */
export function recordPersonNotIdentified(
  { number, reason }: DataOf<RecordPersonNotIdentified>,
  past: Incident,
  context: Context,
): IncidentEvent[] {
  const { status } = mustBeDescribed(number, mustHandle(past, context, ['raised', 'acknowledged']));
  if (status !== 'open')
    reject('WRONG_STATE', 'It has already been recorded who this person is, or that nobody knows.', 'D2');
  return [{ type: 'DescribedPersonNotIdentified', data: { number, reason } }];
}

/** Nobody is left behind as a description: it is known who it was, or that nobody knows. */
export function mustHaveNobodyOpen({ described }: Case): void {
  if (described.some(({ status }) => status === 'open'))
    reject(
      'PERSON_NOT_IDENTIFIED',
      'Identify the people who were described, or record that they cannot be identified, first.',
      'D2',
    );
}

function mustBeDescribed(number: number, { described }: Case): DescribedPerson {
  const found = described.find((one) => one.number === number);
  return found ?? reject('PERSON_NOT_LINKED', 'Nobody is described under this number in the incident.', 'D2');
}
