import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/event-schemas.js';
import { incidentOutcomes, incidentPlaces, incidentRisks, incidentSubjects, involvements } from './incident-words.js';

/** A moment of the school's own, not of the recording: ISO 8601 in UTC. */
const moment = z.iso.datetime();
const id = z.guid();
/** Free text names children, so it is sealed under the record's own key. */
const text = personal(z.string(), 'record');
/** What is said of one person is sealed under that person's key, so that it can be erased with them. */
const ofThePerson = personal(z.string(), 'person');

/** The kind as the policy in force worded it that day: it still reads when the policy has changed (D4). */
const kind = z.strictObject({
  code: z.string(),
  label: z.string(),
  about: z.enum(incidentSubjects),
  risk: z.enum(incidentRisks).optional(),
  illegal: z.boolean(),
});

/** The life of one online safety incident (SL4, SW6, SW9), from the report to the reasons for which it was closed. */
export const incidentEvents = eventCategory('incident', {
  IncidentRaised: event(
    z.strictObject({
      kind,
      occurredAt: moment,
      place: z.enum(incidentPlaces),
      placeDetail: text.optional(),
      membershipLink: text.optional(),
      facts: text,
      acknowledgeBy: moment,
    }),
  ),
  PersonLinked: event(z.strictObject({ person: id, role: z.enum(involvements), note: ofThePerson.optional() })),
  IncidentAcknowledged: event(z.strictObject({ note: text.optional() })),
  SeriousnessDecided: event(z.strictObject({ seriousness: z.string(), reasons: text })),
  ActionRecorded: event(z.strictObject({ actionId: id, what: text, owner: id, due: moment })),
  ActionCompleted: event(z.strictObject({ actionId: id, note: text.optional() })),
  ParentsInformed: event(z.strictObject({ informedAt: moment, note: text.optional() })),
  ParentsNotInformed: event(z.strictObject({ reason: text })),
  AddendumAdded: event(z.strictObject({ text })),
  FactsCorrected: event(z.strictObject({ facts: text, reason: text })),
  IncidentRecategorised: event(z.strictObject({ kind, reason: text })),
  IncidentClosed: event(
    z.strictObject({
      summary: text,
      howFollowedUp: text,
      decision: text,
      outcome: z.enum(incidentOutcomes),
      reasons: text,
    }),
  ),
  IncidentReopened: event(z.strictObject({ reason: text })),
});

export type IncidentEvent = EventOf<typeof incidentEvents>;
