/** What a wrapped key is bound to, so that it does not open as another one. */
export const sealKeyContext = (version: number): string => `seal key|${version}`;
export const subjectKeyContext = (school: string, subject: string): string => `${school}|${subject}`;
