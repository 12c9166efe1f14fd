import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { governorRoles } from '#libs/people/roles.js';
import type { IncidentKind } from '#libs/policies/policy-pack.js';
import { acknowledgeBy, presumedSeriousness } from './incident-clock.js';
import { personDescribed } from './described-people.js';
import { doorOf } from './incident-guards.js';
import { alerting, mustBeNameable, personLinked } from './involved-people.js';
import { kindNamed, lacksMembershipLink, mustLieBehind, recordedKind } from './incident-rules.js';
import { notYetSorted } from './incident-words.js';
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
  people.forEach((given, index) => {
    const others = people.slice(0, index);
    mustBeNameable(given, { field: `people.${index}`, others, about: kind.about }, context);
  });
  const raised = {
    ...reported(command, kind, context),
    anonymous,
    ...(fromConcern && { fromConcern }),
    ...(fromAlert && { fromAlert }),
  };
  return [
    { type: 'IncidentRaised', data: raised },
    ...involved(people),
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

/** Each in the order in which they were named or described; those who were described are numbered among themselves. */
function involved(people: readonly InvolvedPersonInput[]): IncidentEvent[] {
  let described = 0;
  return people.map((given): IncidentEvent => {
    const { person } = given;
    if (person === undefined) return personDescribed(given, ++described);
    return { type: 'PersonLinked', data: personLinked(person, given) };
  });
}
