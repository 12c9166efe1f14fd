import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { personDescribed } from './described-people.js';
import type { Case, Incident } from './incident-case.js';
import { acknowledgeBy, presumedSeriousness } from './incident-clock.js';
import { doorOf, escalationOf, mustHandle, partsIn } from './incident-guards.js';
import { kindNamed, recordedKind } from './incident-rules.js';
import type { LinkPerson, RecategoriseIncident } from './incidents.commands.js';
import type { IncidentEvent } from './incidents.events.js';
import { alerting, mustBeNameable, personLinked } from './involved-people.js';

/** D2: one more person, with a part of their own. Where that makes it a case for other hands, those are alerted (D6). */
export function linkPerson(given: DataOf<LinkPerson>, past: Incident, context: Context): IncidentEvent[] {
  const incident = mustHandle(past, context, ['raised', 'acknowledged']);
  const { people, described, about, kind } = incident;
  mustBeNameable(given, { field: '', others: people, about }, context);
  const { person } = given;
  const [before, door] = [doorOf(about, partsIn(incident)), doorOf(about, [...partsIn(incident), given])];
  const handedOn = door === before ? [] : [alerting(door, { code: kind }, allegedIs(door), context)];
  if (person === undefined) return [personDescribed(given, described.length + 1), ...handedOn];
  return [{ type: 'PersonLinked', data: personLinked(person, given) }, ...handedOn];
}

const allegedIs = (door: string) => (door === 'chairOfGovernors' ? 'allegedIsHeadteacher' : 'allegedIsStaff');

/** D4: it is of another kind than was reported; while nobody has acknowledged it, the clock of that kind counts (D7). */
export function recategoriseIncident(
  { kind: code, reason }: DataOf<RecategoriseIncident>,
  past: Incident,
  context: Context,
): IncidentEvent[] {
  const incident = mustHandle(past, context, ['raised', 'acknowledged']);
  if (code === incident.kind) reject('WRONG_STATE', 'The incident is already of this kind.', 'D4');
  const kind = kindNamed(code, context);
  const presumed = presumedSeriousness(kind, false, context.policy);
  const by = acknowledgeBy(presumed, incident.raisedAt, context.policy);
  const clock = incident.status === 'raised' && incident.escalatedTo.length === 0;
  const data = { kind: recordedKind(kind), reason, ...(clock && { presumedSeriousness: presumed, acknowledgeBy: by }) };
  const door = doorOf(kind.about, partsIn(incident));
  return [{ type: 'IncidentRecategorised', data }, alerting(door, kind, 'recategorised', context)];
}

/** The rest of the line along which it is passed on (D7). */
const nextInLine = (incident: Case) =>
  escalationOf[doorOf(incident.about, partsIn(incident))].slice(incident.escalatedTo.length);

/** D7: by when somebody has to acknowledge it; undefined where nobody has to, or nobody is left to pass it on to. */
export const acknowledgementDue = (incident: Incident): string | undefined =>
  incident.status === 'raised' && nextInLine(incident).length > 0 ? incident.acknowledgeBy : undefined;

/** D7: nobody acknowledged it in time, so the next in the line is alerted; each has as long as the first one had. */
export function escalateIncident(incident: Case, { now, policy }: Context): IncidentEvent[] {
  const due = acknowledgementDue(incident);
  if (due === undefined || due > now) return [];
  const [to, next] = nextInLine(incident);
  if (to === undefined) return [];
  const by = next === undefined ? {} : { acknowledgeBy: acknowledgeBy(incident.presumedSeriousness, now, policy) };
  return [{ type: 'IncidentEscalated', data: { to, ...by } }];
}
