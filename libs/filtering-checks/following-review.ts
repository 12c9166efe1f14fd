import { v5 as uuidOf } from 'uuid';

/** The name space of the ids of reviews that follow from something: each thing has one, however often the worker asks. */
const following = '5b7a1d0e-2c55-4f0e-9a43-6f1f5d0a9e21';

/** The id of the review that follows from a failed test, or from an annual review as the next one. */
export const followingReviewOf = (id: string): string => uuidOf(id, following);
