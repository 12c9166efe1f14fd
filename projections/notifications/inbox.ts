import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { emailStatuses } from '#libs/notifications/email-words.js';
import { notificationEvents } from '#libs/notifications/notifications.events.js';

export const EmailStatus = graphqlEnum(emailStatuses);
export type EmailStatus = keyof typeof EmailStatus;
registerEnumType(EmailStatus, {
  name: 'EmailStatus',
  description: 'uncertain: it may have been sent, so it is not sent again.',
});

@Entity('inbox')
@ObjectType({
  description: 'That something waits for the reader: its kind and where to look, never a word of it (D6).',
})
export class InboxEntry extends ReadModelRow {
  @Column('text')
  recipient: string;

  @Field(() => String, { description: 'What waits, as incidentAlert.' })
  @Column('text')
  kind: string;

  @Column('boolean')
  mandatory: boolean;

  @Field(() => String, { description: 'What kind of record it is about, as incident.' })
  @Column('text')
  aboutCategory: string;

  @Field(() => ID, { description: 'The id of that record.' })
  @Column('text')
  aboutId: string;

  @Field(() => [String], { description: 'The roles of the reader that are told.' })
  @Column('jsonb')
  roles: string[];

  @Field(() => [String], { description: 'Roles that nobody holds, in whose place the reader is told.' })
  @Column('jsonb')
  insteadOf: string[];

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  toldAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  readAt: Date | null;

  @Field(() => EmailStatus, { description: 'What became of the e-mail.' })
  @Column('text')
  email: EmailStatus;
}

type Row = RowData<InboxEntry>;

export const inbox = projection({
  name: 'inbox',
  version: 1,
  row: InboxEntry,
  from: { notification: notificationEvents },
}).on({
  notification: {
    NotificationDue: (_, { data: { recipient, kind, mandatory, about, roles, insteadOf }, by }) => ({
      recipient,
      kind,
      mandatory,
      aboutCategory: about.category,
      aboutId: about.id,
      roles,
      insteadOf,
      toldAt: new Date(by.at),
      readAt: null,
      email: 'waiting',
    }),
    NotificationRead: (row, { by }) => ({ ...known(row), readAt: new Date(by.at) }),
    EmailStarted: (row) => ({ ...known(row), email: 'sending' }),
    EmailSent: (row) => ({ ...known(row), email: 'sent' }),
    EmailFailed: (row, { data: { retryAt } }) => ({
      ...known(row),
      email: retryAt === undefined ? 'failed' : 'waiting',
    }),
    EmailRefused: (row) => ({ ...known(row), email: 'refused' }),
    EmailUncertain: (row) => ({ ...known(row), email: 'uncertain' }),
    EmailNotSent: (row) => ({ ...known(row), email: 'notSent' }),
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('something is told of a notification before it is due');
  return row;
}
