import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import {
  breachRisks,
  breachStatuses,
  icoDecisions,
  technicalIncidentKinds,
  technicalIncidentStatuses,
  technicalSeverities,
} from './technical-incident-words.js';

export const TechnicalIncidentKind = graphqlEnum(technicalIncidentKinds);
export type TechnicalIncidentKind = keyof typeof TechnicalIncidentKind;
registerEnumType(TechnicalIncidentKind, { name: 'TechnicalIncidentKind' });

export const TechnicalIncidentStatus = graphqlEnum(technicalIncidentStatuses);
export type TechnicalIncidentStatus = keyof typeof TechnicalIncidentStatus;
registerEnumType(TechnicalIncidentStatus, { name: 'TechnicalIncidentStatus' });

export const TechnicalSeverity = graphqlEnum(technicalSeverities);
export type TechnicalSeverity = keyof typeof TechnicalSeverity;
registerEnumType(TechnicalSeverity, { name: 'TechnicalSeverity' });

export const BreachRisk = graphqlEnum(breachRisks);
export type BreachRisk = keyof typeof BreachRisk;
registerEnumType(BreachRisk, { name: 'BreachRisk', description: 'How likely it harms those whose data it is.' });

export const BreachStatus = graphqlEnum(breachStatuses);
export type BreachStatus = keyof typeof BreachStatus;
registerEnumType(BreachStatus, { name: 'BreachStatus' });

export const IcoDecision = graphqlEnum(icoDecisions);
export type IcoDecision = keyof typeof IcoDecision;
registerEnumType(IcoDecision, { name: 'IcoDecision', description: 'What was decided about telling the ICO.' });
