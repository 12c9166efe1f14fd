import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { duties, personKinds, yearGroups } from './person-words.js';

export const PersonKind = graphqlEnum(personKinds);
export type PersonKind = keyof typeof PersonKind;
registerEnumType(PersonKind, { name: 'PersonKind', description: 'What somebody is to the school, first of all.' });
export const YearGroup = graphqlEnum(yearGroups);
export type YearGroup = keyof typeof YearGroup;
registerEnumType(YearGroup, { name: 'YearGroup' });
export const Duty = graphqlEnum(duties);
export type Duty = keyof typeof Duty;
registerEnumType(Duty, { name: 'Duty', description: 'A role that somebody is appointed to (SL2, SW5).' });
