import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { filteringReviewEvents } from '#libs/filtering-checks/filtering-reviews.events.js';
import { FilteringReviewCause, FilteringReviewStatus } from '#libs/filtering-checks/review-enums.js';

const Nullable = (description: string, type: () => typeof String | typeof ID = () => String): PropertyDecorator => {
  return (target, property) => {
    Field(type, { nullable: true, description })(target, property);
    Column('text', { nullable: true })(target, property);
  };
};

@Entity('filtering_review')
@ObjectType({
  description: 'A review of filtering and monitoring: open with its day, or held by whom and with what (D22).',
})
export class FilteringReviewEntry extends ReadModelRow {
  @Field(() => FilteringReviewStatus)
  @Column('text')
  status: FilteringReviewStatus;

  @Field(() => FilteringReviewCause)
  @Column('text')
  because: FilteringReviewCause;

  @Nullable('What has changed, or which risk.')
  what: string | null;

  @Nullable('The failed test that gave rise to it.', () => ID)
  failedCheck: string | null;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  openedAt: Date;

  @Field(() => String, { description: 'The day by which it is to be held.' })
  @Column('text')
  dueOn: string;

  @Field(() => Boolean, { description: 'That day passed without it.' })
  @Column('boolean')
  overdue: boolean;

  @Nullable('The day on which it was held.')
  heldOn: string | null;

  @Nullable('The id of the member of the SLT.', () => ID)
  seniorLeader: string | null;

  @Nullable('The id of the designated safeguarding lead.', () => ID)
  dsl: string | null;

  @Nullable('The id of the person of IT support.', () => ID)
  itSupport: string | null;

  @Nullable('The id of the responsible governor.', () => ID)
  governor: string | null;

  @Nullable('What was found.')
  findings: string | null;

  @Nullable('What was decided.')
  decisions: string | null;

  @Nullable('The day by which the next annual one is due.')
  nextDueOn: string | null;

  @Nullable('The review in which its matter was looked at.', () => ID)
  coveredBy: string | null;
}

type Row = RowData<FilteringReviewEntry>;

export const filteringReviews = projection({
  name: 'filtering_review',
  version: 1,
  row: FilteringReviewEntry,
  from: { filteringReview: filteringReviewEvents },
}).on({
  filteringReview: {
    FilteringReviewOpened: (_, { data, by }) => ({
      status: 'open',
      because: data.because,
      what: data.what ?? null,
      failedCheck: data.check ?? null,
      openedAt: new Date(by.at),
      dueOn: data.dueOn,
      overdue: false,
      heldOn: null,
      seniorLeader: null,
      dsl: null,
      itSupport: null,
      governor: null,
      findings: null,
      decisions: null,
      nextDueOn: null,
      coveredBy: null,
    }),
    FilteringReviewOverdue: (row) => ({ ...known(row), overdue: true }),
    FilteringReviewHeld: (row, { data }) => ({
      ...known(row),
      ...data,
      nextDueOn: data.nextDueOn ?? null,
      status: 'held',
    }),
    FilteringReviewCovered: (row, { data }) => ({ ...known(row), status: 'covered', coveredBy: data.review }),
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('a review begins with FilteringReviewOpened');
  return row;
}
