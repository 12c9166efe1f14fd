import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { EscalateIncident } from '#libs/incidents/incidents.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** D7: a report that nobody acknowledges in time is passed on to the next in the line. */
export const escalateWhenNobodyAcknowledges = reaction(
  'escalate-when-nobody-acknowledges',
  incidentEvents,
  {
    IncidentRaised: ({ acknowledgeBy }) => new Date(acknowledgeBy),
    PersonLinked: 'ignored',
    RolesAlerted: 'ignored',
    IncidentEscalated: ({ acknowledgeBy }) => (acknowledgeBy === undefined ? 'cleared' : new Date(acknowledgeBy)),
    IncidentAcknowledged: 'cleared',
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
    IncidentRecategorised: ({ acknowledgeBy }) => (acknowledgeBy === undefined ? 'ignored' : new Date(acknowledgeBy)),
    IncidentLinked: 'ignored',
    IncidentMerged: 'cleared',
    DuplicateNoted: 'ignored',
    IncidentClosed: 'ignored',
    IncidentReopened: 'ignored',
  },
  () => new EscalateIncident(),
);
