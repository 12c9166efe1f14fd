import { calendarKind } from '#libs/calendar/calendar.kind.js';
import { policyKind } from '#libs/policies/policy.kind.js';
import { governorVisitKind } from '#libs/governors/governor-visit.kind.js';
import { dayOf } from '#libs/calendar/london-time.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { PlanGovernorRelease } from '#libs/governors/governor-release.commands.js';
import { NoteLogInspected, PlanLogInspection } from '#libs/governors/log-inspection.commands.js';
import { follows } from '../follow-ups/follows.js';

/** SL3: from the day a policy is adopted the governors look at the log; a school has one record of that, under its own name. */
export const planLogInspection = follows('plan-log-inspection', policyKind, {
  PolicyAdopted: () => commandOf(PlanLogInspection, {}),
});

/** D26: a signed visit at which the governor was shown the change-control log; of an early one its logs are not known. */
export const noteLogInspected = follows('note-log-inspected', governorVisitKind, {
  GovernorVisitSigned: ({ on, logs }, { id: visit, by }) =>
    logs !== undefined && !logs.includes('filteringChanges')
      ? undefined
      : commandOf(NoteLogInspected, { visit, on: on ?? dayOf(by.at) }),
});

/** D24: the school has set its terms, or set them anew: when the next one is over its figures are released. */
export const planGovernorRelease = follows('plan-governor-release', calendarKind, {
  TermsSet: () => commandOf(PlanGovernorRelease, {}),
});

export const governorFollowUps = [planLogInspection, noteLogInspected, planGovernorRelease];
