import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/commands/command.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import { acknowledgementTimes } from '#libs/policies/own-policy.js';
import {
  AddIncidentKind,
  AdoptPolicy,
  ConfirmPolicyAdoption,
  AllowTwoPeople,
  ConfirmTwoPeople,
  RequireThreePeople,
  ChangeIncidentKind,
  RetireIncidentKind,
  SetAcknowledgementHours,
} from '#libs/policies/policies.commands.js';
import { clocks, sources } from '#libs/policies/policy-pack.js';
import { schoolPolicy, SchoolPolicyEntry } from '#projections/policies/school-policy.js';
import { LogArgs } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

const PolicySource = graphqlEnum(sources);
registerEnumType(PolicySource, {
  name: 'PolicySource',
  description:
    'policy: written in it; guidance: national guidance or law; default: proposed by Daybook; school: decided by the school.',
});
const ClockKind = graphqlEnum(clocks);
registerEnumType(ClockKind, {
  name: 'ClockKind',
  description: 'realTime: by night and on holidays too; workingTime: not on days that are no working days.',
});

@ObjectType({ description: 'A kind of the policy, or a risk.' })
export class CountedAs {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;
}

@ObjectType({
  description: 'A kind of incident that the adopted policy knows, or that the school has added, with its clause.',
})
export class PolicyIncidentKind {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => String, { description: 'pupil, staff or anyone' })
  about: string;

  @Field(() => String)
  clause: string;

  @Field(() => PolicySource)
  source: keyof typeof PolicySource;

  @Field(() => CountedAs, { nullable: true, description: 'Of a kind of the school’s own: as what it is counted (D4).' })
  countedAs?: CountedAs | undefined;
}

@ObjectType({ description: 'A degree of seriousness, and within what time an incident of it is acknowledged (D7).' })
export class PolicyDegree {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => Int)
  hours: number;

  @Field(() => ClockKind)
  clock: keyof typeof ClockKind;

  @Field(() => PolicySource, { description: 'Whose decision the hours are.' })
  source: keyof typeof PolicySource;
}

@ObjectType({ description: 'The online safety policy in force at the school.' })
export class AdoptedPolicyView {
  @Field(() => String, { description: 'As st-levan@2017-09.' })
  edition: string;

  @Field(() => String)
  title: string;

  @Field(() => String, { description: 'The month of the next review, as the policy states it.' })
  nextReview: string;

  @Field(() => [PolicyIncidentKind])
  incidentKinds: PolicyIncidentKind[];

  @Field(() => [String], { description: 'The degrees of seriousness, least first.' })
  seriousness: string[];

  @Field(() => [PolicyDegree], { description: 'The same degrees with their clocks.' })
  degrees: PolicyDegree[];
}

@Resolver()
export class PoliciesResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(AdoptedPolicies) private readonly policies: AdoptedPolicies,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('policies:adopt')
  @Mutation(() => Receipt)
  adoptPolicy(@Args('input') command: AdoptPolicy, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:confirm')
  @Mutation(() => Receipt)
  confirmPolicyAdoption(@Args('input') command: ConfirmPolicyAdoption, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:addKinds')
  @Mutation(() => Receipt)
  addIncidentKind(@Args('input') command: AddIncidentKind, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:addKinds')
  @Mutation(() => Receipt)
  changeIncidentKind(@Args('input') command: ChangeIncidentKind, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:addKinds')
  @Mutation(() => Receipt)
  retireIncidentKind(@Args('input') command: RetireIncidentKind, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:setHours')
  @Mutation(() => Receipt)
  setAcknowledgementHours(@Args('input') command: SetAcknowledgementHours, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:setPeople')
  @Mutation(() => Receipt)
  allowTwoPeople(@Args('input') command: AllowTwoPeople, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:setPeople')
  @Mutation(() => Receipt)
  confirmTwoPeople(@Args('input') command: ConfirmTwoPeople, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:setPeople')
  @Mutation(() => Receipt)
  requireThreePeople(@Args('input') command: RequireThreePeople, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
  }

  @Allow('policies:readOwn')
  @Query(() => SchoolPolicyEntry, {
    nullable: true,
    description:
      'What the school has adopted and added, with who decided and why (D4, D7); null before anything was recorded.',
  })
  schoolPolicy(@Args() read: LogArgs, @Sender() who: Who): Promise<SchoolPolicyEntry | null> {
    return this.readModels.readLog(who, schoolPolicy, read, (rows) =>
      rows.of(SchoolPolicyEntry).andWhere('entry.id = :school', { school: who.school }).getOne(),
    );
  }

  @Allow('policies:read')
  @Query(() => AdoptedPolicyView, {
    nullable: true,
    description: 'The policy in force, read from its events (SL1, SW3).',
  })
  async adoptedPolicy(@Sender() who: Who): Promise<AdoptedPolicyView | null> {
    const inForce = await this.policies.of(who.school);
    if (!inForce) return null;
    const { pack, edition } = inForce;
    return {
      edition,
      title: pack.title,
      nextReview: pack.review.next,
      incidentKinds: pack.incidentKinds.filter(({ retired }) => retired !== true),
      seriousness: pack.seriousness.map(({ code }) => code),
      degrees: acknowledgementTimes(pack),
    };
  }
}
