/** What the adult is to the school: a concern about the headteacher is for the chair of governors alone. */
export const concernSubjects = ['staff', 'headteacher'] as const;

/** What followed from a concern that stays low-level. */
export const concernDecisions = ['noFurtherAction', 'adviceGiven', 'trainingGiven', 'watched'] as const;

export const concernStatuses = ['open', 'answered', 'promoted'] as const;

/** The policies' kind of what is kept apart: no incident is of it. */
export const lowLevelConcernKind = 'lowLevelStaffConcern';
