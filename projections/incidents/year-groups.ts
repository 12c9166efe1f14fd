import { yearGroups } from '#libs/people/person-words.js';

type YearGroup = (typeof yearGroups)[number];

/** The year groups that people are in, the youngest first and each once. */
export const yearGroupsOf = (people: readonly { readonly yearGroup?: YearGroup | undefined }[]): YearGroup[] =>
  yearGroups.filter((group) => people.some(({ yearGroup }) => yearGroup === group));
