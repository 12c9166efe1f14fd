import { commandOf } from '#libs/eventing/commands/command-of.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { RaiseOverdueAction } from '#libs/incidents/incidents.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** D9: an action that was not done in time is put on record as overdue. */
export const raiseAlarmWhenActionIsOverdue = reaction(
  'raise-alarm-when-action-is-overdue',
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
    ActionRecorded: ({ actionId, due }, { id }) => ({ at: new Date(due), record: `${id}/${actionId}` }),
    ActionPostponed: ({ actionId, due }, { id }) => ({ at: new Date(due), record: `${id}/${actionId}` }),
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
    return commandOf(RaiseOverdueAction, { id, actionId });
  },
);
