import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Who } from '#libs/eventing/commands/command.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { IncidentStatus } from '#libs/incidents/incident-enums.js';
import { lacksMembershipLink } from '#libs/incidents/incident-rules.js';
import { notYetSorted } from '#libs/incidents/incident-words.js';
import type { IncidentLogEntry } from '#projections/incidents/incident-log-entry.js';
import { visibleTo } from './incident-log.resolver.js';
import type { Rows } from '../reading/rows.js';

const Wanting = graphqlEnum([
  'acknowledgement',
  'kind',
  'seriousness',
  'membershipLink',
  'identification',
  'parentsDecision',
  'action',
  'closing',
]);
type Wanting = keyof typeof Wanting;
registerEnumType(Wanting, {
  name: 'Wanting',
  description: 'What an incident wants before it can be closed; closing: nothing else.',
});

@ObjectType({ description: 'An open incident and what it waits for: no name, and no word of what happened (D6, D7).' })
export class TriageEntry {
  @Field(() => ID)
  id: string;

  @Field(() => IncidentStatus)
  status: IncidentStatus;

  @Field(() => String, { description: 'How the policy in force worded its kind.' })
  kindLabel: string;

  @Field(() => Boolean, { description: 'The police are told at once.' })
  illegal: boolean;

  @Field(() => String, { nullable: true, description: 'As decided, or else as presumed.' })
  seriousness: string | null;

  @Field(() => Boolean)
  seriousnessDecided: boolean;

  @Field(() => GraphQLISODateTime)
  recordedAt: Date;

  @Field(() => [Wanting])
  wants: Wanting[];

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'By when the next of it is to be done.' })
  due: Date | null;

  @Field(() => Boolean)
  overdue: boolean;

  @Field(() => String, { nullable: true, description: 'The role it was last passed on to.' })
  escalatedTo: string | null;
}

/** The open incidents that the sender handles: those nobody has acknowledged first, then by what is due. */
export async function triageQueueOf(who: Who, rows: Rows, now = new Date()): Promise<TriageEntry[]> {
  const open = await visibleTo(who, rows).andWhere(`entry.status in ('raised', 'acknowledged')`).getMany();
  return open.map((entry) => entryOf(entry, now)).sort((a, b) => compared(a, b));
}

function entryOf(entry: IncidentLogEntry, now: Date): TriageEntry {
  const { id, status, kindLabel, illegal, recordedAt, escalatedTo, seriousness, presumedSeriousness } = entry;
  const due = status === 'raised' ? entry.acknowledgeBy : nextAction(entry);
  return {
    id,
    status,
    kindLabel,
    illegal,
    seriousness: seriousness ?? presumedSeriousness,
    seriousnessDecided: seriousness !== null,
    recordedAt,
    wants: wantsOf(entry),
    due,
    overdue: due !== null && due <= now,
    escalatedTo,
  };
}

const openActions = ({ actions }: IncidentLogEntry) => actions.filter(({ completedAt }) => completedAt === undefined);

function nextAction(entry: IncidentLogEntry): Date | null {
  const [first] = openActions(entry)
    .map(({ due }) => due)
    .sort();
  return first === undefined ? null : new Date(first);
}

function wantsOf(entry: IncidentLogEntry): Wanting[] {
  const { status, kind, seriousness, place, membershipLink, described, parentsInformed } = entry;
  const wants: Record<Exclude<Wanting, 'closing'>, boolean> = {
    acknowledgement: status === 'raised',
    kind: kind === notYetSorted.code,
    seriousness: seriousness === null,
    membershipLink: lacksMembershipLink({ place, membershipLinked: membershipLink !== null }),
    identification: described.some((one) => one.status === 'open'),
    parentsDecision: parentsInformed === null,
    action: openActions(entry).length > 0,
  };
  const wanting = (Object.keys(wants) as (keyof typeof wants)[]).filter((what) => wants[what]);
  return wanting.length > 0 ? wanting : ['closing'];
}

function compared(a: TriageEntry, b: TriageEntry): number {
  if (a.status !== b.status) return a.status === 'raised' ? -1 : 1;
  const [dueA, dueB] = [a, b].map(({ due }) => due?.getTime() ?? Infinity) as [number, number];
  if (dueA !== dueB) return dueA - dueB;
  if (a.illegal !== b.illegal) return a.illegal ? -1 : 1;
  return a.recordedAt.getTime() - b.recordedAt.getTime();
}
