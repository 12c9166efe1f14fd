import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import { GovernorLog, GovernorVisitStatus } from '#libs/governors/governor-enums.js';
import { governorVisitEvents } from '#libs/governors/governor-visit.events.js';

@ObjectType({ description: 'A log that was looked at, and how far it had come.' })
export class LookedAt {
  @Field(() => GovernorLog)
  log: GovernorLog;

  @Field(() => String)
  position: string;

  @Field(() => String, { nullable: true, description: 'When it was shown to this governor, ISO 8601 in UTC.' })
  shownAt?: string | undefined;
}

@ObjectType({ description: 'What a governor asked, and what the school answered (D26).' })
export class GovernorQuestion {
  @Field(() => ID)
  questionId: string;

  @Field(() => String)
  question: string;

  @Field(() => String, { description: 'By when the school is to answer, ISO 8601 in UTC.' })
  answerBy: string;

  @Field(() => Boolean, { description: 'It did not in time, and the head was told.' })
  overdue: boolean;

  @Field(() => String, { nullable: true })
  answer?: string | undefined;

  @Field(() => ID, { nullable: true, description: 'The id of who answered for the school.' })
  answeredBy?: string | undefined;
}

@ObjectType({ description: 'The minutes of a meeting that heard of the visit; their file is kept elsewhere (D26).' })
export class GovernorMinutes {
  @Field(() => String)
  meetingOn: string;

  @Field(() => String)
  reference: string;

  @Field(() => String, { nullable: true, description: 'By which the file is known: its SHA-256.' })
  sha256?: string | undefined;

  @Field(() => ID)
  recordedBy: string;
}

@Entity('governor_visit')
@ObjectType({ description: 'A governor looked at the logs, asked, and signed (SL3, D26).' })
export class GovernorVisitEntry extends ReadModelRow {
  @Field(() => GovernorVisitStatus)
  @Column('text')
  status: GovernorVisitStatus;

  @Field(() => ID)
  @Column('text')
  governor: string;

  @Field(() => String, { description: 'The day of the visit.' })
  @Column('text')
  visitedOn: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  startedAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  signedAt: Date | null;

  @Field(() => [LookedAt])
  @Column('jsonb')
  looked: LookedAt[];

  @Field(() => [GovernorQuestion])
  @Column('jsonb')
  questions: GovernorQuestion[];

  @Field(() => [GovernorMinutes])
  @Column('jsonb')
  minutes: GovernorMinutes[];
}

type Row = RowData<GovernorVisitEntry>;

export const governorVisits = projection({
  name: 'governor_visit',
  version: 2,
  row: GovernorVisitEntry,
  from: { governorVisit: governorVisitEvents },
}).on({
  governorVisit: {
    GovernorVisitStarted: (_, { data: { on, looked }, by }) => ({
      status: 'open',
      governor: by.actor,
      visitedOn: on,
      startedAt: new Date(by.at),
      signedAt: null,
      looked,
      questions: [],
      minutes: [],
    }),
    GovernorQuestionAsked: (row, { data }) => {
      const before = known(row);
      return { ...before, questions: [...before.questions, { ...data, overdue: false }] };
    },
    GovernorQuestionAnswered: (row, { data: { questionId, answer }, by }) =>
      withQuestion(row, questionId, { answer, answeredBy: by.actor }),
    GovernorQuestionUnanswered: (row, { data: { questionId } }) => withQuestion(row, questionId, { overdue: true }),
    GovernorMinutesRecorded: (row, { data, by }) => {
      const before = known(row);
      return { ...before, minutes: [...before.minutes, { ...data, recordedBy: by.actor }] };
    },
    GovernorVisitSigned: (row, { by }) => ({ ...known(row), status: 'signed', signedAt: new Date(by.at) }),
  },
});

function known(row: Row | undefined): Row {
  if (!row) throw new Error('a visit begins when it is started');
  return row;
}

function withQuestion(row: Row | undefined, id: string, change: Partial<GovernorQuestion>): Row {
  const before = known(row);
  const questions = before.questions.map((asked) =>
    asked.questionId === id ? Object.assign({}, asked, change) : asked,
  );
  return { ...before, questions };
}
