import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { projection, RowOfSeveralKinds, type RowData } from '#libs/eventing/read-models/projection.js';
import { streamName, type RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { FilteringChangeDirection } from '#libs/filtering/change-direction.js';
import { changeOfOrder } from '#libs/filtering/filter-order-id.js';
import {
  filterFaults,
  filterOrderEvents,
  filterProofs,
  filterSteps,
  type FilterFaultCode,
  type FilterProof,
  type FilterStep,
} from '#libs/filtering/filter-orders.events.js';

export const FilterStepName = graphqlEnum(filterSteps);
registerEnumType(FilterStepName, { name: 'FilterStep', description: 'What a filter is ordered to do.' });
export const FilterProofName = graphqlEnum(filterProofs);
registerEnumType(FilterProofName, {
  name: 'FilterProof',
  description:
    'answer, callback: the filter said so. probe: the site was tried through the proxy. export: the proxy has read it. ' +
    'Each is of requests from then on: none proves that a tunnel which was open before has ended.',
});
export const FilterFaultName = graphqlEnum(filterFaults);
registerEnumType(FilterFaultName, { name: 'FilterFault', description: 'Why an order is not carried out yet.' });
const orderStatuses = ['placed', 'sent', 'failed', 'confirmed', 'dropped'] as const;
type OrderStatus = (typeof orderStatuses)[number];
export const FilterOrderStatus = graphqlEnum(orderStatuses);
registerEnumType(FilterOrderStatus, { name: 'FilterOrderStatus' });

@Entity('filter_order')
@ObjectType({
  description:
    'What Daybook asked of the filter for a change, against what the filter has confirmed. Its id is that of the change; ' +
    'changes that technicians carry out have none.',
})
export class FilterOrderEntry extends RowOfSeveralKinds {
  @Field(() => ID, { name: 'id', description: 'The id of the change; an opening and a block may have the same one.' })
  @Column('text')
  change: string;

  @Field(() => FilteringChangeDirection)
  @Column('text')
  direction: FilteringChangeDirection;

  @Field(() => FilterStepName, { description: 'The last order.' })
  @Column('text')
  asked: FilterStep;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  askedAt: Date;

  @Field(() => FilterStepName, { nullable: true, description: 'The last order that the filter has confirmed.' })
  @Column('text', { nullable: true })
  confirmed: FilterStep | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  @Field(() => FilterProofName, { nullable: true })
  @Column('text', { nullable: true })
  proof: FilterProof | null;

  @Field(() => FilterOrderStatus)
  @Column('text')
  status: OrderStatus;

  @Field(() => String, { description: 'Through which filter.' })
  @Column('text')
  adapter: string;

  @Field(() => Int, { description: 'How often the last order was sent.' })
  @Column('integer')
  attempts: number;

  @Field(() => FilterFaultName, { nullable: true })
  @Column('text', { nullable: true })
  fault: FilterFaultCode | null;
}

type Row = RowData<FilterOrderEntry>;

export const filterOrders = projection({
  name: 'filter_order',
  version: 2,
  row: FilterOrderEntry,
  from: { filterOrder: filterOrderEvents },
  keys: ({ category, id }) => [streamName(category, id)],
}).on({
  filterOrder: {
    FilterOrderPlaced: (row, { id, data: { step, category, adapter }, by }) => ({
      change: changeOfOrder(id),
      direction: category === 'filteringChange' ? 'unblock' : 'block',
      asked: step,
      askedAt: new Date(by.at),
      confirmed: row?.confirmed ?? null,
      confirmedAt: row?.confirmedAt ?? null,
      proof: row?.proof ?? null,
      status: 'placed',
      adapter,
      attempts: 0,
      fault: null,
    }),
    FilterOrderSent: (row, { data: { attempt }, type }) => ({
      ...placed(row, type),
      status: 'sent',
      attempts: attempt,
      fault: null,
    }),
    FilterOrderFailed: (row, { data: { attempt, fault }, type }) => ({
      ...placed(row, type),
      status: 'failed',
      attempts: attempt,
      fault,
    }),
    FilterOrderConfirmed: (row, { data: { step, how }, by, type }) => ({
      ...placed(row, type),
      status: 'confirmed',
      confirmed: step,
      confirmedAt: new Date(by.at),
      proof: how,
      fault: null,
    }),
    FilterOrderDropped: (row, { type }) => ({ ...placed(row, type), status: 'dropped', fault: null }),
  },
});

function placed(row: Row | undefined, type: RecordedEvent['type']): Row {
  if (!row) throw new Error(`${type} without an order before it`);
  return row;
}
