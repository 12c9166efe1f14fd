import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { illegalListEvents } from '#libs/filtering/filtering.events.js';
import { IllegalListName } from '#libs/filtering/illegal-list-enum.js';
import type { IllegalListCode } from '#libs/filtering/illegal-sites.js';

@ObjectType({ description: 'An edition that waits for a second person, and what it would change.' })
export class HeldBackEdition {
  @Field(() => String)
  edition: string;

  @Field(() => Int)
  entries: number;

  @Field(() => Int)
  added: number;

  @Field(() => Int)
  removed: number;

  @Field(() => String, { description: 'The id of the person who sent it.' })
  sentBy: string;

  @Field(() => String, { description: 'When, ISO 8601 in UTC.' })
  sentAt: string;
}

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

  @Field(() => Int, { description: 'How many hashes the edition added.' })
  @Column('integer')
  added: number;

  @Field(() => Int, { description: 'How many hashes the edition took away.' })
  @Column('integer')
  removed: number;

  @Field(() => String, { description: 'The id of the person who sent the edition, or agreed to it.' })
  @Column('text')
  updatedBy: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  updatedAt: Date;

  @Field(() => HeldBackEdition, {
    nullable: true,
    description: 'An edition with which too much of the list would go; it takes effect when a second person agrees.',
  })
  @Column('jsonb', { nullable: true })
  heldBack: HeldBackEdition | null;
}

export const illegalLists = projection({
  name: 'illegal_list',
  version: 2,
  row: IllegalListEntry,
  from: { illegalList: illegalListEvents },
  keys: ({ id, data }) => [`${id}/${(data as { list: IllegalListCode }).list}`],
}).on({
  illegalList: {
    IllegalListHeldBack: (row, { data: { edition, added, removed, entries }, by, type }) => {
      if (!row) throw new Error(`${type} without a list before it`);
      const changes = { added: added.length, removed: removed.length };
      return { ...row, heldBack: { edition, entries, ...changes, sentBy: by.actor, sentAt: by.at } };
    },
    IllegalListUpdated: (_, { data: { list, edition, added, removed, entries }, by }) => ({
      list,
      edition,
      entries,
      added: added.length,
      removed: removed.length,
      updatedBy: by.actor,
      updatedAt: new Date(by.at),
      heldBack: null,
    }),
  },
});
