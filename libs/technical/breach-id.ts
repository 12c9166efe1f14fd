import { v5 as uuidOf } from 'uuid';

const breaches = '8d4a1f52-5c0e-4f5b-9d11-6a2e3b7c9f04';

/** The breach that follows from a technical incident: one, whoever finds out that personal data are touched. */
export const breachOf = (technicalIncident: string): string => uuidOf(technicalIncident, breaches);
