import { commandOf } from '#libs/eventing/commands/command-of.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { NoteAlertAttached } from '#libs/monitoring/monitoring.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** D21: the alert says which incident was made of it. */
export const noteAlertWhenIncidentIsRaised = reaction(
  'note-alert-when-incident-is-raised',
  incidentEvents,
  {
    IncidentRaised: ({ fromAlert }, { id, by }) =>
      fromAlert === undefined ? 'ignored' : { at: new Date(by.at), record: `${fromAlert}/${id}` },
    PersonLinked: 'ignored',
    RolesAlerted: 'ignored',
    IncidentEscalated: 'ignored',
    IncidentAcknowledged: 'ignored',
    SeriousnessDecided: 'ignored',
    PersonOutcomeRecorded: 'ignored',
    SanctionRecorded: 'ignored',
    TechnicalStepRecorded: 'ignored',
    ActionRecorded: 'ignored',
    ActionPostponed: 'ignored',
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
    const [id, incident] = deadline.id.split('/') as [string, string];
    return commandOf(NoteAlertAttached, { id, incident });
  },
);
