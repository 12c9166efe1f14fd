import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { projection, RowOfSeveralKinds, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { FilteringChangeDirection } from '#libs/filtering/change-direction.js';
import type { TargetKind } from '#libs/filtering/filter-scope.js';
import { overlapKinds, type OverlapKind } from '#libs/filtering/filtering-overlap.js';
import { filteringBlockEvents, filteringChangeEvents } from '#libs/filtering/filtering.events.js';

/** Where a change stands, in the words of the log. */
const statuses = [
  'requested',
  'informationAsked',
  'agreed',
  'lapsed',
  'declined',
  'withdrawn',
  'open',
  'reblockOrdered',
  'reblocked',
  'illegal',
  'blocked',
  'blockedInEmergency',
  'blockRefused',
  'liftingAgreed',
  'blockLifted',
] as const;
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

export const FilteringOverlapKind = graphqlEnum(overlapKinds);
registerEnumType(FilteringOverlapKind, {
  name: 'FilteringOverlapKind',
  description: 'How the other change lies to this one. `perhaps`: what a category holds only the filter knows.',
});

@ObjectType({ description: 'Another change that was under way for the same site and people when this was asked for.' })
export class OverlapFound {
  @Field(() => ID)
  change: string;

  @Field(() => FilteringChangeDirection)
  direction: FilteringChangeDirection;

  @Field(() => FilteringOverlapKind)
  how: OverlapKind;

  @Field(() => String, { description: 'Where it stood.' })
  status: string;
}

@Entity('filtering_change_log')
@ObjectType({ description: 'A change to the web filter from the request to the proof of what was done (SL6, SW7).' })
export class FilteringChangeLogEntry extends RowOfSeveralKinds {
  @Field(() => ID, { name: 'id', description: 'The id of the change; an opening and a block may have the same one.' })
  @Column('text')
  change: string;

  @Field(() => FilteringChangeStatus)
  @Column('text')
  status: FilteringChangeStatus;

  @Field(() => FilteringChangeDirection)
  @Column('text')
  direction: FilteringChangeDirection;

  @Field(() => String, { description: 'url, domain, category or application' })
  @Column('text')
  targetKind: TargetKind;

  @Field(() => String)
  @Column('text')
  target: string;

  @Field(() => String, { description: 'pupilGroup, yearGroup, allPupils, staff, deviceGroup or everyone' })
  @Column('text')
  scopeKind: string;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  scopeName: string | null;

  @Field(() => String, { nullable: true, description: 'What is being studied; a block has none.' })
  @Column('text', { nullable: true })
  studyPurpose: string | null;

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

  @Field(() => Boolean, { description: 'An opening that ends at its review, unless two people agree to more time.' })
  @Column('boolean')
  permanent: boolean;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Nothing is let through before it; none where the opening begins when it is agreed.',
  })
  @Column('timestamptz', { nullable: true })
  opensFrom: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'By when the change is made, once it is agreed; or a block lifted that was refused.',
  })
  @Column('timestamptz', { nullable: true })
  implementBy: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'The end of the opening, as last agreed; a block has none.',
  })
  @Column('timestamptz', { nullable: true })
  until: Date | null;

  @Field(() => String, { nullable: true, description: 'The first of the two who agree to a permanent opening.' })
  @Column('text', { nullable: true })
  firstAgreedBy: string | null;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  agreedBy: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the site was let through.' })
  @Column('timestamptz', { nullable: true })
  openedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the site was confirmed to be blocked again.' })
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the site was blocked; an opening has none.' })
  @Column('timestamptz', { nullable: true })
  blockedAt: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the block was lifted.' })
  @Column('timestamptz', { nullable: true })
  liftedAt: Date | null;

  @Field(() => Boolean, { description: 'Nobody made in time what was agreed, or lifted what was refused.' })
  @Column('boolean')
  implementationOverdue: boolean;

  @Field(() => Boolean, { description: 'Nobody confirmed in time that the site is blocked again (D18).' })
  @Column('boolean')
  reblockOverdue: boolean;

  @Field(() => Boolean, {
    description: 'Nobody answered in time a request for a block, or one made in an emergency (SW7).',
  })
  @Column('boolean')
  agreementOverdue: boolean;

  @Field(() => Boolean, {
    description:
      'Whoever asked for it, for more time or for its end, or agreed to it, has made it too: two people where three are the rule (SL6).',
  })
  @Column('boolean')
  twoPeople: boolean;

  @Field(() => ID, { nullable: true, description: 'The template that the request was made from.' })
  @Column('text', { nullable: true })
  template: string | null;

  @Field(() => Int, { nullable: true, description: 'Which version of it.' })
  @Column('integer', { nullable: true })
  templateVersion: number | null;

  @Field(() => [OverlapFound], { description: 'For the person who agrees to see.' })
  @Column('jsonb')
  overlapping: readonly OverlapFound[];

  @Field(() => [FilteringChangeStep])
  @Column('jsonb')
  steps: FilteringChangeStep[];
}

type Row = RowData<FilteringChangeLogEntry>;

export const filteringChangeLog = projection({
  name: 'filtering_change_log',
  version: 13,
  row: FilteringChangeLogEntry,
  from: { filteringChange: filteringChangeEvents, filteringBlock: filteringBlockEvents },
}).on({
  filteringChange: {
    UnblockRequested: (_, event) => ({
      ...asked(event),
      status: 'requested',
      direction: 'unblock',
      studyPurpose: event.data.studyPurpose,
      permanent: event.data.permanent,
      opensFrom: dateOf(event.data.from),
      until: new Date(event.data.until),
    }),
    OverlapsFound: (row, { data: { overlaps }, type }) => ({ ...requested(row, type), overlapping: overlaps }),
    MoreInformationAsked: (row, event) => ({ ...after(row, event, event.data.question), status: 'informationAsked' }),
    MoreInformationGiven: (row, event) => ({ ...after(row, event, event.data.answer), status: 'requested' }),
    UnblockRequestWithdrawn: (row, event) => ({ ...after(row, event, event.data.reason), status: 'withdrawn' }),
    UnblockFirstAgreed: (row, event) => ({ ...after(row, event, event.data.reason), firstAgreedBy: event.by.actor }),
    UnblockAgreed: (row, event) => ({
      ...after(row, event, event.data.reason),
      status: 'agreed',
      agreedBy: event.by.actor,
      implementBy: dateOf(event.data.implementBy),
    }),
    UnblockDue: (row, event) => after(row, event),
    ImplementationOverdue: notMade,
    ImplementationEscalated: (row, event) => after(row, event),
    UnblockLapsed: (row, event) => ({ ...after(row, event), status: 'lapsed' }),
    UnblockDeclined: (row, event) => ({ ...after(row, event, event.data.reason), status: 'declined' }),
    SiteUnblocked: (row, event) => ({ ...made(row, event), status: 'open', openedAt: new Date(event.by.at) }),
    ExtensionRequested: (row, event) => another(after(row, event, event.data.reason), event, ['SiteUnblocked']),
    ExtensionFirstAgreed: (row, event) => ({
      ...another(after(row, event, event.data.reason), event, ['SiteUnblocked']),
      firstAgreedBy: event.by.actor,
    }),
    ExtensionAgreed: (row, event) => ({
      ...another(after(row, event, event.data.reason), event, ['SiteUnblocked']),
      until: new Date(event.data.until),
      agreedBy: event.by.actor,
    }),
    ExtensionDeclined: (row, event) => after(row, event, event.data.reason),
    ReblockOrdered: (row, event) => ({ ...after(row, event), status: 'reblockOrdered' }),
    ReblockOverdue: (row, event) => ({ ...after(row, event), reblockOverdue: true }),
    ReblockEscalated: (row, event) => after(row, event),
    SiteReblocked: (row, event) => ({
      ...after(row, event, event.data.note),
      status: 'reblocked',
      closedAt: new Date(event.by.at),
    }),
    // The first event of a record where the very request was refused.
    IllegalSiteRefused: (row, event) => ({ ...(row ? after(row, event) : attempted(event)), status: 'illegal' }),
    OpenSiteFoundIllegal: (row, event) => after(row, event),
  },
  filteringBlock: {
    BlockRequested: (_, event) => ({ ...asked(event), status: 'requested' }),
    OverlapsFound: (row, { data: { overlaps }, type }) => ({ ...requested(row, type), overlapping: overlaps }),
    BlockRequestUnanswered: (row, event) => ({ ...after(row, event), agreementOverdue: true }),
    BlockRequestEscalated: (row, event) => after(row, event),
    BlockRequestWithdrawn: (row, event) => ({ ...after(row, event, event.data.reason), status: 'withdrawn' }),
    BlockAgreed: (row, event) => ({
      ...after(row, event, event.data.reason),
      status: 'agreed',
      agreedBy: event.by.actor,
      implementBy: dateOf(event.data.implementBy),
    }),
    ImplementationOverdue: notMade,
    ImplementationEscalated: (row, event) => after(row, event),
    BlockDeclined: (row, event) => ({ ...after(row, event, event.data.reason), status: 'declined' }),
    SiteBlocked: (row, event) => ({ ...made(row, event), status: 'blocked', blockedAt: new Date(event.by.at) }),
    SiteBlockedInEmergency: (_, event) => ({
      ...asked(event),
      status: 'blockedInEmergency',
      blockedAt: new Date(event.by.at),
    }),
    EmergencyBlockAgreed: (row, event) => ({
      ...after(row, event, event.data.reason),
      status: 'blocked',
      agreedBy: event.by.actor,
    }),
    EmergencyBlockRefused: (row, event) => ({
      ...after(row, event, event.data.reason),
      status: 'blockRefused',
      implementBy: dateOf(event.data.implementBy),
    }),
    EmergencyBlockOverdue: (row, event) => ({ ...after(row, event), agreementOverdue: true }),
    BlockLiftingRequested: (row, event) => after(row, event, event.data.reason),
    BlockLiftingAgreed: (row, event) => ({
      ...after(row, event, event.data.reason),
      status: 'liftingAgreed',
      implementBy: dateOf(event.data.implementBy),
      // That the block itself was made late is past.
      implementationOverdue: false,
    }),
    BlockLiftingDeclined: (row, event) => after(row, event, event.data.reason),
    BlockLifted: (row, event) => ({
      ...made(row, event, event.data.note),
      status: 'blockLifted',
      liftedAt: new Date(event.by.at),
    }),
  },
});

interface Asked {
  readonly target: { readonly kind: TargetKind; readonly value: string };
  readonly scope: { readonly kind: string; readonly name?: string | undefined };
  readonly reason: string;
  readonly template?: { readonly id: string; readonly version: number } | undefined;
}

/** The first row of a change: a block, unless said otherwise. */
function asked(event: RecordedEvent<string, Asked>): Row {
  const { target, scope, reason, template } = event.data;
  return {
    change: event.id,
    status: 'requested',
    direction: 'block',
    targetKind: target.kind,
    target: target.value,
    scopeKind: scope.kind,
    scopeName: scope.name ?? null,
    studyPurpose: null,
    reason,
    requestedBy: event.by.actor,
    requestedRole: event.by.role,
    requestedAt: new Date(event.by.at),
    permanent: false,
    opensFrom: null,
    implementBy: null,
    until: null,
    firstAgreedBy: null,
    agreedBy: null,
    openedAt: null,
    closedAt: null,
    blockedAt: null,
    liftedAt: null,
    implementationOverdue: false,
    reblockOverdue: false,
    agreementOverdue: false,
    twoPeople: false,
    template: template?.id ?? null,
    templateVersion: template?.version ?? null,
    overlapping: [],
    steps: [step(event, reason)],
  };
}

const dateOf = (moment: string | undefined): Date | null => (moment === undefined ? null : new Date(moment));

function step({ type, by }: RecordedEvent, why?: string): FilteringChangeStep {
  return { what: type, who: by.actor, role: by.role, at: by.at, ...(why !== undefined && { why }) };
}

/** A request that was refused before it was one: only the site and who asked are known. */
function attempted(event: RecordedEvent<string, Pick<Asked, 'target'>>): Row {
  const reason = 'The site is on a list of illegal sites.';
  const data = { ...event.data, scope: { kind: 'everyone' }, reason };
  return { ...asked({ ...event, data }), direction: 'unblock' };
}

/** The row with one more step; a change that was never requested has none. */
function after(row: Row | undefined, event: RecordedEvent, why?: string): Row {
  const { steps, ...rest } = requested(row, event.type);
  return { ...rest, steps: [...steps, step(event, why)] };
}

const ofAChange = ['UnblockRequested', 'UnblockFirstAgreed', 'UnblockAgreed', 'BlockRequested', 'BlockAgreed'];
const ofALifting = ['BlockLiftingRequested', 'BlockLiftingAgreed', 'EmergencyBlockRefused'];

/** The row of a change that is made, with whether somebody has had two of its three acts. */
function made(row: Row | undefined, event: RecordedEvent, why?: string): Row {
  return another(after(row, event, why), event, event.type === 'BlockLifted' ? ofALifting : ofAChange);
}

/** The row after one of three acts, with whether the same person has had one of the others. */
function another(row: Row, { by }: RecordedEvent, others: readonly string[]): Row {
  const twice = row.steps.some(({ what, who }) => others.includes(what) && who === by.actor);
  return { ...row, twoPeople: row.twoPeople || twice };
}

function notMade(row: Row | undefined, event: RecordedEvent): Row {
  return { ...after(row, event), implementationOverdue: true };
}

function requested(row: Row | undefined, type: string): Row {
  if (!row) throw new Error(`${type} without a request before it`);
  return row;
}
