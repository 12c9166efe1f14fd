import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { GuestAccountStatus, GuestKind } from '#libs/technical/guest-account-enums.js';
import { guestAccountEvents } from '#libs/technical/guest-account.events.js';
import { after, inTime, late, TechnicalStep, technicalStep } from './technical-step.js';

@Entity('guest_account')
@ObjectType({ description: 'An account for a supply teacher, a trainee or a visitor, and its end (SL11).' })
export class GuestAccountEntry extends ReadModelRow {
  @Field(() => GuestAccountStatus)
  @Column('text')
  status: GuestAccountStatus;

  @Field(() => ID)
  @Column('text')
  guest: string;

  @Field(() => String)
  @Column('text')
  name: string;

  @Field(() => GuestKind)
  @Column('text')
  kind: GuestKind;

  @Field(() => String, { description: 'What the account lets them do.' })
  @Column('text')
  access: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  openedAt: Date;

  @Field(() => String)
  @Column('text')
  lastDay: string;

  @Field(() => Boolean, { description: 'Those who close it were told that today is its last day.' })
  @Column('boolean')
  reminded: boolean;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Since when nobody has confirmed that it is closed.',
  })
  @Column('timestamptz', { nullable: true })
  overdueSince: Date | null;

  @Field(() => [String], { description: 'The roles that were told of the delay.' })
  @Column('jsonb')
  alerted: string[];

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Field(() => [TechnicalStep])
  @Column('jsonb')
  steps: TechnicalStep[];
}

export const guestAccounts = projection({
  name: 'guest_account',
  version: 1,
  row: GuestAccountEntry,
  from: { guestAccount: guestAccountEvents },
}).on({
  guestAccount: {
    GuestAccountOpened: (_, event) => {
      const { guest, name, kind, access, lastDay } = event.data;
      return {
        status: 'open',
        ...{ guest, name, kind, access, lastDay },
        ...inTime,
        openedAt: new Date(event.by.at),
        reminded: false,
        closedAt: null,
        steps: [technicalStep(event)],
      };
    },
    GuestAccountExtended: (row, event) => ({
      ...after(row, event, event.data.reason),
      ...inTime,
      lastDay: event.data.lastDay,
      reminded: false,
    }),
    GuestAccountEndsToday: (row, event) => ({ ...after(row, event), reminded: true }),
    GuestAccountOverdue: (row, event) => late(row, event, event.data.endsAt),
    GuestAccountClosed: (row, event) => ({
      ...after(row, event, event.data.how),
      ...inTime,
      status: 'closed',
      closedAt: new Date(event.by.at),
    }),
  },
});
