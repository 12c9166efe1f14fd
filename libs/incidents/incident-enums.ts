import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import {
  alertReasons,
  capacities,
  descriptionStatuses,
  incidentOutcomes,
  incidentPlaces,
  incidentRelations,
  incidentRisks,
  incidentStatuses,
  involvements,
  personOutcomes,
} from './incident-words.js';

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
export const Capacity = graphqlEnum(capacities);
export type Capacity = keyof typeof Capacity;
registerEnumType(Capacity, { name: 'Capacity', description: 'What a person is to the school.' });
export const PersonOutcome = graphqlEnum(personOutcomes);
export type PersonOutcome = keyof typeof PersonOutcome;
registerEnumType(PersonOutcome, { name: 'PersonOutcome', description: 'What an incident came to for one person.' });
export const IncidentRelation = graphqlEnum(incidentRelations);
export type IncidentRelation = keyof typeof IncidentRelation;
registerEnumType(IncidentRelation, { name: 'IncidentRelation', description: 'How two incidents belong together.' });
export const AlertReason = graphqlEnum(alertReasons);
export type AlertReason = keyof typeof AlertReason;
registerEnumType(AlertReason, { name: 'AlertReason', description: 'Why roles were alerted.' });
export const DescriptionStatus = graphqlEnum(descriptionStatuses);
export type DescriptionStatus = keyof typeof DescriptionStatus;
registerEnumType(DescriptionStatus, {
  name: 'DescriptionStatus',
  description: 'Whether it is known who a person is who was described: identified, nobody knows, or still open.',
});
