import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { caseSubjects } from './case-subjects.js';

export const CaseSubject = graphqlEnum(caseSubjects);
export type CaseSubject = keyof typeof CaseSubject;
registerEnumType(CaseSubject, { name: 'CaseSubject', description: 'Whom a case is about: it decides who handles it.' });
