import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { policyEvents, type PolicyEvent } from '#libs/policies/policy.events.js';

@ObjectType({ description: 'An edition of the online safety policy that the governing body approved.' })
export class PolicyAdoption {
  @Field(() => String, { description: 'As st-levan@2017-09.' })
  edition: string;

  @Field(() => String)
  approvedOn: string;

  @Field(() => String)
  minuteReference: string;

  @Field(() => String)
  nextReviewOn: string;

  @Field(() => String)
  recordedAt: string;

  @Field(() => String, { description: 'The id of the person who recorded it.' })
  recordedBy: string;

  @Field(() => String, { nullable: true, description: 'Since when it is in force; null while it is to be confirmed.' })
  confirmedAt?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The id of the person who confirmed it; null while it waits, and where it was adopted by one person, as it was at first.',
  })
  confirmedBy?: string | null;
}

@ObjectType({ description: 'How a kind of the school’s own was worded and mapped from a moment on, by whom and why.' })
export class OwnKindVersion {
  @Field(() => String)
  label: string;

  @Field(() => String, { description: 'As what it is counted: a kind of the policy, or one of the four risks.' })
  countedAs: string;

  @Field(() => String)
  decidedAt: string;

  @Field(() => String)
  decidedBy: string;

  @Field(() => String)
  reason: string;
}

@ObjectType({ description: 'A kind of incident that the school has added (D4).' })
export class OwnKindHistory {
  @Field(() => String)
  code: string;

  @Field(() => [OwnKindVersion], { description: 'The present one last.' })
  versions: OwnKindVersion[];

  @Field(() => String, { nullable: true, description: 'Since when it is offered no more.' })
  retiredAt: string | null;

  @Field(() => String, { nullable: true })
  retiredBy: string | null;

  @Field(() => String, { nullable: true })
  retiredBecause: string | null;
}

@ObjectType({ description: 'A decision of the school on how long an incident of a degree may wait (D7).' })
export class HoursDecision {
  @Field(() => String)
  seriousness: string;

  @Field(() => Int)
  hours: number;

  @Field(() => String)
  decidedAt: string;

  @Field(() => String)
  decidedBy: string;

  @Field(() => String)
  reason: string;
}

@ObjectType({ description: 'A decision on how many people a change of the filter takes (SL6, SW7).' })
export class PeopleDecision {
  @Field(() => Int)
  people: number;

  @Field(() => String, { nullable: true })
  minuteReference: string | null;

  @Field(() => String)
  decidedAt: string;

  @Field(() => String)
  decidedBy: string;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the person who confirmed it; three people again takes nobody else.',
  })
  confirmedBy: string | null;

  @Field(() => String)
  reason: string;
}

@Entity('school_policy')
@ObjectType({ description: 'What a school has adopted, and what it has added to it: who decided what, and why.' })
export class SchoolPolicyEntry extends ReadModelRow {
  @Field(() => [PolicyAdoption], { description: 'The one in force last.' })
  @Column('jsonb')
  adoptions: PolicyAdoption[];

  @Field(() => PolicyAdoption, {
    nullable: true,
    description: 'Recorded as approved, and to be confirmed by another person.',
  })
  @Column('jsonb', { nullable: true })
  approval: PolicyAdoption | null;

  @Field(() => [OwnKindHistory])
  @Column('jsonb')
  kinds: OwnKindHistory[];

  @Field(() => [HoursDecision], { description: 'In the order in which they were made; the last of a degree holds.' })
  @Column('jsonb')
  hours: HoursDecision[];

  @Field(() => [PeopleDecision], { description: 'In the order in which they were made; without one it takes three.' })
  @Column('jsonb')
  people: PeopleDecision[];

  @Field(() => PeopleDecision, {
    nullable: true,
    description: 'Recorded as decided, and to be confirmed by another person.',
  })
  @Column('jsonb', { nullable: true })
  peopleToConfirm: PeopleDecision | null;
}

type Row = RowData<SchoolPolicyEntry>;
interface Worded {
  readonly label: string;
  readonly countedAs: string;
  readonly reason: string;
}

export const schoolPolicy = projection({
  name: 'school_policy',
  version: 4,
  row: SchoolPolicyEntry,
  from: { policy: policyEvents },
}).on({
  policy: {
    PolicyApprovalRecorded: (row = empty, event) => ({ ...row, approval: approvalOf(event) }),
    PolicyAdopted: (row = empty, event) => {
      const { at, actor } = event.by;
      // At first one person adopted a policy alone, with nothing recorded before.
      const adoption = row.approval
        ? Object.assign({}, row.approval, { confirmedAt: at, confirmedBy: actor })
        : Object.assign(approvalOf(event), { confirmedAt: at });
      return { ...row, approval: null, adoptions: [...row.adoptions, adoption] };
    },
    IncidentKindAdded: (row, event) => {
      const before = adopted(row, event);
      const open = { retiredAt: null, retiredBy: null, retiredBecause: null };
      const kind = { code: event.data.code, versions: [versionOf(event.data, event)], ...open };
      return { ...before, kinds: [...before.kinds, kind] };
    },
    IncidentKindChanged: (row, event) =>
      withKind(adopted(row, event), event.data.code, ({ versions }) => ({
        versions: [...versions, versionOf(event.data, event)],
      })),
    IncidentKindRetired: (row, event) => {
      const { code, reason } = event.data;
      const retired = { retiredAt: event.by.at, retiredBy: event.by.actor, retiredBecause: reason };
      return withKind(adopted(row, event), code, () => retired);
    },
    TwoPeopleProposed: (row, event) => ({
      ...adopted(row, event),
      peopleToConfirm: { people: 2, ...event.data, ...decided(event), confirmedBy: null },
    }),
    TwoPeopleAllowed: (row, event) => {
      const { peopleToConfirm, ...before } = adopted(row, event);
      // At first one person decided it alone, with nothing recorded before.
      const decision = peopleToConfirm
        ? Object.assign({}, peopleToConfirm, { confirmedBy: event.by.actor })
        : { people: 2, ...event.data, ...decided(event), confirmedBy: null };
      return { ...before, peopleToConfirm: null, people: [...before.people, decision] };
    },
    ThreePeopleRequired: (row, event) => {
      const before = adopted(row, event);
      const decision = { people: 3, minuteReference: null, ...event.data, ...decided(event), confirmedBy: null };
      return { ...before, peopleToConfirm: null, people: [...before.people, decision] };
    },
    AcknowledgementHoursSet: (row, event) => {
      const before = adopted(row, event);
      return { ...before, hours: [...before.hours, { ...event.data, ...decided(event) }] };
    },
  },
});

type Approved = Extract<PolicyEvent, { type: 'PolicyAdopted' }>['data'];

const empty: Row = { adoptions: [], approval: null, kinds: [], hours: [], people: [], peopleToConfirm: null };

function approvalOf({ data, by }: Pick<RecordedEvent<string, Approved>, 'data' | 'by'>): PolicyAdoption {
  const { pack, edition, approvedOn, minuteReference, nextReviewOn } = data;
  const approval = { approvedOn, minuteReference, nextReviewOn };
  return {
    edition: `${pack}@${edition}`,
    ...approval,
    recordedAt: by.at,
    recordedBy: by.actor,
    confirmedAt: null,
    confirmedBy: null,
  };
}

const decided = ({ by }: RecordedEvent) => ({ decidedAt: by.at, decidedBy: by.actor });

const versionOf = ({ label, countedAs, reason }: Worded, event: RecordedEvent): OwnKindVersion => ({
  label,
  countedAs,
  reason,
  ...decided(event),
});

const withKind = (row: Row, code: string, change: (kind: OwnKindHistory) => Partial<OwnKindHistory>): Row => ({
  ...row,
  kinds: row.kinds.map((kind) => (kind.code === code ? Object.assign({}, kind, change(kind)) : kind)),
});

function adopted(row: Row | undefined, { type }: RecordedEvent): Row {
  if (!row) throw new Error(`${type} without an adopted policy before it`);
  return row;
}
