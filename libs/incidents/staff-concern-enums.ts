import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { concernDecisions, concernStatuses, concernSubjects } from './staff-concern-words.js';

export const ConcernSubject = graphqlEnum(concernSubjects);
export type ConcernSubject = keyof typeof ConcernSubject;
registerEnumType(ConcernSubject, { name: 'ConcernSubject' });
export const ConcernDecision = graphqlEnum(concernDecisions);
export type ConcernDecision = keyof typeof ConcernDecision;
registerEnumType(ConcernDecision, { name: 'ConcernDecision' });
export const ConcernStatus = graphqlEnum(concernStatuses);
export type ConcernStatus = keyof typeof ConcernStatus;
registerEnumType(ConcernStatus, { name: 'ConcernStatus' });
