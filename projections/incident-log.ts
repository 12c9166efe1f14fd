import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/projection.js';
import type { RecordedEvent } from '#libs/eventing/stored-event.js';
import {
  IncidentOutcome,
  IncidentPlace,
  IncidentRisk,
  IncidentStatus,
  Involvement,
} from '#libs/incidents/incident-enums.js';
import { incidentEvents, type IncidentEvent } from '#libs/incidents/incidents.events.js';

@ObjectType({ isAbstract: true })
abstract class Recorded {
  @Field(() => String, { description: 'The id of the person who recorded it.' })
  who: string;

  @Field(() => String)
  role: string;

  @Field(() => String, { description: 'When it was recorded, ISO 8601 in UTC.' })
  at: string;
}

@ObjectType({ description: 'One act in the life of an incident: what was done, by whom, in which role, when and why.' })
export class IncidentStep extends Recorded {
  @Field(() => String, { description: 'The name of the event, as SeriousnessDecided.' })
  what: string;

  @Field(() => String, { nullable: true, description: 'The code or moment that was set, as `serious`.' })
  value?: string | undefined;

  @Field(() => String, { nullable: true, description: 'What was written with it: the reasons, note or addendum.' })
  text?: string | undefined;
}

@ObjectType({ description: 'The facts as they stood from this moment on (D3).' })
export class IncidentFacts extends Recorded {
  @Field(() => String)
  facts: string;

  @Field(() => String, { nullable: true, description: 'Why the text before was wrong; null for the first one.' })
  why?: string | undefined;
}

@ObjectType({ description: 'Somebody involved, with a part of their own (D2).' })
export class InvolvedPerson {
  @Field(() => ID)
  person: string;

  @Field(() => Involvement)
  role: Involvement;

  @Field(() => String, { nullable: true })
  note?: string | undefined;
}

@ObjectType({ description: 'What is to be done, by whom and by when (D9).' })
export class IncidentAction {
  @Field(() => ID)
  actionId: string;

  @Field(() => String)
  what: string;

  @Field(() => ID, { description: 'The id of the person who is to do it.' })
  owner: string;

  @Field(() => String, { description: 'By when, ISO 8601 in UTC.' })
  due: string;

  @Field(() => String, { nullable: true, description: 'When it was recorded as done; null while it is open.' })
  completedAt?: string | undefined;
}

@ObjectType({ description: 'With what the incident was closed (D9).' })
export class IncidentClosure extends Recorded {
  @Field(() => String)
  summary: string;

  @Field(() => String)
  howFollowedUp: string;

  @Field(() => String)
  decision: string;

  @Field(() => IncidentOutcome)
  outcome: IncidentOutcome;

  @Field(() => String)
  reasons: string;
}

@Entity('incident_log')
@ObjectType({ description: 'An online safety incident as those who handle it see it (SL4, SW6).' })
export class IncidentLogEntry extends ReadModelRow {
  @Field(() => IncidentStatus)
  @Column('text')
  status: IncidentStatus;

  @Field(() => String, { description: 'The code of its kind in the adopted policy.' })
  @Column('text')
  kind: string;

  @Field(() => String, { description: 'How the policy in force worded that kind.' })
  @Column('text')
  kindLabel: string;

  @Field(() => String, { description: 'pupil, staff or anyone' })
  @Column('text')
  about: string;

  @Field(() => IncidentRisk, { nullable: true })
  @Column('text', { nullable: true })
  risk: IncidentRisk | null;

  @Field(() => Boolean, { description: 'The police are told at once.' })
  @Column('boolean')
  illegal: boolean;

  @Field(() => GraphQLISODateTime, { description: 'When it happened; see recordedAt for how late that was recorded.' })
  @Column('timestamptz')
  occurredAt: Date;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  recordedAt: Date;

  @Field(() => String, { description: 'The id of the person who raised it.' })
  @Column('text')
  reportedBy: string;

  @Field(() => String)
  @Column('text')
  reportedRole: string;

  @Field(() => IncidentPlace)
  @Column('text')
  place: IncidentPlace;

  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  placeDetail: string | null;

  @Field(() => String, { nullable: true, description: 'How it is linked to membership of the school.' })
  @Column('text', { nullable: true })
  membershipLink: string | null;

  @Field(() => String, { description: 'The facts as last corrected.' })
  @Column('text')
  facts: string;

  @Field(() => [IncidentFacts], { description: 'Every text the facts have had, the present one last.' })
  @Column('jsonb')
  factsHistory: IncidentFacts[];

  @Field(() => [InvolvedPerson])
  @Column('jsonb')
  people: InvolvedPerson[];

  @Field(() => GraphQLISODateTime, { description: 'By when it is to be acknowledged.' })
  @Column('timestamptz')
  acknowledgeBy: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { nullable: true })
  acknowledgedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'As last decided; a code of the adopted policy.' })
  @Column('text', { nullable: true })
  seriousness: string | null;

  @Field(() => [IncidentAction])
  @Column('jsonb')
  actions: IncidentAction[];

  @Field(() => Boolean, { nullable: true, description: 'Null until it is recorded whether the parents were informed.' })
  @Column('boolean', { nullable: true })
  parentsInformed: boolean | null;

  @Field(() => IncidentOutcome, { nullable: true, description: 'Null while it is not closed.' })
  @Column('text', { nullable: true })
  outcome: IncidentOutcome | null;

  @Field(() => [IncidentClosure], {
    description: 'Every closing, the last one last; more than one if it was reopened.',
  })
  @Column('jsonb')
  closures: IncidentClosure[];

  @Field(() => [IncidentStep])
  @Column('jsonb')
  steps: IncidentStep[];
}

type Row = RowData<IncidentLogEntry>;

export const incidentLog = projection({
  name: 'incident_log',
  version: 1,
  row: IncidentLogEntry,
  from: { incident: incidentEvents },
}).on({
  incident: {
    IncidentRaised: (_, event) => ({
      status: 'raised',
      ...columnsOfKind(event.data.kind),
      occurredAt: new Date(event.data.occurredAt),
      recordedAt: new Date(event.by.at),
      reportedBy: event.by.actor,
      reportedRole: event.by.role,
      place: event.data.place,
      placeDetail: event.data.placeDetail ?? null,
      membershipLink: event.data.membershipLink ?? null,
      facts: event.data.facts,
      factsHistory: [{ ...recorded(event), facts: event.data.facts }],
      people: [],
      acknowledgeBy: new Date(event.data.acknowledgeBy),
      acknowledgedAt: null,
      seriousness: null,
      actions: [],
      parentsInformed: null,
      outcome: null,
      closures: [],
      steps: [step(event, { value: event.data.kind.code })],
    }),
    PersonLinked: (row, event) => {
      const before = after(row, event, { value: event.data.role });
      return { ...before, people: [...before.people, event.data] };
    },
    IncidentAcknowledged: (row, event) => ({
      ...after(row, event, { text: event.data.note }),
      status: 'acknowledged',
      acknowledgedAt: new Date(event.by.at),
    }),
    SeriousnessDecided: (row, event) => ({
      ...after(row, event, { value: event.data.seriousness, text: event.data.reasons }),
      seriousness: event.data.seriousness,
    }),
    ActionRecorded: (row, event) => {
      const before = after(row, event, { value: event.data.actionId, text: event.data.what });
      return { ...before, actions: [...before.actions, event.data] };
    },
    ActionCompleted: (row, event) => {
      const { actionId, note } = event.data;
      const before = after(row, event, { value: actionId, text: note });
      const done = ({ what, owner, due }: IncidentAction) => ({ actionId, what, owner, due, completedAt: event.by.at });
      return {
        ...before,
        actions: before.actions.map((action) => (action.actionId === actionId ? done(action) : action)),
      };
    },
    ParentsInformed: (row, event) => ({
      ...after(row, event, { value: event.data.informedAt, text: event.data.note }),
      parentsInformed: true,
    }),
    ParentsNotInformed: (row, event) => ({
      ...after(row, event, { text: event.data.reason }),
      parentsInformed: false,
    }),
    AddendumAdded: (row, event) => after(row, event, { text: event.data.text }),
    FactsCorrected: (row, event) => {
      const { facts, reason } = event.data;
      const before = after(row, event, { text: reason });
      return {
        ...before,
        facts,
        factsHistory: [...before.factsHistory, { ...recorded(event), facts, why: reason }],
      };
    },
    IncidentRecategorised: (row, event) => ({
      ...after(row, event, { value: event.data.kind.code, text: event.data.reason }),
      ...columnsOfKind(event.data.kind),
    }),
    IncidentClosed: (row, event) => {
      const before = after(row, event, { value: event.data.outcome, text: event.data.reasons });
      return {
        ...before,
        status: 'closed',
        outcome: event.data.outcome,
        closures: [...before.closures, { ...recorded(event), ...event.data }],
      };
    },
    IncidentReopened: (row, event) => ({
      ...after(row, event, { text: event.data.reason }),
      status: 'acknowledged',
      outcome: null,
    }),
  },
});

type Kind = Extract<IncidentEvent, { type: 'IncidentRaised' }>['data']['kind'];

function columnsOfKind({
  code,
  label,
  about,
  risk,
  illegal,
}: Kind): Pick<Row, 'kind' | 'kindLabel' | 'about' | 'risk' | 'illegal'> {
  return { kind: code, kindLabel: label, about, risk: risk ?? null, illegal };
}

const recorded = ({ by }: RecordedEvent) => ({ who: by.actor, role: by.role, at: by.at });

function step(event: RecordedEvent, detail: Pick<IncidentStep, 'value' | 'text'>): IncidentStep {
  return { what: event.type, ...recorded(event), ...detail };
}

/** The row with one more step; an incident that was never raised has none. */
function after(row: Row | undefined, event: RecordedEvent, detail: Pick<IncidentStep, 'value' | 'text'>): Row {
  if (!row) throw new Error(`${event.type} without an incident before it`);
  return { ...row, steps: [...row.steps, step(event, detail)] };
}
