import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';
import { alertContents, alertDoors, dispositions } from './monitoring-words.js';

const id = z.guid();
const moment = z.iso.datetime();
/** What an alert says is about a child: it is sealed under the alert's own key, which ends with it. */
const text = personal(z.string(), 'record');
const words = z.array(z.string());

/** A monitoring system of the school, from which alerts come. */
export const monitoringSourceEvents = eventCategory('monitoringSource', {
  MonitoringSourceOpened: event(z.strictObject({ name: text, grades: words, highRiskGrades: words })),
  /** Its webhook has another secret from now on; the secret itself follows from the master key and is kept nowhere. */
  SourceSecretRenewed: event(z.strictObject({ generation: z.int().positive() })),
  MonitoringSourceClosed: event(z.strictObject({ reason: text })),
});

export type MonitoringSourceEvent = EventOf<typeof monitoringSourceEvents>;

/** One alert of a monitoring system (D21): what it says, who looked, what it was. */
export const monitoringAlertEvents = eventCategory('monitoringAlert', {
  AlertReceived: event(
    z.strictObject({
      source: id,
      door: z.enum(alertDoors),
      occurredAt: moment,
      /** The vendor's word, one of those the school has named for the source. */
      grade: z.string(),
      highRisk: z.boolean(),
      contentKind: z.enum(alertContents),
      content: text,
      device: text.optional(),
      ip: text.optional(),
      account: text.optional(),
      person: id.optional(),
      /** When it is erased, unless it has become part of a case. */
      expiresAt: moment,
    }),
  ),
  HighRiskAlerted: event(z.strictObject({ roles: z.array(z.enum(schoolRoles)), lookBy: moment })),
  AlertEscalated: event(z.strictObject({ to: z.enum(schoolRoles), lookBy: moment })),
  AlertLookedAt: event(z.strictObject({})),
  AlertDecided: event(z.strictObject({ disposition: z.enum(dispositions), note: text.optional() })),
  /** It is part of that case from now on, and is kept as long as the case is. */
  AlertAttached: event(z.strictObject({ incident: id })),
  RawAlertExpired: event(z.strictObject({})),
});

export type MonitoringAlertEvent = EventOf<typeof monitoringAlertEvents>;
