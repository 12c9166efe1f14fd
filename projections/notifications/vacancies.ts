import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { vacancyEvents } from '#libs/notifications/notifications.events.js';

@Entity('vacancies')
@ObjectType({ description: 'A role that was to be told of something on a day on which nobody held it (D23).' })
export class VacancyEntry extends ReadModelRow {
  @Field(() => String)
  @Column('text')
  role: string;

  @Field(() => String, { description: 'As 2026-03-12.' })
  @Column('text')
  onDay: string;

  @Field(() => String, { nullable: true, description: 'The role that was told instead; null if nobody was.' })
  @Column('text', { nullable: true })
  fellTo: string | null;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  foundAt: Date;
}

export const vacancies = projection({
  name: 'vacancies',
  version: 1,
  row: VacancyEntry,
  from: { vacancy: vacancyEvents },
}).on({
  vacancy: {
    RoleFoundVacant: (_, { data: { role, on, fellTo = null }, by }) => ({
      role,
      onDay: on,
      fellTo,
      foundAt: new Date(by.at),
    }),
  },
});
