import { commandOf } from '#libs/eventing/commands/command-of.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { NoteConcernPromoted } from '#libs/incidents/staff-concerns.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** D16: the concern says which incident it became. */
export const notePromotionWhenAllegationIsRaised = reaction(
  'note-promotion-when-allegation-is-raised',
  incidentEvents,
  {
    IncidentRaised: ({ fromConcern }, { id, by }) =>
      fromConcern === undefined ? 'ignored' : { at: new Date(by.at), record: `${fromConcern}/${id}` },
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
    return commandOf(NoteConcernPromoted, { id, incident });
  },
);
