import { Field, GraphQLISODateTime, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { illegalListEvents } from '#libs/filtering/filtering.events.js';
import { illegalListCodes, type IllegalListCode } from '#libs/filtering/illegal-sites.js';

export const IllegalListName = graphqlEnum(illegalListCodes);
registerEnumType(IllegalListName, { name: 'IllegalListName' });

@Entity('illegal_list')
@ObjectType({ description: 'A list of illegal sites that the school holds, without anything that is on it (D19).' })
export class IllegalListEntry extends ReadModelRow {
  @Field(() => IllegalListName)
  @Column('text')
  list: IllegalListCode;

  @Field(() => String)
  @Column('text')
  edition: string;

  @Field(() => Int)
  @Column('integer')
  entries: number;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  updatedAt: Date;
}

export const illegalLists = projection({
  name: 'illegal_list',
  version: 1,
  row: IllegalListEntry,
  from: { illegalList: illegalListEvents },
  keys: ({ id, data }) => [`${id}/${(data as { list: IllegalListCode }).list}`],
}).on({
  illegalList: {
    IllegalListUpdated: (_, { data: { list, edition, entries }, by }) => ({
      list,
      edition,
      entries,
      updatedAt: new Date(by.at),
    }),
  },
});
