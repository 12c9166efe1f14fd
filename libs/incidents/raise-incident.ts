import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustBeKnown } from '#libs/people/named-people.js';
import { governorRoles, type Role } from '#libs/people/roles.js';
import type { IncidentKind } from '#libs/policies/policy-pack.js';
import { acknowledgeBy, presumedSeriousness } from './incident-clock.js';
import { doorOf, type Door } from './incident-guards.js';
import { kindNamed, lacksMembershipLink, mustBeNew, mustLieBehind, recordedKind } from './incident-rules.js';
import { notYetSorted, safeguardingTeam, type alertReasons } from './incident-words.js';
import type { InvolvedPersonInput, RaiseIncident, TellSomeone } from './incident-reports.commands.js';
import type { IncidentEvent } from './incidents.events.js';

type Raised = Extract<IncidentEvent, { type: 'IncidentRaised' }>['data'];

/** A report of the staff: with its kind, the people in it, and its link to the school if it happened outside (D1, SL4). */
export function raiseIncident(command: DataOf<RaiseIncident>, context: Context): IncidentEvent[] {
  const { kind: code, people, anonymous, fromConcern, fromAlert } = command;
  const kind = kindNamed(code, context);
  if (lacksMembershipLink({ place: command.place, membershipLinked: command.membershipLink !== undefined }))
    reject(
      'MEMBERSHIP_LINK_MISSING',
      'Say how the incident outside school is linked to membership of the school.',
      'SL4',
    );
  people.forEach((linked, index) => {
    mustBeKnown(linked.person, `people.${index}.person`, context, 'D2');
    mustBeNew(linked.person, people.slice(0, index));
    mustStateCapacity(linked, kind.about);
  });
  const raised = {
    ...reported(command, kind, context),
    anonymous,
    ...(fromConcern && { fromConcern }),
    ...(fromAlert && { fromAlert }),
  };
  return [
    { type: 'IncidentRaised', data: raised },
    ...people.map((linked): IncidentEvent => ({ type: 'PersonLinked', data: personLinked(linked) })),
    alerting(doorOf(kind.about, people), kind, 'raised', context),
  ];
}

/** What a pupil or parent tells: they are asked neither for a kind nor for a link to the school; those who sort it are. */
export function tellSomeone(command: DataOf<TellSomeone>, context: Context): IncidentEvent[] {
  const raised = { ...reported(command, notYetSorted, context), anonymous: command.anonymous };
  return [{ type: 'IncidentRaised', data: raised }, alerting('safeguardingTeam', notYetSorted, 'raised', context)];
}

/** Its recording time is the event's own, so backdating shows (D1). */
function reported(
  command: DataOf<TellSomeone> & Pick<DataOf<RaiseIncident>, 'membershipLink'>,
  kind: Pick<IncidentKind, 'code' | 'label' | 'about' | 'illegal'>,
  context: Context,
): Omit<Raised, 'anonymous'> {
  const { occurredAt, place, placeDetail, membershipLink, facts, immediateDanger } = command;
  mustBearItsName(command, context);
  mustLieBehind(occurredAt, context, 'D1');
  const presumed = presumedSeriousness(kind, immediateDanger, context.policy);
  return {
    kind: recordedKind(kind),
    occurredAt,
    place,
    ...(placeDetail && { placeDetail }),
    ...(membershipLink && { membershipLink }),
    facts,
    presumedSeriousness: presumed,
    acknowledgeBy: acknowledgeBy(presumed, context.now, context.policy),
  };
}

/** D24: whoever may add to a count without being known can work out what is hidden in it. */
function mustBearItsName({ anonymous }: Pick<TellSomeone, 'anonymous'>, { role }: Context): void {
  if (anonymous && governorRoles.includes(role))
    reject('NOT_YOUR_ROLE', 'A governor reports in their own name: send it with anonymous: false.', 'D24');
}

/** Only a pupil is in a year group; who was given one without a capacity is taken for one. */
export function personLinked({ person, role, capacity, note, yearGroup }: InvolvedPersonInput) {
  if (yearGroup !== undefined && (capacity ?? 'pupil') !== 'pupil')
    reject('NOT_A_PUPIL', 'Only a pupil has a year group.', 'D24');
  return { person, role, ...(capacity && { capacity }), ...(note && { note }), ...(yearGroup && { yearGroup }) };
}

/** D6: who hears of an allegation hangs on whether it is about the headteacher, so that is asked, not guessed. */
export function mustStateCapacity({ role, capacity }: InvolvedPersonInput, about: IncidentKind['about']): void {
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
