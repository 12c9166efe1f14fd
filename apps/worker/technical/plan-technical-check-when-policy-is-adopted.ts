import { commandOf } from '#libs/eventing/commands/command-of.js';
import { policyEvents } from '#libs/policies/policy.events.js';
import { PlanTechnicalCheckByDefault } from '#libs/technical/technical-check.commands.js';
import { technicalCheckOf } from '#libs/technical/technical-check-id.js';
import type { TechnicalCheckKind } from '#libs/technical/technical-check-words.js';
import { reaction, type Reaction } from '../deadlines/reaction.js';

/** SL11: from the day a policy is adopted each kind of check has a plan, so that none is forgotten because nobody planned it. */
export const planTechnicalCheckWhenPolicyIsAdopted = (kind: TechnicalCheckKind): Reaction =>
  reaction(
    `plan-${kind}-check-when-policy-is-adopted`,
    policyEvents,
    {
      PolicyAdopted: (_, { school, by }) => ({ record: technicalCheckOf(school, kind), at: new Date(by.at) }),
      IncidentKindAdded: 'ignored',
      IncidentKindChanged: 'ignored',
      IncidentKindRetired: 'ignored',
      AcknowledgementHoursSet: 'ignored',
    },
    ({ id }) => commandOf(PlanTechnicalCheckByDefault, { id, kind }),
  );
