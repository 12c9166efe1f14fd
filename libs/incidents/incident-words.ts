/** Where an incident stands. */
export const incidentStatuses = ['raised', 'acknowledged', 'closed'] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

/** Where it happened; the detail is free text and sealed. */
export const incidentPlaces = ['inSchool', 'schoolTrip', 'remoteLearning', 'wayToOrFromSchool', 'outOfSchool'] as const;
export type IncidentPlace = (typeof incidentPlaces)[number];

/** Places where the school may act only if there is a link to membership of the school (SL4, D10). */
export const placesOutsideSchool: readonly IncidentPlace[] = ['wayToOrFromSchool', 'outOfSchool'];

/** What a person is in an incident: each has their own part, never that of another (D2). */
export const involvements = ['victim', 'alleged', 'witness', 'reporter', 'other'] as const;
export type Involvement = (typeof involvements)[number];

/** What an incident came to. */
export const incidentOutcomes = [
  'noFurtherAction',
  'educationAndSupport',
  'sanctionApplied',
  'referredToAgency',
  'unfounded',
] as const;

/** Whom a kind of incident is about; one about staff is for the headteacher alone. */
export const incidentSubjects = ['pupil', 'staff', 'anyone'] as const;
export type IncidentSubject = (typeof incidentSubjects)[number];

/** The areas of risk of national guidance, as events have them: what a later guidance adds becomes a new version. */
export const incidentRisks = ['content', 'contact', 'conduct', 'commerce'] as const;
