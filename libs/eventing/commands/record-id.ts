const pattern = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const alone = new RegExp(`^${pattern}$`);

/** Whether a text is the id of a record or a person, in the one way in which the log writes them: in lower case. */
export const isRecordId = (text: string): boolean => alone.test(text);

/** Every id in a text. */
export const recordIdsIn = (text: string): readonly string[] => text.match(new RegExp(`\\b${pattern}\\b`, 'g')) ?? [];

const inAnyCase = new RegExp(`^${pattern}$`, 'i');

/** An id in the one way in which the log writes them; a text that is no id stays as it is. */
export const canonicalId = (text: string): string => (inAnyCase.test(text) ? text.toLowerCase() : text);

/** A text with every id in it as the log writes them, as the name of a stream. */
export const withCanonicalIds = (text: string): string =>
  text.replace(new RegExp(`\\b${pattern}\\b`, 'gi'), (id) => id.toLowerCase());
