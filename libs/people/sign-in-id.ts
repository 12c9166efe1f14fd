/**
 * Whether an id was made by Daybook for a subject of the issuer that is no UUID (version 8 of RFC 9562, of one's own
 * making); any other one is itself the id of a person.
 */
export const isMadeForSubject = (id: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-8/.test(id);
