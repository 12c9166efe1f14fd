import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { alarm } from './alarm-chain.js';
import { technicalIncidentKinds, technicalSeverities } from './technical-incident-words.js';

const moment = z.iso.datetime();
const text = personal(z.string(), 'record');

/** An actual or potential technical incident or security breach, as a user reported it (SL11). */
export const technicalIncidentEvents = eventCategory('technicalIncident', {
  TechnicalIncidentReported: event(
    z.strictObject({
      kind: z.enum(technicalIncidentKinds),
      potential: z.boolean(),
      noticedAt: moment,
      description: text,
      triageBy: moment,
    }),
  ),
  TechnicalIncidentTriaged: event(z.strictObject({ severity: z.enum(technicalSeverities), note: text })),
  /** From then on the clock of a personal-data breach runs (D40). */
  PersonalDataTouched: event(z.strictObject({ awareAt: moment, note: text })),
  TechnicalIncidentContained: event(z.strictObject({ how: text })),
  TechnicalIncidentResolved: event(z.strictObject({ how: text })),
  TechnicalIncidentUntriaged: event(z.strictObject({ triageBy: moment, ...alarm })),
});

export type TechnicalIncidentEvent = EventOf<typeof technicalIncidentEvents>;
