import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/graphql-enum.js';
import { incidentOutcomes, incidentPlaces, incidentRisks, incidentStatuses, involvements } from './incident-words.js';

export const IncidentStatus = graphqlEnum(incidentStatuses);
export type IncidentStatus = keyof typeof IncidentStatus;
registerEnumType(IncidentStatus, { name: 'IncidentStatus' });
export const IncidentPlace = graphqlEnum(incidentPlaces);
export type IncidentPlace = keyof typeof IncidentPlace;
registerEnumType(IncidentPlace, { name: 'IncidentPlace' });
export const Involvement = graphqlEnum(involvements);
export type Involvement = keyof typeof Involvement;
registerEnumType(Involvement, { name: 'Involvement', description: 'What a person is in an incident.' });
export const IncidentOutcome = graphqlEnum(incidentOutcomes);
export type IncidentOutcome = keyof typeof IncidentOutcome;
registerEnumType(IncidentOutcome, { name: 'IncidentOutcome' });
export const IncidentRisk = graphqlEnum(incidentRisks);
export type IncidentRisk = keyof typeof IncidentRisk;
registerEnumType(IncidentRisk, { name: 'IncidentRisk', description: 'The area of risk of national guidance.' });
