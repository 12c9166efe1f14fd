import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { dayOf } from '#libs/calendar/london-time.js';
import { isIn } from '#libs/people/appointments.js';
import { mustBeKnown } from '#libs/people/named-people.js';
import type { Role } from '#libs/people/roles.js';
import type { IncidentKind } from '#libs/policies/policy-pack.js';
import type { Door } from './incident-guards.js';
import type { InvolvedPersonInput } from './incident-reports.commands.js';
import { mustBeNew } from './incident-rules.js';
import { safeguardingTeam, type alertReasons } from './incident-words.js';
import type { IncidentEvent } from './incidents.events.js';

type Linked = Extract<IncidentEvent, { type: 'PersonLinked' }>['data'];
type Others = readonly { readonly person?: string | undefined }[];

/**
 * D2: somebody on the list of the school, who is not in the incident yet, or somebody who is described for those who
 * handle it to find; each with a part of their own.
 * @param field where the command has them, as `people.0`.
 */
export function mustBeNameable(
  given: InvolvedPersonInput,
  { field, others, about }: { readonly field: string; readonly others: Others; readonly about: IncidentKind['about'] },
  context: Context,
): void {
  const { person, notInOurList } = given;
  const at = field === '' ? '' : `${field}.`;
  if ((person === undefined) === (notInOurList === undefined))
    reject('PERSON_OR_DESCRIPTION', `${at}person: name a person by id, or describe one with notInOurList.`, 'D2');
  if (person !== undefined) {
    mustBeKnown(person, `${at}person`, context, 'D2');
    mustBeNew(person, others);
  }
  mustBeOfPupil(given);
  mustStateCapacity(given, about, context);
}

/** What is said of somebody's part. */
type Said = Pick<InvolvedPersonInput, 'role'> & {
  readonly [K in 'capacity' | 'yearGroup' | 'note']?: InvolvedPersonInput[K] | undefined;
};

export function personLinked(person: string, said: Said): Linked {
  const { role, capacity, note, yearGroup } = said;
  mustBeOfPupil(said);
  return { person, role, ...(capacity && { capacity }), ...(note && { note }), ...(yearGroup && { yearGroup }) };
}

/** Only a pupil is in a year group; who was given one without a capacity is taken for one. */
function mustBeOfPupil({ capacity, yearGroup }: Said): void {
  if (yearGroup !== undefined && (capacity ?? 'pupil') !== 'pupil')
    reject('NOT_A_PUPIL', 'Only a pupil has a year group.', 'D24');
}

/**
 * D6: who hears of an allegation hangs on whether it is about the headteacher, so that is asked, not guessed; and whoever
 * is on record as the head today is accused as the head, or the case would be in their own hands, or in nobody's.
 */
export function mustStateCapacity(
  { person, role, capacity }: Said & { readonly person?: string | undefined },
  about: IncidentKind['about'],
  { people, now }: Context,
): void {
  const held = (person !== undefined && people?.get(person)?.appointments) || [];
  const isHead = held.some((appointment) => appointment.role === 'headteacher' && isIn(dayOf(now), appointment));
  if (role === 'alleged' && isHead && capacity !== 'headteacher')
    reject(
      'CAPACITY_DIFFERS',
      'This person is on record as the headteacher. Send capacity: headteacher, so that the case goes to the chair of governors.',
      'D6',
    );
  if (about === 'staff' && role === 'alleged' && capacity === undefined)
    reject('CAPACITY_MISSING', 'State the capacity of the alleged: staff, or the headteacher.', 'D6');
}

/** D6: the roles that are told that something waits for them. Neither a name nor a word of the case goes with it. */
export function alerting(
  door: Door,
  { code }: Pick<IncidentKind, 'code'>,
  because: (typeof alertReasons)[number],
  { policy }: Context,
): IncidentEvent {
  const roles: Record<Door, () => readonly Role[]> = {
    chairOfGovernors: () => policy.alertWhenAboutHeadteacher.roles,
    headteacher: () => ['headteacher'],
    // A report without a kind alerts those whom the policy alerts of incidents about pupils.
    safeguardingTeam: () =>
      policy.incidentKinds.find((kind) => kind.code === code)?.alert ??
      policy.incidentKinds.find(({ about }) => about === 'pupil')?.alert ??
      safeguardingTeam,
  };
  return { type: 'RolesAlerted', data: { roles: [...roles[door]()], because } };
}
