import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import type { Incident } from './incident-case.js';
import { mustHandle } from './incident-guards.js';
import { mustBeLinked } from './incident-rules.js';
import type { RecordSanction } from './incidents.commands.js';
import type { IncidentEvent } from './incidents.events.js';

/** An action of the policy's matrix, and whether the matrix foresees it for a kind of incident. */
export interface OfferedSanction {
  readonly code: string;
  readonly label: string;
  readonly foreseen: boolean;
  /** Where the policy says so; for what it does not foresee, where it names the action. */
  readonly clause: string;
}

/** Every action the policy knows, those it foresees for this kind first (SL16, SW10). */
export function offeredSanctions({ sanctions }: PolicyPack, kind: string): OfferedSanction[] {
  const row = sanctions.matrix.find((known) => known.kind === kind);
  const offers = sanctions.actions.map(({ code, label, clause }) => {
    const foreseen = row?.actions.includes(code) ?? false;
    return { code, label, foreseen, clause: foreseen && row ? row.clause : clause };
  });
  return [...offers.filter(({ foreseen }) => foreseen), ...offers.filter(({ foreseen }) => !foreseen)];
}

/** D5: what the matrix foresees is applied as it is; anything else needs a reason. */
export function recordSanction(command: DataOf<RecordSanction>, past: Incident, context: Context): IncidentEvent[] {
  const { sanction, person, reason } = command;
  const incident = mustHandle(past, context, ['acknowledged']);
  const offer = offeredSanctions(context.policy, incident.kind).find(({ code }) => code === sanction);
  if (!offer) reject('UNKNOWN_SANCTION', 'The adopted policy has no action with this code.', 'D5');
  const { code, label, foreseen } = offer;
  if (!foreseen && reason === undefined)
    reject(
      'REASON_MISSING',
      'The policy does not list this action for this kind of incident; give a reason for taking it.',
      'D5',
    );
  if (person !== undefined && mustBeLinked(person, incident).role !== 'alleged')
    reject('NOT_THE_ALLEGED', 'A sanction can be applied only to somebody linked as the alleged.', 'D2');
  const details = { ...(person && { person }), ...(reason && { reason }) };
  return [{ type: 'SanctionRecorded', data: { code, label, foreseen, ...details } }];
}
