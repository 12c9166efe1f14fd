import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustHaveNobodyOpen } from './described-people.js';
import type { Case, Incident } from './incident-case.js';
import { mustBeForSender, mustBeThere, mustHandle, mustStand } from './incident-guards.js';
import type { LinkIncident, MergeIncident } from './incidents.commands.js';
import type { IncidentEvent } from './incidents.events.js';

/** The other incident as it stood when the command came; the sender must be allowed to handle that one too. */
function theOther(context: Context): Case {
  const other = mustBeThere(context.alongside as Incident);
  mustBeForSender(other, context);
  return other;
}

export function linkIncident(command: DataOf<LinkIncident>, past: Incident, context: Context): IncidentEvent[] {
  const { to, relation, reason } = command;
  const { linkedTo } = mustHandle(past, context, ['raised', 'acknowledged', 'closed']);
  theOther(context);
  if (linkedTo.includes(to)) reject('ALREADY_EXISTS', 'These incidents are already linked.', 'D3');
  return [{ type: 'IncidentLinked', data: { to, relation, reason } }];
}

/**
 * A second report of the same event is merged into the first one: nothing is copied, least of all a person's part (D2);
 * its own record stays and is read beside the first. Only the later into the earlier, so that no two merge into each other.
 */
export function mergeIncident(command: DataOf<MergeIncident>, past: Incident, context: Context): IncidentEvent[] {
  const { into, reason } = command;
  const incident = mustHandle(past, context, ['raised', 'acknowledged']);
  const first = theOther(context);
  mustStand(first, ['raised', 'acknowledged', 'closed']);
  if (incident.actions.some(({ done }) => !done))
    reject('ACTIONS_STILL_OPEN', 'Complete the open actions of the duplicate before merging it.', 'D9');
  mustHaveNobodyOpen(incident);
  if (first.raisedAt >= incident.raisedAt)
    reject('MERGE_INTO_THE_FIRST', 'The later report must be merged into the earlier one.', 'D3');
  return [{ type: 'IncidentMerged', data: { into, reason } }];
}

/** Sent by the worker to the record into which another was merged. */
export function noteDuplicate(duplicate: string, past: Incident): IncidentEvent[] {
  return past.status === 'none' || past.duplicates.includes(duplicate)
    ? []
    : [{ type: 'DuplicateNoted', data: { duplicate } }];
}
