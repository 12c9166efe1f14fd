import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { riskAssessmentStatuses, riskLevels, softwareStatuses, technologyUses } from './risk-assessment-words.js';

export const TechnologyUse = graphqlEnum(technologyUses);
export type TechnologyUse = keyof typeof TechnologyUse;
registerEnumType(TechnologyUse, { name: 'TechnologyUse', description: 'What a technology is to be used for (SW16).' });

export const RiskLevel = graphqlEnum(riskLevels);
export type RiskLevel = keyof typeof RiskLevel;
registerEnumType(RiskLevel, { name: 'RiskLevel' });

export const RiskAssessmentStatus = graphqlEnum(riskAssessmentStatuses);
export type RiskAssessmentStatus = keyof typeof RiskAssessmentStatus;
registerEnumType(RiskAssessmentStatus, { name: 'RiskAssessmentStatus' });

export const SoftwareStatus = graphqlEnum(softwareStatuses);
export type SoftwareStatus = keyof typeof SoftwareStatus;
registerEnumType(SoftwareStatus, {
  name: 'SoftwareStatus',
  description: 'stopped: its risk assessment was refused after it had been approved.',
});
