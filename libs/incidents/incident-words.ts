import type { Role } from '#libs/people/roles.js';

/** Where an incident stands; `merged`: it turned out to be a second report of another one. */
export const incidentStatuses = ['raised', 'acknowledged', 'closed', 'merged'] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

/** Where it happened; the detail is free text and sealed. */
export const incidentPlaces = ['inSchool', 'schoolTrip', 'remoteLearning', 'wayToOrFromSchool', 'outOfSchool'] as const;
export type IncidentPlace = (typeof incidentPlaces)[number];

/** Places where the school may act only if there is a link to membership of the school (SL4, D10). */
export const placesOutsideSchool: readonly IncidentPlace[] = ['wayToOrFromSchool', 'outOfSchool'];

/** What a person is in an incident: each has their own part, never that of another (D2). */
export const involvements = ['victim', 'alleged', 'witness', 'reporter', 'other'] as const;
export type Involvement = (typeof involvements)[number];

/** What a person is to the school: it decides who may handle a case in which they are the alleged (D6). */
export const capacities = ['pupil', 'staff', 'headteacher', 'governor', 'parent', 'visitor', 'outsider'] as const;
export type Capacity = (typeof capacities)[number];

/** What an incident came to. */
export const incidentOutcomes = [
  'noFurtherAction',
  'educationAndSupport',
  'sanctionApplied',
  'referredToAgency',
  'unfounded',
] as const;

/** What it came to for one person (D2). */
export const personOutcomes = [
  'supported',
  'educated',
  'sanctioned',
  'referredToAgency',
  'unfounded',
  'noFurtherAction',
] as const;

/** Whom a kind of incident is about; one about staff is for the headteacher alone. */
export const incidentSubjects = ['pupil', 'staff', 'anyone'] as const;
export type IncidentSubject = (typeof incidentSubjects)[number];

/** The areas of risk of national guidance, as events have them: what a later guidance adds becomes a new version. */
export const incidentRisks = ['content', 'contact', 'conduct', 'commerce'] as const;

/** How two incidents belong together. */
export const incidentRelations = ['sameEvent', 'samePeople', 'followsFrom', 'other'] as const;

/** Whether it is known who a person is who was described, not named (D2). */
export const descriptionStatuses = ['open', 'identified', 'notIdentified'] as const;

/** Why roles are alerted (D6), as the first releases had it. */
export const firstAlertReasons = ['raised', 'recategorised', 'allegedIsStaff', 'allegedIsHeadteacher'] as const;
export const alertReasons = [...firstAlertReasons, 'personIdentified'] as const;

/** Those who handle incidents about pupils (SW9). */
export const safeguardingTeam: readonly Role[] = ['headteacher', 'dsl', 'deputyDsl', 'onlineSafetyLead'];

/** The kind of a report by somebody who is not asked to know the policy's kinds; it is given one before it is closed. */
export const notYetSorted = {
  code: 'notYetSorted',
  label: 'Told by somebody, not yet sorted into a kind',
  about: 'anyone',
  illegal: false,
} as const;
