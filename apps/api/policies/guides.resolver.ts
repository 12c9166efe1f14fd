import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, ID, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { IsUUID } from 'class-validator';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import { concernGuide, type GuideStep } from '#libs/incidents/concern-guide.js';
import type { Incident } from '#libs/incidents/incident-case.js';
import { mustBeForSender, mustBeThere } from '#libs/incidents/incident-guards.js';
import { incident } from '#libs/incidents/incident.decider.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { userActionLevels } from '#libs/policies/policy-pack.js';
import { userActionsOf, verdictOn } from '#libs/policies/user-actions.js';
import { Allow, Sender } from '../access/who.js';

const UserActionLevel = graphqlEnum(userActionLevels);
registerEnumType(UserActionLevel, { name: 'UserActionLevel', description: 'The five levels of Appendix 2 (SW11).' });
const GuideStepState = graphqlEnum(['done', 'next', 'possible', 'later']);
registerEnumType(GuideStepState, { name: 'GuideStepState' });

@ObjectType({
  description: 'What the policy says of an action of users: allowed, at times, for some, not, or illegal.',
})
export class UserActionRule {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => UserActionLevel)
  level: keyof typeof UserActionLevel;

  @Field(() => String, { description: 'The level in plain words, with the law where the policy names it.' })
  verdict: string;

  @Field(() => String, { nullable: true })
  statute?: string | undefined;

  @Field(() => String)
  clause: string;
}

@ObjectType({ description: 'A step of the concern procedure, and whether it is the one to take now (SW12).' })
export class ConcernGuideStep {
  @Field(() => String)
  code: string;

  @Field(() => String)
  words: string;

  @Field(() => String, { description: 'The mutation that takes it.' })
  mutation: string;

  @Field(() => [String])
  clauses: readonly string[];

  @Field(() => String, { description: 'policy: written in the policies; default: Daybook’s own.' })
  source: string;

  @Field(() => GuideStepState)
  state: GuideStep['state'];
}

@ArgsType()
class UserActionArgs {
  @Text({ optional: true, max: 100, description: 'The code of one action, as `gambling`.' })
  code?: string;

  @Text({ optional: true, max: 200, description: 'Stands in the words of the action.' })
  text?: string;
}

@ArgsType()
class GuideArgs {
  @Field(() => ID, { description: 'The id of the incident.' })
  @IsUUID()
  id: string;
}

/** What the appendices of the policies are for: a look at what is allowed, and at what is to be done next. */
@Resolver()
export class GuidesResolver {
  constructor(
    @Inject(AdoptedPolicies) private readonly policies: AdoptedPolicies,
    @Inject(CommandExecution) private readonly execution: CommandExecution,
  ) {}

  @Allow('guides:read')
  @Query(() => [UserActionRule], {
    description: 'Is this allowed, and what is it? Empty where the policy says nothing (SW11).',
  })
  async userActions(@Args() asked: UserActionArgs, @Sender() who: Who): Promise<UserActionRule[]> {
    const inForce = await this.policies.of(who.school);
    return inForce
      ? userActionsOf(inForce.pack, asked).map((action) => ({ ...action, verdict: verdictOn(action) }))
      : [];
  }

  @Allow('incidents:handle')
  @Query(() => [ConcernGuideStep], {
    description: 'The concern procedure for an incident, read from its events: what is done, and what is next (SW12).',
  })
  async concernGuide(@Args() { id }: GuideArgs, @Sender() who: Who): Promise<readonly ConcernGuideStep[]> {
    const inForce = await this.policies.of(who.school);
    const known = mustBeThere((await this.execution.stateOf(incidentEvents, incident, id, who)) as Incident);
    mustBeForSender(known, who);
    return inForce ? concernGuide(known, inForce.pack) : [];
  }
}
