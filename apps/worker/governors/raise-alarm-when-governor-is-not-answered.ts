import { commandOf } from '#libs/eventing/commands/command-of.js';
import { RaiseUnansweredQuestion } from '#libs/governors/governor-visit.commands.js';
import { governorVisitEvents } from '#libs/governors/governor-visit.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D26: a governor's question that the school does not answer in time is told to the head. */
export const raiseAlarmWhenGovernorIsNotAnswered = reaction(
  'raise-alarm-when-governor-is-not-answered',
  governorVisitEvents,
  {
    GovernorVisitStarted: 'ignored',
    GovernorQuestionAsked: ({ questionId, answerBy }, { id }) => ({
      at: new Date(answerBy),
      record: `${id}/${questionId}`,
    }),
    GovernorQuestionAnswered: 'ignored',
    GovernorQuestionUnanswered: 'ignored',
    GovernorVisitSigned: 'ignored',
    GovernorMinutesRecorded: 'ignored',
  },
  (deadline) => {
    const [id, questionId] = deadline.id.split('/') as [string, string];
    return commandOf(RaiseUnansweredQuestion, { id, questionId });
  },
);
