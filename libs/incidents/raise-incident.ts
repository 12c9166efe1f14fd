import type { DataOf } from '#libs/eventing/command.js';
import { reject, type Context } from '#libs/eventing/decider.js';
import { kindNamed, mustBeNew, mustLieBehind } from './incident-rules.js';
import { placesOutsideSchool } from './incident-words.js';
import type { RaiseIncident } from './incidents.commands.js';
import type { IncidentEvent } from './incidents.events.js';

/** The report and each person in it, recorded together. Its recording time is the event's own, so backdating shows (D1). */
export function raiseIncident(command: DataOf<RaiseIncident>, context: Context): IncidentEvent[] {
  const { kind, occurredAt, place, placeDetail, membershipLink, facts, people } = command;
  mustLieBehind(occurredAt, context, 'D1');
  mustBelongToSchool(command);
  people.forEach(({ person }, index) => mustBeNew(person, people.slice(0, index)));
  const raised = {
    kind: kindNamed(kind, context),
    occurredAt,
    place,
    ...(placeDetail && { placeDetail }),
    ...(membershipLink && { membershipLink }),
    facts,
    acknowledgeBy: acknowledgeBy(context),
  };
  return [
    { type: 'IncidentRaised', data: raised },
    ...people.map(({ person, role, note }): IncidentEvent => ({
      type: 'PersonLinked',
      data: { person, role, ...(note && { note }) },
    })),
  ];
}

function mustBelongToSchool({ place, membershipLink }: DataOf<RaiseIncident>): void {
  if (placesOutsideSchool.includes(place) && !membershipLink)
    reject('MEMBERSHIP_LINK_MISSING', 'Say how what happened outside school is linked to membership of it.', 'SL4');
}

const hourMs = 3_600_000;

/** D7: until somebody has weighed it, an incident waits no longer than the gravest may. */
function acknowledgeBy({ now, policy }: Context): string {
  const hours = Math.min(...policy.seriousness.map(({ acknowledgeWithinHours }) => acknowledgeWithinHours));
  return new Date(Date.parse(now) + hours * hourMs).toISOString();
}
