import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { CheckedDevice, CheckedGroup, CheckPlanStatus, CycleUnit } from '#libs/filtering-checks/check-enums.js';
import { filteringCheckPlanEvents } from '#libs/filtering-checks/filtering-checks.events.js';

@Entity('filtering_check_plan')
@ObjectType({ description: 'Tests of the filter in the school’s schedule, and whether they are done in time (D22).' })
export class FilteringCheckPlanEntry extends ReadModelRow {
  @Field(() => CheckPlanStatus)
  @Column('text')
  status: CheckPlanStatus;

  @Field(() => CheckedGroup)
  @Column('text')
  userGroup: CheckedGroup;

  @Field(() => CheckedDevice)
  @Column('text')
  deviceKind: CheckedDevice;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  location: string | null;

  @Field(() => Int)
  @Column('integer')
  everyCount: number;

  @Field(() => CycleUnit)
  @Column('text')
  everyUnit: CycleUnit;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  plannedAt: Date;

  @Field(() => String, { description: 'The day by which the next test is due.' })
  @Column('text')
  dueOn: string;

  @Field(() => Boolean, { description: 'That day is over, and there is no test.' })
  @Column('boolean')
  overdue: boolean;

  @Field(() => ID, { nullable: true, description: 'The test that fulfilled it last.' })
  @Column('text', { nullable: true })
  lastCheck: string | null;

  @Field(() => String, { nullable: true, description: 'The day of that test.' })
  @Column('text', { nullable: true })
  lastCheckedOn: string | null;

  @Field(() => Int, { description: 'How many tests were done under it.' })
  @Column('integer')
  done: number;

  @Field(() => Int, { description: 'How many times it fell overdue.' })
  @Column('integer')
  missed: number;
}

type Row = RowData<FilteringCheckPlanEntry>;

export const filteringCheckPlans = projection({
  name: 'filtering_check_plan',
  version: 1,
  row: FilteringCheckPlanEntry,
  from: { filteringCheckPlan: filteringCheckPlanEvents },
}).on({
  filteringCheckPlan: {
    ChecksPlanned: (_, { data, by }) => ({
      status: 'active',
      userGroup: data.userGroup,
      deviceKind: data.deviceKind,
      location: data.location ?? null,
      everyCount: data.every.count,
      everyUnit: data.every.unit,
      plannedAt: new Date(by.at),
      dueOn: data.dueOn,
      overdue: false,
      lastCheck: null,
      lastCheckedOn: null,
      done: 0,
      missed: 0,
    }),
    PlannedCheckDone: (row, { data }) => {
      const before = known(row);
      const newest = before.lastCheckedOn === null || before.lastCheckedOn <= data.on;
      return {
        ...before,
        dueOn: data.dueOn,
        overdue: false,
        ...(newest && { lastCheck: data.check, lastCheckedOn: data.on }),
        done: before.done + 1,
      };
    },
    PlannedCheckOverdue: (row) => ({ ...known(row), overdue: true, missed: known(row).missed + 1 }),
    CheckPlanEnded: (row) => ({ ...known(row), status: 'ended', overdue: false }),
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('a plan begins with ChecksPlanned');
  return row;
}
