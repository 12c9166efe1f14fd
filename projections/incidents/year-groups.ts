import { yearGroups } from '#libs/people/person-words.js';

type YearGroup = (typeof yearGroups)[number];

/** Year groups with one more, the youngest first and each once. */
export const withYearGroup = (known: readonly YearGroup[], added: YearGroup | undefined): YearGroup[] =>
  yearGroups.filter((group) => group === added || known.includes(group));
