import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { projectionCheckEvents } from '#libs/projection-checks/projection-check.events.js';

@ObjectType({ description: 'A row that does not follow from the log: where it stands, never what it says.' })
export class RowDifference {
  @Field(() => String, { description: 'The read model’s table, or that of its history.' })
  table: string;

  @Field(() => String, {
    description:
      '`missing`: the events give the row, the read model lacks it; `extra`: the other way round; `different`.',
  })
  kind: string;

  @Field(() => ID)
  id: string;

  @Field(() => [String], { description: 'The columns that differ.' })
  columns: readonly string[];
}

@ObjectType()
export class CheckedReadModel {
  @Field(() => String)
  name: string;

  @Field(() => Int)
  version: number;

  @Field(() => String, { description: 'The place in the log up to which it was compared.' })
  position: string;

  @Field(() => Int)
  rows: number;

  @Field(() => String, { nullable: true, description: 'SHA-256 over its rows; null where it has none.' })
  hash: string | null;

  @Field(() => Int, { description: 'How many rows differ.' })
  differing: number;

  @Field(() => [RowDifference], { description: 'The first 100 of them.' })
  differences: readonly RowDifference[];
}

@Entity('projection_check')
@ObjectType({ description: 'A nightly comparison of the school’s read models with a rebuild from the log (D35).' })
export class ProjectionCheck extends ReadModelRow {
  @Field(() => GraphQLISODateTime, { description: 'For when it was set.' })
  @Column('timestamptz')
  dueAt: Date;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  startedAt: Date;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  recordedAt: Date;

  @Field(() => Int)
  @Column('integer')
  rowsCompared: number;

  @Field(() => Int, { description: 'How many rows differ: 0 is what should stand here.' })
  @Column('integer')
  differing: number;

  @Field(() => [CheckedReadModel])
  @Column('jsonb')
  readModels: readonly CheckedReadModel[];
}

export const projectionChecks = projection({
  name: 'projection_check',
  version: 1,
  row: ProjectionCheck,
  from: { projectionCheck: projectionCheckEvents },
}).on({
  projectionCheck: {
    ProjectionsVerified: (_, { by, data: { dueAt, startedAt, readModels } }) => ({
      dueAt: new Date(dueAt),
      startedAt: new Date(startedAt),
      recordedAt: new Date(by.at),
      rowsCompared: sum(readModels.map(({ rows }) => rows)),
      differing: sum(readModels.map(({ differing }) => differing)),
      readModels,
    }),
  },
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
