import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent, Stamp } from '#libs/eventing/log/stored-event.js';
import { FilteringChangeDirection } from '#libs/filtering/change-direction.js';
import { filterDifferenceEvents } from '#libs/filtering/filter-difference.events.js';
import { FilterFinding } from '#libs/filtering/filter-finding.js';

const differenceStatuses = ['open', 'mended', 'asAgreed'] as const;
type DifferenceStatus = (typeof differenceStatuses)[number];
export const FilterDifferenceStatus = graphqlEnum(differenceStatuses);
registerEnumType(FilterDifferenceStatus, {
  name: 'FilterDifferenceStatus',
  description: 'asAgreed: somebody other than who reported it has looked, and the filter was right.',
});

@Entity('filter_difference')
@ObjectType({ description: 'The filter did not do what was agreed, as somebody found, until it did again (SL6, SW7).' })
export class FilterDifferenceEntry extends ReadModelRow {
  @Field(() => FilterDifferenceStatus)
  @Column('text')
  status: DifferenceStatus;

  @Field(() => FilterFinding)
  @Column('text')
  found: FilterFinding;

  @Field(() => String, { description: 'url, domain, category or application' })
  @Column('text')
  targetKind: string;

  @Field(() => String)
  @Column('text')
  target: string;

  @Field(() => String)
  @Column('text')
  scopeKind: string;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  scopeName: string | null;

  @Field(() => ID, { nullable: true, description: 'The change of the log that the filter does not keep to.' })
  @Column('text', { nullable: true })
  change: string | null;

  @Field(() => FilteringChangeDirection, { nullable: true, description: 'Whether that is an opening or a block.' })
  @Column('text', { nullable: true })
  direction: FilteringChangeDirection | null;

  @Field(() => String)
  @Column('text')
  noticed: string;

  @Field(() => Boolean, { description: 'What is open is on a list of illegal sites (D19).' })
  @Column('boolean')
  illegal: boolean;

  @Field(() => ID)
  @Column('text')
  reportedBy: string;

  @Field(() => String)
  @Column('text')
  reportedRole: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  reportedAt: Date;

  @Field(() => Boolean, { description: 'It was not mended in time, and people were told.' })
  @Column('boolean')
  overdue: boolean;

  @Field(() => ID, { nullable: true, description: 'Who mended it, or found it as agreed.' })
  @Column('text', { nullable: true })
  settledBy: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  note: string | null;
}

type Row = RowData<FilterDifferenceEntry>;

export const filterDifferences = projection({
  name: 'filter_difference',
  version: 2,
  row: FilterDifferenceEntry,
  from: { filterDifference: filterDifferenceEvents },
}).on({
  filterDifference: {
    FilterDifferenceReported: (_, { data: { target, scope, found, change, direction, noticed }, by }) => ({
      status: 'open',
      found,
      targetKind: target.kind,
      target: target.value,
      scopeKind: scope.kind,
      scopeName: scope.name ?? null,
      change: change ?? null,
      direction: direction ?? null,
      noticed,
      illegal: false,
      reportedBy: by.actor,
      reportedRole: by.role,
      reportedAt: new Date(by.at),
      overdue: false,
      settledBy: null,
      settledAt: null,
      note: null,
    }),
    IllegalSiteFoundOpen: (row, { type }) => ({ ...reported(row, type), illegal: true }),
    FilterDifferenceOverdue: (row, { type }) => ({ ...reported(row, type), overdue: true }),
    FilterDifferenceMended: (row, { data: { note = null }, by, type }) => ({
      ...settled(reported(row, type), by, note),
      status: 'mended',
    }),
    FilterFoundAsAgreed: (row, { data: { reason }, by, type }) => ({
      ...settled(reported(row, type), by, reason),
      status: 'asAgreed',
    }),
  },
});

function reported(row: Row | undefined, type: RecordedEvent['type']): Row {
  if (!row) throw new Error(`${type} without a report before it`);
  return row;
}

const settled = (row: Row, by: Stamp, note: string | null): Row => ({
  ...row,
  settledBy: by.actor,
  settledAt: new Date(by.at),
  note,
});
