import { dayOf } from '#libs/calendar/london-time.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { answerBy } from './answer-time.js';
import type { governorVisitCommands } from './governor-visit.commands.js';
import type { GovernorVisitEvent } from './governor-visit.events.js';
import type { GovernorLogName } from './governor-words.js';

interface Question {
  readonly answerBy: string;
  readonly answered: boolean;
  readonly alarmed: boolean;
}

interface Known {
  readonly status: 'open' | 'signed';
  readonly governor: string;
  readonly on: string;
  readonly logs: readonly GovernorLogName[];
  readonly questions: Readonly<Record<string, Question>>;
}

export type GovernorVisit = { readonly status: 'none' } | Known;

const known = (visit: GovernorVisit): Known => visit as Known;

/** One visit of a governor (SL3, D26): what they looked at and asked is theirs, the answers are the school's. */
export const governorVisit = decider<GovernorVisit, GovernorVisitEvent, DataOfEach<typeof governorVisitCommands>>({
  initial: { status: 'none' },

  evolve: {
    GovernorVisitStarted: (_past, { on, looked }, { actor }) => ({
      status: 'open',
      governor: actor,
      on,
      logs: [...new Set(looked.map(({ log }) => log))],
      questions: {},
    }),
    GovernorQuestionAsked: (past, { questionId, answerBy }) =>
      withQuestion(past, questionId, { answerBy, answered: false, alarmed: false }),
    GovernorQuestionAnswered: (past, { questionId }) => changed(past, questionId, { answered: true }),
    GovernorQuestionUnanswered: (past, { questionId }) => changed(past, questionId, { alarmed: true }),
    GovernorVisitSigned: (past) => ({ ...known(past), status: 'signed' }),
    GovernorMinutesRecorded: (past) => past,
  },

  decide: {
    StartGovernorVisit: ({ on, marks, shown = [] }, past, { now }) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This visit is already on record.', 'D26');
      if (on > dayOf(now)) reject('OCCURRED_IN_THE_FUTURE', 'The date of the visit cannot be in the future.', 'D26');
      // What is signed is what this governor was shown, and on no later day.
      if (shown.length < marks.length || shown.some((logs) => logs.length === 0))
        reject(
          'POSITION_NOT_SHOWN',
          'This mark was not issued to you; use the mark that came with the answer you were shown.',
          'D26',
        );
      const looked = shown.flat();
      if (looked.some(({ shownAt }) => dayOf(shownAt) > on))
        reject('POSITION_NOT_SHOWN', 'This was shown to you after the date of the visit.', 'D26');
      return [{ type: 'GovernorVisitStarted', data: { on, looked } }];
    },

    AskGovernorQuestion: ({ questionId, question }, past, context) => {
      const { questions } = mustBeOwn(past, context);
      if (questions[questionId]) reject('ALREADY_EXISTS', 'This question has already been asked.', 'D26');
      return [{ type: 'GovernorQuestionAsked', data: { questionId, question, answerBy: answerBy(context.now) } }];
    },

    AnswerGovernorQuestion: ({ questionId, answer }, past) => {
      const question = past.status === 'none' ? undefined : past.questions[questionId];
      if (!question) reject('NOT_FOUND', 'This visit has no question with this id.');
      if (question.answered) reject('WRONG_STATE', 'This question has already been answered.', 'D26');
      return [{ type: 'GovernorQuestionAnswered', data: { questionId, answer } }];
    },

    SignGovernorVisit: (_, past, context) => {
      const { on, logs } = mustBeOwn(past, context);
      return [{ type: 'GovernorVisitSigned', data: { on, logs: [...logs] } }];
    },

    // Any governor: it is the body that minutes what one of them has seen.
    RecordGovernorMinutes: ({ meetingOn, reference, sha256 }, past, { now }) => {
      if (past.status === 'none') reject('NOT_FOUND', 'Your school has no visit with this id.');
      if (past.status !== 'signed')
        reject('WRONG_STATE', 'The visit must be signed before its minutes are recorded.', 'D26');
      if (meetingOn > dayOf(now))
        reject('OCCURRED_IN_THE_FUTURE', 'The date of the meeting cannot be in the future.', 'D26');
      if (meetingOn < past.on)
        reject('END_DATE_NOT_LATER', 'The meeting must be on or after the day of the visit.', 'D26');
      const data = { meetingOn, reference, ...(sha256 !== undefined && { sha256 }) };
      return [{ type: 'GovernorMinutesRecorded', data }];
    },

    RaiseUnansweredQuestion: ({ questionId }, past, { now }) => {
      const question = past.status === 'none' ? undefined : past.questions[questionId];
      if (!question || question.answered || question.alarmed || question.answerBy > now) return [];
      return [{ type: 'GovernorQuestionUnanswered', data: { questionId, alert: ['headteacher'] } }];
    },
  },
});

function withQuestion(visit: GovernorVisit, id: string, question: Question): Known {
  const before = known(visit);
  return { ...before, questions: { ...before.questions, [id]: question } };
}

function changed(visit: GovernorVisit, id: string, change: Partial<Question>): GovernorVisit {
  const question = known(visit).questions[id];
  return question ? withQuestion(visit, id, { ...question, ...change }) : visit;
}

function mustBeOwn(visit: GovernorVisit, { actor }: Context): Known {
  if (visit.status === 'none') reject('NOT_FOUND', 'Your school has no visit with this id.');
  if (visit.governor !== actor) reject('NOT_YOUR_ROLE', 'Only the governor who made the visit can change it.', 'D26');
  if (visit.status === 'signed') reject('WRONG_STATE', 'The visit has already been signed.', 'D26');
  return visit;
}
