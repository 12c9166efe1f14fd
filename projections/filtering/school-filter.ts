import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { schoolFilterEvents, type FilterAdapterName } from '#libs/filtering/filter-orders.events.js';

@Entity('school_filter')
@ObjectType({ description: 'Who changes the school’s filter, and whether the filter is as the log says (SL6, SW7).' })
export class SchoolFilterEntry extends ReadModelRow {
  @Field(() => String, { description: 'manual: a technician; webhook or squid: Daybook itself.' })
  @Column('text')
  adapter: FilterAdapterName;

  @Field(() => String, { nullable: true, description: 'Why the school decided so.' })
  @Column('text', { nullable: true })
  reason: string | null;

  @Field(() => String, { nullable: true, description: 'The id of the person who decided it.' })
  @Column('text', { nullable: true })
  chosenBy: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  chosenAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Since when the filter differs from the log.' })
  @Column('timestamptz', { nullable: true })
  driftSince: Date | null;

  @Field(() => [String], { description: 'The ids of confirmed changes that the filter lacks.' })
  @Column('jsonb')
  missing: readonly string[];

  @Field(() => [String], { description: 'The ids of changes that the filter has, though it had confirmed their end.' })
  @Column('jsonb')
  lingering: readonly string[];

  @Field(() => [String], { description: 'What Daybook has ordered once more because of the difference.' })
  @Column('jsonb')
  orderedAgain: readonly string[];

  @Field(() => Boolean, { description: 'It was not mended in time, and people were told.' })
  @Column('boolean')
  driftLasting: boolean;

  @Field(() => Int, { description: 'How many entries the filter has that nobody ordered.' })
  @Column('integer')
  unexpected: number;

  @Field(() => String, { nullable: true, description: 'Why the filter could not say what it has.' })
  @Column('text', { nullable: true })
  fault: string | null;
}

const untouched: RowData<SchoolFilterEntry> = {
  adapter: 'manual',
  reason: null,
  chosenBy: null,
  chosenAt: null,
  driftSince: null,
  missing: [],
  lingering: [],
  orderedAgain: [],
  driftLasting: false,
  unexpected: 0,
  fault: null,
};

export const schoolFilters = projection({
  name: 'school_filter',
  version: 2,
  row: SchoolFilterEntry,
  from: { schoolFilter: schoolFilterEvents },
}).on({
  schoolFilter: {
    FilterAdapterChosen: (row = untouched, { data: { adapter, reason }, by }) => ({
      ...row,
      adapter,
      reason,
      chosenBy: by.actor,
      chosenAt: new Date(by.at),
    }),
    FilterDriftFound: (row = untouched, { data: { missing, lingering, unexpected, fault = null }, by }) => ({
      ...row,
      driftSince: row.driftSince ?? new Date(by.at),
      missing,
      lingering,
      unexpected,
      fault,
    }),
    FilterDriftConfirmed: (row = untouched, { data: { orderAgain } }) => ({
      ...row,
      orderedAgain: [...row.orderedAgain, ...orderAgain],
    }),
    FilterDriftLasting: (row = untouched) => ({ ...row, driftLasting: true }),
    FilterDriftEnded: (row = untouched) => {
      const { adapter, reason, chosenBy, chosenAt } = row;
      return { ...untouched, adapter, reason, chosenBy, chosenAt };
    },
  },
});
