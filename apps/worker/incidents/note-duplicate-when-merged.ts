import { commandOf } from '#libs/eventing/commands/command-of.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { NoteDuplicate } from '#libs/incidents/incidents.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** D3: the first report says which later ones were merged into it. */
export const noteDuplicateWhenMerged = reaction(
  'note-duplicate-when-merged',
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
    IncidentMerged: ({ into }, { id, by }) => ({ at: new Date(by.at), record: `${into}/${id}` }),
    DuplicateNoted: 'ignored',
    IncidentClosed: 'ignored',
    IncidentReopened: 'ignored',
  },
  (deadline) => {
    const [id, duplicate] = deadline.id.split('/') as [string, string];
    return commandOf(NoteDuplicate, { id, duplicate });
  },
);
