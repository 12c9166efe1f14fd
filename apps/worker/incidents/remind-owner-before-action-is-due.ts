import { commandOf } from '#libs/eventing/commands/command-of.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { RemindOfAction } from '#libs/incidents/incidents.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** D9: the owner is reminded before an action is due. An action that is done by then rings for nothing. */
export const remindOwnerBeforeActionIsDue = reaction(
  'remind-owner-before-action-is-due',
  incidentEvents,
  {
    IncidentRaised: 'ignored',
    PersonLinked: 'ignored',
    RolesAlerted: 'ignored',
    IncidentEscalated: 'ignored',
    IncidentAcknowledged: 'ignored',
    SeriousnessDecided: 'ignored',
    PersonOutcomeRecorded: 'ignored',
    SanctionRecorded: 'ignored',
    TechnicalStepRecorded: 'ignored',
    ActionRecorded: ({ actionId, remindAt }, { id }) => ({ at: new Date(remindAt), record: `${id}/${actionId}` }),
    ActionPostponed: ({ actionId, remindAt }, { id }) => ({ at: new Date(remindAt), record: `${id}/${actionId}` }),
    ActionReminded: 'ignored',
    ActionFellOverdue: 'ignored',
    ActionCompleted: 'ignored',
    MembershipLinkStated: 'ignored',
    ParentsInformed: 'ignored',
    ParentsNotInformed: 'ignored',
    ReporterTold: 'ignored',
    AddendumAdded: 'ignored',
    FactsCorrected: 'ignored',
    IncidentRecategorised: 'ignored',
    IncidentLinked: 'ignored',
    IncidentMerged: 'ignored',
    DuplicateNoted: 'ignored',
    IncidentClosed: 'ignored',
    IncidentReopened: 'ignored',
  },
  (deadline) => {
    const [id, actionId] = deadline.id.split('/') as [string, string];
    return commandOf(RemindOfAction, { id, actionId });
  },
);
