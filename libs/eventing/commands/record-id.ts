const pattern = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const alone = new RegExp(`^${pattern}$`);

/** Whether a text is the id of a record or a person, in the one way in which the log writes them: in lower case. */
export const isRecordId = (text: string): boolean => alone.test(text);

/** Every id in a text. */
export const recordIdsIn = (text: string): readonly string[] => text.match(new RegExp(`\\b${pattern}\\b`, 'g')) ?? [];
