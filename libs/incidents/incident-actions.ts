import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustBeAbleToAct } from '#libs/people/named-people.js';
import type { Action, Incident } from './incident-case.js';
import { remindAt } from './incident-clock.js';
import { mustBeForSender, mustBeThere, mustHandle, mustStand } from './incident-guards.js';
import { mustBeOpen, mustLieAhead } from './incident-rules.js';
import type { CompleteAction, PostponeAction, ReassignAction, RecordAction } from './incidents.commands.js';
import type { IncidentEvent } from './incidents.events.js';

export function recordAction(command: DataOf<RecordAction>, past: Incident, context: Context): IncidentEvent[] {
  const { actionId, what, owner, due } = command;
  const { actions } = mustHandle(past, context, ['acknowledged']);
  if (actions.some(({ id }) => id === actionId))
    reject('ALREADY_EXISTS', 'An action with this id has already been recorded.', 'D9');
  mustLieAhead(due, context);
  mustBeAbleToAct(owner, 'owner', context, 'D9');
  return [{ type: 'ActionRecorded', data: { actionId, what, owner, due, remindAt: remindAt(due, context) } }];
}

export function postponeAction(command: DataOf<PostponeAction>, past: Incident, context: Context): IncidentEvent[] {
  const { actionId, due, reason } = command;
  const { actions } = mustHandle(past, context, ['acknowledged']);
  if (due <= mustBeOpen(actionId, actions).due)
    reject('END_DATE_NOT_LATER', 'The new due date must be later than the current one.', 'D9');
  mustLieAhead(due, context);
  return [{ type: 'ActionPostponed', data: { actionId, due, remindAt: remindAt(due, context), reason } }];
}

/** The new owner is reminded in their turn, at once where the time for it has passed. */
export function reassignAction(command: DataOf<ReassignAction>, past: Incident, context: Context): IncidentEvent[] {
  const { actionId, owner, reason } = command;
  const { actions } = mustHandle(past, context, ['acknowledged']);
  const action = mustBeOpen(actionId, actions);
  if (action.owner === owner) reject('WRONG_STATE', 'This person already is the owner of the action.', 'D9');
  mustBeAbleToAct(owner, 'owner', context, 'D9');
  return [{ type: 'ActionReassigned', data: { actionId, owner, remindAt: remindAt(action.due, context), reason } }];
}

/** The owner completes their own action without seeing the case; those who handle the case complete any. */
export function completeAction(
  { actionId, note }: DataOf<CompleteAction>,
  past: Incident,
  context: Context,
): IncidentEvent[] {
  const incident = mustBeThere(past);
  const owns = incident.actions.some(({ id, owner }) => id === actionId && owner === context.actor);
  if (!owns) mustBeForSender(incident, context);
  mustStand(incident, ['acknowledged']);
  mustBeOpen(actionId, incident.actions);
  return [{ type: 'ActionCompleted', data: { actionId, ...(note && { note }) } }];
}

export function remindOfAction(actionId: string, past: Incident, { now }: Context): IncidentEvent[] {
  const action = openAction(actionId, past);
  return !action || action.reminded || action.remindAt > now ? [] : [{ type: 'ActionReminded', data: { actionId } }];
}

export function raiseOverdueAction(actionId: string, past: Incident, { now }: Context): IncidentEvent[] {
  const action = openAction(actionId, past);
  return !action || action.overdue || action.due > now ? [] : [{ type: 'ActionFellOverdue', data: { actionId } }];
}

const openAction = (actionId: string, past: Incident): Action | undefined =>
  past.status === 'none' ? undefined : past.actions.find(({ id, done }) => id === actionId && !done);
