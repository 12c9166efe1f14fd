/** What users report (SL11). */
export const technicalIncidentKinds = [
  'malware',
  'phishing',
  'unauthorisedAccess',
  'accountCompromised',
  'deviceLostOrStolen',
  'dataSentWrongly',
  'outage',
  'other',
] as const;

export const technicalSeverities = ['low', 'medium', 'high'] as const;
export const technicalIncidentStatuses = ['reported', 'triaged', 'contained', 'resolved'] as const;
export type TechnicalIncidentStatus = (typeof technicalIncidentStatuses)[number];

/** How likely a breach is to harm those whose data it is: it decides who has to be told (UK GDPR art. 33, 34). */
export const breachRisks = ['unlikely', 'likely', 'high'] as const;
export const breachStatuses = ['open', 'closed'] as const;
/** What was decided about telling the ICO. */
export const icoDecisions = ['notified', 'notNotified'] as const;
