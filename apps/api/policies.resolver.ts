import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, Field, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Receipt, type Who } from '#libs/eventing/command.js';
import { PoliciesInForce } from '#libs/eventing/policies-in-force.js';
import { AdoptPolicy } from '#libs/policies/policies.commands.js';
import { Allow, Sender } from './who.js';

@ObjectType({ description: 'A kind of incident that the adopted policy knows, with its clause.' })
export class PolicyIncidentKind {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => String, { description: 'pupil, staff or anyone' })
  about: string;

  @Field(() => String)
  clause: string;
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
}

@Resolver()
export class PoliciesResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(PoliciesInForce) private readonly policies: PoliciesInForce,
  ) {}

  @Allow('policies:adopt')
  @Mutation(() => Receipt)
  adoptPolicy(@Args('input') command: AdoptPolicy, @Sender() who: Who): Promise<Receipt> {
    return this.commands.execute(command.by(who));
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
    };
  }
}
