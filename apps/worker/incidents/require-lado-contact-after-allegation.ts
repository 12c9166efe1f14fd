import { commandOf } from '#libs/eventing/commands/command-of.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { RequireReferral } from '#libs/referrals/referral.commands.js';
import { ladoReferralOf } from '#libs/referrals/required-referral.js';
import { reaction, type AlarmChange } from '../deadlines/reaction.js';

interface OfKind {
  readonly kind: {
    readonly code: string;
    readonly about: string;
    readonly countedAs?: { readonly code: string } | undefined;
  };
}

/** D15: an allegation against an adult is one whose kind, or what it stands for, the policy of that day gives to the LADO. */
function ifAllegation({ kind }: OfKind, { metadata, by }: RecordedEvent): AlarmChange {
  const [pack = '', edition = ''] = metadata.policy?.split('@') ?? [];
  const { code } = kind.countedAs ?? kind;
  const agencies = packFor(pack, edition)?.incidentKinds.find((known) => known.code === code)?.agencies ?? [];
  return kind.about === 'staff' && agencies.includes('lado') ? new Date(by.at) : 'ignored';
}

/** D15: the LADO is told within one working day, or it is written down why not. */
export const requireLadoContactAfterAllegation = reaction(
  'require-lado-contact-after-allegation',
  incidentEvents,
  {
    IncidentRaised: ifAllegation,
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
    IncidentRecategorised: ifAllegation,
    IncidentLinked: 'ignored',
    IncidentMerged: 'ignored',
    DuplicateNoted: 'ignored',
    IncidentClosed: 'ignored',
    IncidentReopened: 'ignored',
  },
  ({ id, dueAt }) =>
    commandOf(RequireReferral, {
      id: ladoReferralOf(id),
      agency: 'lado',
      about: 'staff',
      since: dueAt.toISOString(),
      incident: id,
    }),
);
