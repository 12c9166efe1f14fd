import { incidentKind } from '#libs/incidents/incident.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { RecordCommand } from '#libs/eventing/commands/command.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { NoteDuplicate } from '#libs/incidents/incidents.commands.js';
import { NoteConcernPromoted } from '#libs/incidents/staff-concerns.commands.js';
import { NoteAlertAttached } from '#libs/monitoring/monitoring.commands.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { RequireReferral } from '#libs/referrals/referral.commands.js';
import { ladoReferralOf } from '#libs/referrals/required-referral.js';
import { follows } from '../follow-ups/follows.js';

/** D3: the first report says which later ones were merged into it. */
export const noteDuplicateWhenMerged = follows('note-duplicate-when-merged', incidentKind, {
  IncidentMerged: ({ into: id }, { id: duplicate }) => commandOf(NoteDuplicate, { id, duplicate }),
});

/** D16: the concern says which incident it became. */
export const notePromotionWhenAllegationIsRaised = follows('note-promotion-when-allegation-is-raised', incidentKind, {
  IncidentRaised: ({ fromConcern: id }, { id: incident }) =>
    id === undefined ? undefined : commandOf(NoteConcernPromoted, { id, incident }),
});

/** D21: the alert says which incident was made of it. */
export const noteAlertWhenIncidentIsRaised = follows('note-alert-when-incident-is-raised', incidentKind, {
  IncidentRaised: ({ fromAlert: id }, { id: incident }) =>
    id === undefined ? undefined : commandOf(NoteAlertAttached, { id, incident }),
});

interface OfKind {
  readonly kind: {
    readonly code: string;
    readonly about: string;
    readonly countedAs?: { readonly code: string } | undefined;
  };
}

/** D15: an allegation against an adult is one whose kind, or what it stands for, the policy of that day gives to the LADO. */
function ifAllegation({ kind }: OfKind, { id, metadata, by }: RecordedEvent): RecordCommand | undefined {
  const [pack = '', edition = ''] = metadata.policy?.split('@') ?? [];
  const { code } = kind.countedAs ?? kind;
  const agencies = packFor(pack, edition)?.incidentKinds.find((known) => known.code === code)?.agencies ?? [];
  if (kind.about !== 'staff' || !agencies.includes('lado')) return undefined;
  return commandOf(RequireReferral, {
    id: ladoReferralOf(id),
    agency: 'lado',
    about: 'staff',
    since: by.at,
    incident: id,
  });
}

/** D15: the LADO is told within one working day, or it is written down why not. */
export const requireLadoContactAfterAllegation = follows('require-lado-contact-after-allegation', incidentKind, {
  IncidentRaised: ifAllegation,
  IncidentRecategorised: ifAllegation,
});

export const incidentFollowUps = [
  noteDuplicateWhenMerged,
  notePromotionWhenAllegationIsRaised,
  noteAlertWhenIncidentIsRaised,
  requireLadoContactAfterAllegation,
];
