import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import {
  CheckedDevice,
  CheckedGroup,
  EvidenceKind,
  FilteringCheckStatus,
  FilterTest,
  FilterTestResult,
} from '#libs/filtering-checks/check-enums.js';
import { filterTests } from '#libs/filtering-checks/check-words.js';
import { filteringCheckEvents } from '#libs/filtering-checks/filtering-checks.events.js';

@ObjectType({ description: 'What became of one test.' })
export class FilterTestOutcome {
  @Field(() => FilterTest)
  test: FilterTest;

  @Field(() => FilterTestResult)
  result: FilterTestResult;

  @Field(() => String, { nullable: true, description: 'The address that was tried.' })
  address?: string | undefined;
}

@Entity('filtering_check')
@ObjectType({ description: 'A test of the web filter, and what became of it where something got through (D22).' })
export class FilteringCheckEntry extends ReadModelRow {
  @Field(() => FilteringCheckStatus)
  @Column('text')
  status: FilteringCheckStatus;

  @Field(() => ID, { nullable: true, description: 'The plan that it fulfils.' })
  @Column('text', { nullable: true })
  plan: string | null;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  checkedAt: Date;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  recordedAt: Date;

  @Field(() => ID, { description: 'The id of the person who recorded it.' })
  @Column('text')
  checkedBy: string;

  @Field(() => String)
  @Column('text')
  checkedRole: string;

  @Field(() => CheckedGroup)
  @Column('text')
  userGroup: CheckedGroup;

  @Field(() => CheckedDevice)
  @Column('text')
  deviceKind: CheckedDevice;

  @Field(() => String)
  @Column('text')
  device: string;

  @Field(() => String)
  @Column('text')
  location: string;

  @Field(() => [FilterTestOutcome])
  @Column('jsonb')
  results: FilterTestOutcome[];

  @Field(() => EvidenceKind)
  @Column('text')
  evidence: EvidenceKind;

  @Field(() => String, { nullable: true, description: 'The service whose result was taken over.' })
  @Column('text', { nullable: true })
  service: string | null;

  @Field(() => String, { nullable: true, description: 'The network, as that service saw it.' })
  @Column('text', { nullable: true })
  network: string | null;

  @Field(() => String, { nullable: true, description: 'What was done at once.' })
  @Column('text', { nullable: true })
  action: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'By when a new test has to show that it is mended.' })
  @Column('timestamptz', { nullable: true })
  remedyBy: Date | null;

  @Field(() => Boolean, { description: 'Nothing has shown so in time.' })
  @Column('boolean')
  remedyOverdue: boolean;

  @Field(() => ID, { nullable: true, description: 'The later test that showed it.' })
  @Column('text', { nullable: true })
  retest: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  remedyNote: string | null;
}

type Row = RowData<FilteringCheckEntry>;

export const filteringChecks = projection({
  name: 'filtering_check',
  version: 1,
  row: FilteringCheckEntry,
  from: { filteringCheck: filteringCheckEvents },
}).on({
  filteringCheck: {
    FilteringChecked: (_, { data, by }) => ({
      status: 'passed',
      plan: data.plan ?? null,
      checkedAt: new Date(data.checkedAt),
      recordedAt: new Date(by.at),
      checkedBy: by.actor,
      checkedRole: by.role,
      userGroup: data.userGroup,
      deviceKind: data.deviceKind,
      device: data.device,
      location: data.location,
      results: filterTests.map((test) => ({ test, ...data.results[test] })),
      evidence: data.evidence,
      service: data.report?.service ?? null,
      network: data.report?.network ?? null,
      action: null,
      remedyBy: null,
      remedyOverdue: false,
      retest: null,
      remedyNote: null,
    }),
    FilterFoundFailing: (row, { data }) => ({
      ...known(row),
      status: 'failing',
      action: data.action,
      remedyBy: new Date(data.remedyBy),
    }),
    FailingFilterOverdue: (row) => ({ ...known(row), remedyOverdue: true }),
    FilterRemedied: (row, { data }) => ({
      ...known(row),
      status: 'remedied',
      retest: data.retest,
      remedyNote: data.note ?? null,
    }),
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('a test of the filter begins with FilteringChecked');
  return row;
}
