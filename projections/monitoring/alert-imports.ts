import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { alertImportEvents } from '#libs/monitoring/alert-import.events.js';

@Entity('alert_import')
@ObjectType({
  description: 'A file of alerts that was uploaded; one that is not finished is to be sent once more (D21).',
})
export class AlertImportEntry extends ReadModelRow {
  @Field(() => ID)
  @Column('text')
  source: string;

  @Field(() => String, { description: 'The SHA-256 of the file, in hexadecimal.' })
  @Column('text')
  sha256: string;

  @Field(() => Int, { description: 'How many alerts it holds.' })
  @Column('integer')
  alerts: number;

  @Field(() => ID)
  @Column('text')
  begunBy: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  begunAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Null: some of its alerts may not be on record.' })
  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;

  @Field(() => Int, { nullable: true })
  @Column('integer', { nullable: true })
  received: number | null;

  @Field(() => Int, { nullable: true, description: 'Of them, those that were on record before the last attempt.' })
  @Column('integer', { nullable: true })
  duplicates: number | null;
}

export const alertImports = projection({
  name: 'alert_import',
  version: 1,
  row: AlertImportEntry,
  from: { alertImport: alertImportEvents },
}).on({
  alertImport: {
    AlertImportBegun: (_, { data: { source, sha256, alerts }, by }) => ({
      source,
      sha256,
      alerts,
      begunBy: by.actor,
      begunAt: new Date(by.at),
      finishedAt: null,
      received: null,
      duplicates: null,
    }),
    AlertImportFinished: (row, { type, data: { received, duplicates }, by }) => {
      if (!row) throw new Error(`${type} without a beginning`);
      return { ...row, finishedAt: new Date(by.at), received, duplicates };
    },
  },
});
