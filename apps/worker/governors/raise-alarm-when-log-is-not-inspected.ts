import { londonDay } from '#libs/calendar/london-time.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { governorVisitEvents } from '#libs/governors/governor-visit.events.js';
import { NoteLogInspected, PlanLogInspection, RaiseMissedInspection } from '#libs/governors/log-inspection.commands.js';
import { logInspectionEvents } from '#libs/governors/log-inspection.events.js';
import { policyEvents } from '#libs/policies/policy.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SL3: from the day a policy is adopted the governors look at the log; a school has one record of that, under its own name. */
export const planLogInspection = reaction(
  'plan-log-inspection',
  policyEvents,
  {
    PolicyAdopted: (_, { school, by }) => ({ record: school, at: new Date(by.at) }),
    IncidentKindAdded: 'ignored',
    IncidentKindChanged: 'ignored',
    IncidentKindRetired: 'ignored',
    AcknowledgementHoursSet: 'ignored',
  },
  () => new PlanLogInspection(),
);

/** D26: a signed visit at which the governor was shown the change-control log; of an early one its logs are not known. */
export const noteLogInspected = reaction(
  'note-log-inspected',
  governorVisitEvents,
  {
    GovernorVisitStarted: 'ignored',
    GovernorQuestionAsked: 'ignored',
    GovernorQuestionAnswered: 'ignored',
    GovernorQuestionUnanswered: 'ignored',
    GovernorVisitSigned: ({ on, logs }, { id, school, by }) => {
      const at = new Date(by.at);
      if (logs !== undefined && !logs.includes('filteringChanges')) return 'ignored';
      return { at, record: `${school}/${id}/${on ?? londonDay(at)}` };
    },
    GovernorMinutesRecorded: 'ignored',
  },
  (deadline) => {
    const [, visit, on] = deadline.id.split('/') as [string, string, string];
    return commandOf(NoteLogInspected, { visit, on });
  },
);

/** SL3: a look that no governor has signed for in time is told to them, and then to the school. */
export const raiseAlarmWhenLogIsNotInspected = reaction(
  'raise-alarm-when-log-is-not-inspected',
  logInspectionEvents,
  {
    LogInspectionPlanned: ({ dueBy }) => new Date(dueBy),
    LogInspected: ({ dueBy }) => (dueBy === undefined ? 'cleared' : new Date(dueBy)),
    LogInspectionMissed: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
  },
  () => new RaiseMissedInspection(),
);
