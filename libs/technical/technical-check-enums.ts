import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { intervalUnits } from './intervals.js';
import { planBases, responsibleRoles, technicalCheckKinds, technicalCheckResults } from './technical-check-words.js';

export const TechnicalCheckKind = graphqlEnum(technicalCheckKinds);
export type TechnicalCheckKind = keyof typeof TechnicalCheckKind;
registerEnumType(TechnicalCheckKind, { name: 'TechnicalCheckKind', description: 'What is checked by plan (SL11).' });

export const TechnicalCheckResult = graphqlEnum(technicalCheckResults);
export type TechnicalCheckResult = keyof typeof TechnicalCheckResult;
registerEnumType(TechnicalCheckResult, { name: 'TechnicalCheckResult' });

export const TechnicalCheckBasis = graphqlEnum(planBases);
export type TechnicalCheckBasis = keyof typeof TechnicalCheckBasis;
registerEnumType(TechnicalCheckBasis, {
  name: 'TechnicalCheckBasis',
  description: "Whose plan it is: named guidance's, Daybook's own proposal, or the school's.",
});

export const ResponsibleRole = graphqlEnum(responsibleRoles);
export type ResponsibleRole = keyof typeof ResponsibleRole;
registerEnumType(ResponsibleRole, { name: 'ResponsibleRole', description: 'Who is responsible for a check.' });

export const IntervalUnit = graphqlEnum(intervalUnits);
export type IntervalUnit = keyof typeof IntervalUnit;
registerEnumType(IntervalUnit, { name: 'IntervalUnit' });
