import { incidentKind } from '#libs/incidents/incident.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { Action, Incident } from '#libs/incidents/incident-case.js';
import { acknowledgementDue } from '#libs/incidents/incident-handling.js';
import { EscalateIncident, RaiseOverdueAction, RemindOfAction } from '#libs/incidents/incidents.commands.js';
import { dueWhen, dueWhenEach } from '../deadlines/due-when.js';

/** D7: a report that nobody acknowledges in time is passed on to the next in the line. */
export const escalateWhenNobodyAcknowledges = dueWhen(
  'escalate-when-nobody-acknowledges',
  incidentKind,
  acknowledgementDue,
  (id) => commandOf(EscalateIncident, { id }),
);

const openActions = (state: Incident): readonly Action[] =>
  state.status === 'none' ? [] : state.actions.filter(({ done }) => !done);

/** D9: the owner is reminded before an action is due. */
export const remindOwnerBeforeActionIsDue = dueWhenEach(
  'remind-owner-before-action-is-due',
  incidentKind,
  (state) =>
    openActions(state).map(({ id: key, reminded, remindAt }) => ({ key, at: reminded ? undefined : remindAt })),
  (id, actionId) => commandOf(RemindOfAction, { id, actionId }),
);

/** D9: an action that was not done in time is put on record as overdue. */
export const raiseAlarmWhenActionIsOverdue = dueWhenEach(
  'raise-alarm-when-action-is-overdue',
  incidentKind,
  (state) => openActions(state).map(({ id: key, overdue, due }) => ({ key, at: overdue ? undefined : due })),
  (id, actionId) => commandOf(RaiseOverdueAction, { id, actionId }),
);

export const incidentDeadlines = [
  escalateWhenNobodyAcknowledges,
  remindOwnerBeforeActionIsDue,
  raiseAlarmWhenActionIsOverdue,
];
