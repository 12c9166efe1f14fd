import { governorReleaseKind } from '#libs/governors/governor-release.kind.js';
import { logInspectionKind } from '#libs/governors/log-inspection.kind.js';
import { governorVisitKind } from '#libs/governors/governor-visit.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { ReleaseFiguresOfTerm } from '#libs/governors/governor-release.commands.js';
import { RaiseUnansweredQuestion } from '#libs/governors/governor-visit.commands.js';
import { RaiseMissedInspection } from '#libs/governors/log-inspection.commands.js';
import { dueWhen, dueWhenEach } from '../deadlines/due-when.js';

/** D26: a governor's question that the school does not answer in time is told to the head. */
export const raiseAlarmWhenGovernorIsNotAnswered = dueWhenEach(
  'raise-alarm-when-governor-is-not-answered',
  governorVisitKind,
  (visit) =>
    visit.status === 'none'
      ? []
      : Object.entries(visit.questions).map(([key, { answered, alarmed, answerBy }]) => ({
          key,
          at: answered || alarmed ? undefined : answerBy,
        })),
  (id, questionId) => commandOf(RaiseUnansweredQuestion, { id, questionId }),
);

/** SL3: a look that no governor has signed for in time is told to them, and then to the school. */
export const raiseAlarmWhenLogIsNotInspected = dueWhen(
  'raise-alarm-when-log-is-not-inspected',
  logInspectionKind,
  ({ dueBy, alarmAt }) => (dueBy === undefined ? undefined : alarmAt),
  () => commandOf(RaiseMissedInspection, {}),
);

/** D24: what a term has brought is released to the governors when it is over, whoever else has time for it. */
export const releaseFiguresWhenTermEnds = dueWhen(
  'release-figures-when-term-ends',
  governorReleaseKind,
  ({ planned }) => planned?.dueAt,
  () => commandOf(ReleaseFiguresOfTerm, {}),
);

export const governorDeadlines = [
  raiseAlarmWhenGovernorIsNotAnswered,
  raiseAlarmWhenLogIsNotInspected,
  releaseFiguresWhenTermEnds,
];
