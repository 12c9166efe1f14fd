import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { yearGroups } from '#libs/people/person-words.js';
import {
  alertReasons,
  capacities,
  firstAlertReasons,
  incidentOutcomes,
  incidentPlaces,
  incidentRelations,
  incidentRisks,
  incidentSubjects,
  involvements,
  personOutcomes,
} from './incident-words.js';

/** A moment of the school's own, not of the recording: ISO 8601 in UTC. */
const moment = z.iso.datetime();
const id = z.guid();
/** A role of the school. An alert names roles, never people; a role that is given up one day still reads. */
const role = z.string();
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

/** Of the school's own words: as what it is counted, so that figures need not know them (D4). */
const kindOrOwn = kind.extend({ countedAs: z.strictObject({ code: z.string(), label: z.string() }).optional() });

const raised = {
  kind,
  occurredAt: moment,
  place: z.enum(incidentPlaces),
  placeDetail: text.optional(),
  membershipLink: text.optional(),
  facts: text,
  acknowledgeBy: moment,
};
const linked = { person: id, role: z.enum(involvements), note: ofThePerson.optional() };
const linkedAs = { ...linked, capacity: z.enum(capacities).optional() };
const recategorised = {
  reason: text,
  presumedSeriousness: z.string().optional(),
  acknowledgeBy: moment.optional(),
};
const action = { actionId: id, what: text, owner: id, due: moment };

/** The life of one online safety incident (SL4, SW6, SW9), from the report to the reasons for which it was closed. */
export const incidentEvents = eventCategory('incident', {
  IncidentRaised: event(z.strictObject(raised))
    .next(
      z.strictObject({
        ...raised,
        /** How serious it is taken to be until somebody has weighed it: the clock of D7 runs by it. */
        presumedSeriousness: z.string().optional(),
        /** Nothing is kept of who told it. */
        anonymous: z.boolean(),
        /** The low-level concern that became this allegation (D16). */
        fromConcern: id.optional(),
      }),
      (before) => ({ ...before, anonymous: false }),
    )
    .next(
      z.strictObject({
        ...raised,
        presumedSeriousness: z.string().optional(),
        anonymous: z.boolean(),
        fromConcern: id.optional(),
        /** The alert of a monitoring system of which it was made (D21). */
        fromAlert: id.optional(),
      }),
      (before) => before,
    )
    .next(
      z.strictObject({
        ...raised,
        kind: kindOrOwn,
        presumedSeriousness: z.string().optional(),
        anonymous: z.boolean(),
        fromConcern: id.optional(),
        fromAlert: id.optional(),
      }),
      (before) => before,
    ),
  PersonLinked: event(z.strictObject(linked))
    .next(z.strictObject(linkedAs), (before) => before)
    .next(
      z.strictObject({
        ...linkedAs,
        /** Of a pupil, on that day: incidents are counted by it without looking up anybody (D24). */
        yearGroup: z.enum(yearGroups).optional(),
      }),
      (before) => before,
    ),
  /** Somebody who is not on the list of the school, for those who handle it to find; known in the incident by a number. */
  PersonDescribed: event(
    z.strictObject({
      number: z.int().positive(),
      description: text,
      role: z.enum(involvements),
      capacity: z.enum(capacities).optional(),
      yearGroup: z.enum(yearGroups).optional(),
      note: text.optional(),
    }),
  ),
  /** With the part that was stated of them when they were described. */
  DescribedPersonIdentified: event(
    z.strictObject({ number: z.int().positive(), ...linkedAs, yearGroup: z.enum(yearGroups).optional() }),
  ),
  DescribedPersonNotIdentified: event(z.strictObject({ number: z.int().positive(), reason: text })),
  RolesAlerted: event(z.strictObject({ roles: z.array(role), because: z.enum(firstAlertReasons) })).next(
    z.strictObject({ roles: z.array(role), because: z.enum(alertReasons) }),
    (before) => before,
  ),
  IncidentEscalated: event(
    z.strictObject({
      to: role,
      /** By when that role is to acknowledge it, if there is another to pass it on to. */
      acknowledgeBy: moment.optional(),
    }),
  ),
  IncidentAcknowledged: event(z.strictObject({ note: text.optional() })),
  SeriousnessDecided: event(z.strictObject({ seriousness: z.string(), reasons: text })),
  PersonOutcomeRecorded: event(
    z.strictObject({ person: id, outcome: z.enum(personOutcomes), note: ofThePerson.optional() }),
  ),
  SanctionRecorded: event(
    z.strictObject({
      code: z.string(),
      label: z.string(),
      /** The matrix of the policy in force foresees it for this kind of incident. */
      foreseen: z.boolean(),
      person: id.optional(),
      reason: text.optional(),
    }),
  ),
  TechnicalStepRecorded: event(z.strictObject({ step: text, takenAt: moment })),
  ActionRecorded: event(z.strictObject(action)).next(z.strictObject({ ...action, remindAt: moment }), (before) => ({
    ...before,
    remindAt: before.due,
  })),
  ActionPostponed: event(z.strictObject({ actionId: id, due: moment, remindAt: moment, reason: text })),
  ActionReassigned: event(z.strictObject({ actionId: id, owner: id, remindAt: moment, reason: text })),
  ActionReminded: event(z.strictObject({ actionId: id })),
  ActionFellOverdue: event(z.strictObject({ actionId: id })),
  ActionCompleted: event(z.strictObject({ actionId: id, note: text.optional() })),
  MembershipLinkStated: event(z.strictObject({ membershipLink: text })),
  ParentsInformed: event(z.strictObject({ informedAt: moment, note: text.optional() })),
  ParentsNotInformed: event(z.strictObject({ reason: text })),
  ReporterTold: event(z.strictObject({ message: text })),
  AddendumAdded: event(z.strictObject({ text })),
  FactsCorrected: event(z.strictObject({ facts: text, reason: text })),
  IncidentRecategorised: event(z.strictObject({ kind, reason: text }))
    .next(z.strictObject({ kind, ...recategorised }), (before) => before)
    .next(z.strictObject({ kind: kindOrOwn, ...recategorised }), (before) => before),
  IncidentLinked: event(z.strictObject({ to: id, relation: z.enum(incidentRelations), reason: text })),
  IncidentMerged: event(z.strictObject({ into: id, reason: text })),
  DuplicateNoted: event(z.strictObject({ duplicate: id })),
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
