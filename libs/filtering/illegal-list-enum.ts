import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { illegalListCodes } from './illegal-sites.js';

export const IllegalListName = graphqlEnum(illegalListCodes);
registerEnumType(IllegalListName, { name: 'IllegalListName' });
