import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { FilteringChangeDirection } from '#libs/filtering/change-direction.js';
import { requestTemplateEvents, type RequestTemplateEvent } from '#libs/filtering/request-templates.events.js';

const statuses = ['inForce', 'retired'] as const;
export const RequestTemplateStatus = graphqlEnum(statuses);
export type RequestTemplateStatus = (typeof statuses)[number];
registerEnumType(RequestTemplateStatus, { name: 'RequestTemplateStatus' });

@ObjectType({ description: 'What a template says.' })
class RequestTemplateContent {
  @Field(() => Int)
  version: number;

  @Field(() => String)
  name: string;

  @Field(() => FilteringChangeDirection)
  does: FilteringChangeDirection;

  @Field(() => String, { description: 'url, domain, category or application' })
  targetKind: string;

  @Field(() => String, { description: 'pupilGroup, yearGroup, allPupils, staff, deviceGroup or everyone' })
  scopeKind: string;

  @Field(() => String, { nullable: true })
  scopeName: string | null;

  @Field(() => String, { nullable: true, description: 'What is being studied; a block has none.' })
  studyPurpose: string | null;

  @Field(() => Int, { nullable: true, description: 'For how many days; a block has no end.' })
  days: number | null;

  @Field(() => ID, { description: 'Who wrote this version.' })
  writtenBy: string;

  @Field(() => String, { description: 'When, ISO 8601 in UTC.' })
  writtenAt: string;
}

@Entity('request_template')
@ObjectType({ description: 'A template of filtering requests with all its versions, and who wrote them (SL6).' })
export class RequestTemplateEntry extends ReadModelRow {
  @Field(() => ID)
  @Column('text')
  template: string;

  @Field(() => RequestTemplateStatus)
  @Column('text')
  status: RequestTemplateStatus;

  @Field(() => GraphQLISODateTime, { description: 'When its first version was written.' })
  @Column('timestamptz')
  madeAt: Date;

  @Field(() => [RequestTemplateContent], { description: 'The newest first.' })
  @Column('jsonb')
  versions: RequestTemplateContent[];

  @Field(() => ID, { nullable: true })
  @Column('text', { nullable: true })
  retiredBy: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was retired.' })
  @Column('text', { nullable: true })
  retiredBecause: string | null;
}

type Row = RowData<RequestTemplateEntry>;

export const requestTemplateLog = projection({
  name: 'request_template',
  version: 2,
  row: RequestTemplateEntry,
  from: { requestTemplates: requestTemplateEvents },
  keys: ({ id, data }) => [`${id}/${(data as { template: string }).template}`],
}).on({
  requestTemplates: {
    TemplateWritten: (_, event) => ({
      template: event.data.template,
      status: 'inForce',
      madeAt: new Date(event.by.at),
      versions: [contentOf(event)],
      retiredBy: null,
      retiredBecause: null,
    }),
    TemplateRevised: (row, event) => {
      const { versions, ...rest } = written(row, event.type);
      return { ...rest, versions: [contentOf(event), ...versions] };
    },
    TemplateRetired: (row, { type, data, by }) => ({
      ...written(row, type),
      status: 'retired',
      retiredBy: by.actor,
      retiredBecause: data.reason,
    }),
  },
});

function contentOf({
  data: { version, name, does, targetKind, scope, studyPurpose, days },
  by,
}: RecordedEvent<string, Extract<RequestTemplateEvent, { type: 'TemplateWritten' }>['data']>): RequestTemplateContent {
  const forWhom = { scopeKind: scope.kind, scopeName: scope.name ?? null };
  return {
    version,
    name,
    does,
    targetKind,
    ...forWhom,
    studyPurpose: studyPurpose ?? null,
    days: days ?? null,
    writtenBy: by.actor,
    writtenAt: by.at,
  };
}

function written(row: Row | undefined, type: string): Row {
  if (!row) throw new Error(`${type} without a template before it`);
  return row;
}
