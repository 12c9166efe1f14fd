/** A code of ours as words: `outOfSchool` is "out of school". */
export const inWords = (code: string): string => code.replace(/[A-Z]+|\d+/g, (part) => ` ${part.toLowerCase()}`).trim();
