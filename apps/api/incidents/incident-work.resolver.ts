import { Inject } from '@nestjs/common';
import { Args, Field, GraphQLISODateTime, ID, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { londonDay } from '#libs/calendar/london-time.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import { Capacity, Involvement } from '#libs/incidents/incident-enums.js';
import { offeredSanctions } from '#libs/incidents/incident-sanctions.js';
import { isIn } from '#libs/people/appointments.js';
import { YearGroup } from '#libs/people/person-enums.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { IncidentLogEntry } from '#projections/incidents/incident-log-entry.js';
import { peopleDirectory, PersonEntry } from '#projections/people/people-directory.js';
import { AfterArgs, IncidentArgs, visibleTo } from './incident-log.resolver.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType({ description: 'An incident that waits to be acknowledged: no name, and no word of what happened (D6).' })
export class WaitingIncident {
  @Field(() => ID)
  id: string;

  @Field(() => [String], { description: 'The roles that were alerted last.' })
  alerted: readonly string[];

  @Field(() => String, { description: 'When, ISO 8601 in UTC.' })
  alertedAt: string;

  @Field(() => String, { nullable: true, description: 'How serious it is taken to be until that is decided.' })
  presumedSeriousness: string | null;

  @Field(() => GraphQLISODateTime, { description: 'By when it is to be acknowledged (D7).' })
  acknowledgeBy: Date;
}

@ObjectType({ description: 'Somebody who was described in an open incident and whom nobody has identified yet (D2).' })
export class UnidentifiedPerson {
  @Field(() => ID)
  incident: string;

  @Field(() => Int, { description: 'Which one of the incident; 1 is the first.' })
  number: number;

  @Field(() => String)
  description: string;

  @Field(() => Involvement)
  role: Involvement;

  @Field(() => Capacity, { nullable: true })
  capacity?: Capacity | undefined;

  @Field(() => YearGroup, { nullable: true })
  yearGroup?: YearGroup | undefined;

  @Field(() => GraphQLISODateTime, { description: 'When the incident was recorded.' })
  recordedAt: Date;
}

@ObjectType({ description: 'An open action of an incident, without the incident (D9).' })
export class OpenAction {
  @Field(() => ID)
  incident: string;

  @Field(() => ID)
  actionId: string;

  @Field(() => String)
  what: string;

  @Field(() => ID)
  owner: string;

  @Field(() => String, { description: 'By when, ISO 8601 in UTC.' })
  due: string;

  @Field(() => String, { nullable: true, description: 'When its owner was reminded.' })
  remindedAt?: string | undefined;

  @Field(() => Boolean)
  overdue: boolean;
}

@ObjectType({ description: 'An action of the adopted policy, and whether it is foreseen for a kind of incident (D5).' })
export class SanctionOffer {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => Boolean, { description: 'If not, taking it needs a reason.' })
  foreseen: boolean;

  @Field(() => String)
  clause: string;
}

/** What waits for somebody: reports, actions, and what the policy offers for a case. */
@Resolver()
export class IncidentWorkResolver {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(AdoptedPolicies) private readonly policies: AdoptedPolicies,
  ) {}

  @Allow('incidents:alerts')
  @Query(() => [WaitingIncident], {
    description: 'What waits to be acknowledged and has alerted a role of the sender, the most urgent first (D6, D7).',
  })
  waitingIncidents(@Args() read: AfterArgs, @Sender() who: Who): Promise<WaitingIncident[]> {
    const alerted = `exists (select from jsonb_array_elements(entry.alerts) alert
      where jsonb_exists_any(alert->'roles', :roles))`;
    return this.readModels.readLog(who, incidentLog, read, async (rows) => {
      const waiting = visibleTo(who, rows).andWhere(`entry.status = 'raised'`).andWhere(alerted, who);
      const entries = await waiting.orderBy('entry.acknowledge_by').addOrderBy('entry.id').getMany();
      return entries.map(({ id, alerts, presumedSeriousness, acknowledgeBy }) => {
        const { roles = [], at = '' } = alerts.at(-1) ?? {};
        return { id, alerted: roles, alertedAt: at, presumedSeriousness, acknowledgeBy };
      });
    });
  }

  @Allow('incidents:read')
  @Query(() => [UnidentifiedPerson], {
    description: 'Who was described as not in the list and is to be identified, of the oldest incident first (D2).',
  })
  unidentifiedPeople(@Args() read: AfterArgs, @Sender() who: Who): Promise<UnidentifiedPerson[]> {
    return this.readModels.readLog(who, incidentLog, read, async (rows) => {
      const entries = await visibleTo(who, rows)
        .andWhere('entry.described @> :open::jsonb', { open: JSON.stringify([{ status: 'open' }]) })
        .orderBy('entry.recorded_at')
        .addOrderBy('entry.id')
        .getMany();
      return entries.flatMap(({ id: incident, recordedAt, described }) =>
        described
          .filter(({ status }) => status === 'open')
          .map(({ number, description, role, capacity, yearGroup }) => ({
            ...{ incident, recordedAt, number, description, role, capacity, yearGroup },
          })),
      );
    });
  }

  @Allow('incidents:read')
  @Query(() => [OpenAction], { description: 'Actions not done in time, the longest overdue first (D9).' })
  overdueActions(@Args() read: AfterArgs, @Sender() who: Who): Promise<OpenAction[]> {
    return this.readModels.readLog(who, incidentLog, read, async (rows) => {
      const entries = await visibleTo(who, rows).andWhere(`entry.status = 'acknowledged'`).getMany();
      return openActions(entries).filter(({ overdue }) => overdue);
    });
  }

  @Allow('incidents:read')
  @Query(() => [OpenAction], {
    description: 'Open actions whose owner holds no role at the school today, the first due first: reassign them (D9).',
  })
  async actionsWithoutOwner(@Args() read: AfterArgs, @Sender() who: Who): Promise<OpenAction[]> {
    await this.readModels.reached(peopleDirectory.name, read.after);
    return this.readModels.readLog(who, incidentLog, read, async (rows) => {
      const entries = await visibleTo(who, rows).andWhere(`entry.status = 'acknowledged'`).getMany();
      const open = openActions(entries);
      const owners = await rows
        .of(PersonEntry)
        .andWhere('entry.id = any(:owners)', { owners: open.map(({ owner }) => owner) })
        .getMany();
      const today = londonDay(new Date());
      const here = owners.filter(({ roles }) => roles.some((held) => isIn(today, held))).map(({ id }) => id);
      return open.filter(({ owner }) => !here.includes(owner));
    });
  }

  @Allow('incidents:readOwnActions')
  @Query(() => [OpenAction], { description: 'What the sender is to do; an owner need not see the case (D9).' })
  myActions(@Args() read: AfterArgs, @Sender() who: Who): Promise<OpenAction[]> {
    return this.readModels.readLog(who, incidentLog, read, async (rows) => {
      const owned = rows
        .of(IncidentLogEntry)
        .andWhere(`entry.status = 'acknowledged'`)
        .andWhere('entry.actions @> :owned::jsonb', { owned: JSON.stringify([{ owner: who.actor }]) });
      return openActions(await owned.getMany()).filter(({ owner }) => owner === who.actor);
    });
  }

  @Allow('incidents:read')
  @Query(() => [SanctionOffer], {
    nullable: true,
    description:
      'What the policy offers for an incident, what it foresees first (D5); null where the sender sees none.',
  })
  async sanctionsOffered(
    @Args() { id, ...read }: IncidentArgs,
    @Sender() who: Who,
  ): Promise<readonly SanctionOffer[] | null> {
    const inForce = await this.policies.of(who.school);
    const entry = await this.readModels.readLog(who, incidentLog, read, (rows) =>
      visibleTo(who, rows).andWhere('entry.id = :id', { id }).getOne(),
    );
    return inForce && entry ? offeredSanctions(inForce.pack, entry.kind) : null;
  }
}

function openActions(entries: readonly IncidentLogEntry[]): OpenAction[] {
  const now = new Date().toISOString();
  return entries
    .flatMap(({ id, actions }) =>
      actions
        .filter(({ completedAt }) => completedAt === undefined)
        .map(({ actionId, what, owner, due, remindedAt }) => ({
          incident: id,
          actionId,
          what,
          owner,
          due,
          remindedAt,
          overdue: due <= now,
        })),
    )
    .sort((a, b) => (a.due < b.due ? -1 : 1));
}
