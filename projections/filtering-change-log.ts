import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { GraphQLISODateTime } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/graphql-enum.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/projection.js';
import type { RecordedEvent } from '#libs/eventing/stored-event.js';
import { filteringChangeEvents } from '#libs/filtering/filtering.events.js';

/** Where a change stands, in the words of the log. */
const statuses = ['requested', 'agreed', 'declined', 'withdrawn', 'open', 'reblockOrdered', 'reblocked'] as const;
export type FilteringChangeStatus = (typeof statuses)[number];
export const FilteringChangeStatus = graphqlEnum(statuses);
registerEnumType(FilteringChangeStatus, { name: 'FilteringChangeStatus' });

@ObjectType({
  description: 'One act in the life of a filtering change: what was done, by whom, in which role, when and why.',
})
export class FilteringChangeStep {
  @Field(() => String, { description: 'The name of the event, as UnblockAgreed.' })
  what: string;

  @Field(() => String, { description: 'The id of the person, or `daybook` for the system itself.' })
  who: string;

  @Field(() => String)
  role: string;

  @Field(() => String, { description: 'When it was recorded, ISO 8601 in UTC.' })
  at: string;

  @Field(() => String, { nullable: true })
  why?: string | undefined;
}

@Entity('filtering_change_log')
@ObjectType({ description: 'A change to the web filter from the request to the proof that it was undone (SL6, SW7).' })
export class FilteringChangeLogEntry extends ReadModelRow {
  @Field(() => FilteringChangeStatus)
  @Column('text')
  status: FilteringChangeStatus;

  @Field(() => String, { description: 'url, domain or category' })
  @Column('text')
  targetKind: string;

  @Field(() => String)
  @Column('text')
  target: string;

  @Field(() => String, { description: 'pupilGroup, yearGroup, allPupils, staff or everyone' })
  @Column('text')
  scopeKind: string;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  scopeName: string | null;

  @Field(() => String)
  @Column('text')
  studyPurpose: string;

  @Field(() => String)
  @Column('text')
  reason: string;

  @Field(() => String)
  @Column('text')
  requestedBy: string;

  @Field(() => String)
  @Column('text')
  requestedRole: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  requestedAt: Date;

  @Field(() => GraphQLISODateTime, { description: 'The end of the opening, as last agreed.' })
  @Column('timestamptz')
  until: Date;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  agreedBy: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the site was let through.' })
  @Column('timestamptz', { nullable: true })
  openedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the site was confirmed to be blocked again.' })
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Field(() => Boolean, { description: 'Nobody confirmed in time that the site is blocked again (D18).' })
  @Column('boolean')
  reblockOverdue: boolean;

  @Field(() => [FilteringChangeStep])
  @Column('jsonb')
  steps: FilteringChangeStep[];
}

type Row = RowData<FilteringChangeLogEntry>;

export const filteringChangeLog = projection({
  name: 'filtering_change_log',
  version: 1,
  row: FilteringChangeLogEntry,
  from: { filteringChange: filteringChangeEvents },
}).on({
  filteringChange: {
    UnblockRequested: (_, event) => ({
      status: 'requested',
      targetKind: event.data.target.kind,
      target: event.data.target.value,
      scopeKind: event.data.scope.kind,
      scopeName: event.data.scope.name ?? null,
      studyPurpose: event.data.studyPurpose,
      reason: event.data.reason,
      requestedBy: event.by.actor,
      requestedRole: event.by.role,
      requestedAt: new Date(event.by.at),
      until: new Date(event.data.until),
      agreedBy: null,
      openedAt: null,
      closedAt: null,
      reblockOverdue: false,
      steps: [step(event, event.data.reason)],
    }),
    UnblockRequestWithdrawn: (row, event) => ({ ...after(row, event, event.data.reason), status: 'withdrawn' }),
    UnblockAgreed: (row, event) => ({
      ...after(row, event, event.data.reason),
      status: 'agreed',
      agreedBy: event.by.actor,
    }),
    UnblockDeclined: (row, event) => ({ ...after(row, event, event.data.reason), status: 'declined' }),
    SiteUnblocked: (row, event) => ({ ...after(row, event), status: 'open', openedAt: new Date(event.by.at) }),
    ExtensionRequested: (row, event) => after(row, event, event.data.reason),
    ExtensionAgreed: (row, event) => ({
      ...after(row, event, event.data.reason),
      until: new Date(event.data.until),
      agreedBy: event.by.actor,
    }),
    ExtensionDeclined: (row, event) => after(row, event, event.data.reason),
    ReblockOrdered: (row, event) => ({ ...after(row, event), status: 'reblockOrdered' }),
    ReblockOverdue: (row, event) => ({ ...after(row, event), reblockOverdue: true }),
    SiteReblocked: (row, event) => ({
      ...after(row, event, event.data.note),
      status: 'reblocked',
      closedAt: new Date(event.by.at),
    }),
  },
});

function step({ type, by }: RecordedEvent, why?: string): FilteringChangeStep {
  return { what: type, who: by.actor, role: by.role, at: by.at, ...(why !== undefined && { why }) };
}

/** The row with one more step; a change that was never requested has none. */
function after(row: Row | undefined, event: RecordedEvent, why?: string): Row {
  if (!row) throw new Error(`${event.type} without a request before it`);
  return { ...row, steps: [...row.steps, step(event, why)] };
}
