import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { governorVisit } from './governor-visit.decider.js';
import type { GovernorVisitEvent } from './governor-visit.events.js';

const { given } = specFor(governorVisit);
/** A Thursday. */
const now = '2026-03-12T18:00:00.000Z';
const as = (role: Role, actor: string, at = now): Context => ({
  actor,
  role,
  roles: [role],
  school: '900001',
  now: at,
  get policy(): never {
    throw new Error('a visit asks no policy');
  },
});
const governor = as('onlineSafetyGovernor', 'gus');
const other = as('governor', 'gil');
const head = as('headteacher', 'hal');
const past = (...events: GovernorVisitEvent[]) =>
  given(events.map((event) => ({ ...event, by: { actor: 'gus', role: 'onlineSafetyGovernor' as const, at: now } })));

const on = '2026-03-12';
const looked = { log: 'filteringChanges', position: '4711', shownAt: '2026-03-12T17:30:00.000Z' } as const;
const view = { log: 'standards', position: '4700', shownAt: '2026-03-12T17:20:00.000Z' } as const;
const begun = { on, marks: ['one', 'another'], shown: [[looked], [view]] };
const started: GovernorVisitEvent = { type: 'GovernorVisitStarted', data: { on, looked: [looked, view] } };
const answerBy = '2026-03-19T17:00:00.000Z';
const asked: GovernorVisitEvent = {
  type: 'GovernorQuestionAsked',
  data: { questionId: 'q', question: 'Why so many in Year 6?', answerBy },
};
const answer = { questionId: 'q', answer: 'They make films this term.' };
const answered: GovernorVisitEvent = { type: 'GovernorQuestionAnswered', data: answer };
const signed: GovernorVisitEvent = {
  type: 'GovernorVisitSigned',
  data: { on, logs: ['filteringChanges', 'standards'] },
};

describe('D26, SL3: a governor looks, asks and signs', () => {
  it('at a log as of a position, when it was shown, not ahead of time', () => {
    past().when('StartGovernorVisit', begun, governor).then([started]);
    past(started).when('StartGovernorVisit', begun, governor).thenRejected('ALREADY_EXISTS', 'D26');
    past()
      .when('StartGovernorVisit', { ...begun, on: '2026-03-13' }, governor)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D26');
  });

  it('and at nothing that was not shown to them, or later than the visit', () => {
    const refused = (shown: typeof begun.shown | undefined, day = on) =>
      past()
        .when('StartGovernorVisit', { ...begun, on: day, ...(shown && { shown }) }, governor)
        .thenRejected('POSITION_NOT_SHOWN', 'D26');
    refused([[looked], []]);
    refused([[looked]]);
    refused(begun.shown, '2026-03-11');
    past()
      .when('StartGovernorVisit', { on, marks: ['one'] }, governor)
      .thenRejected('POSITION_NOT_SHOWN', 'D26');
  });

  it('the questions are the governor’s own, the answers the school’s, also after the signature', () => {
    const question = { questionId: 'q', question: 'Why so many in Year 6?' };
    past(started).when('AskGovernorQuestion', question, governor).then([asked]);
    past(started).when('AskGovernorQuestion', question, other).thenRejected('NOT_YOUR_ROLE', 'D26');
    past(started, asked).when('AskGovernorQuestion', question, governor).thenRejected('ALREADY_EXISTS', 'D26');
    past(started, asked, signed).when('AnswerGovernorQuestion', answer, head).then([answered]);
    past(started, asked, answered).when('AnswerGovernorQuestion', answer, head).thenRejected('WRONG_STATE', 'D26');
    past(started).when('AnswerGovernorQuestion', answer, head).thenRejected('NOT_FOUND');
  });

  it('and nobody signs for another, nor twice', () => {
    past(started).when('SignGovernorVisit', {}, governor).then([signed]);
    past(started).when('SignGovernorVisit', {}, other).thenRejected('NOT_YOUR_ROLE', 'D26');
    past(started, signed).when('SignGovernorVisit', {}, governor).thenRejected('WRONG_STATE', 'D26');
    past().when('SignGovernorVisit', {}, governor).thenRejected('NOT_FOUND');
  });

  it('a meeting hears of a visit that is signed, as its minutes say, on a day after it', () => {
    const minutes = { meetingOn: '2026-03-12', reference: 'Curriculum committee, item 6', sha256: 'ab'.repeat(32) };
    const recorded: GovernorVisitEvent = { type: 'GovernorMinutesRecorded', data: minutes };
    past(started, signed).when('RecordGovernorMinutes', minutes, other).then([recorded]);
    past(started).when('RecordGovernorMinutes', minutes, other).thenRejected('WRONG_STATE', 'D26');
    past().when('RecordGovernorMinutes', minutes, other).thenRejected('NOT_FOUND');
    past(started, signed)
      .when('RecordGovernorMinutes', { ...minutes, meetingOn: '2026-03-13' }, other)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D26');
    past(started, signed)
      .when('RecordGovernorMinutes', { ...minutes, meetingOn: '2026-03-11' }, other)
      .thenRejected('END_DATE_NOT_LATER', 'D26');
  });

  it('a question that the school does not answer in five working days is told to the head, once', () => {
    const alarm: GovernorVisitEvent = {
      type: 'GovernorQuestionUnanswered',
      data: { questionId: 'q', alert: ['headteacher'] },
    };
    const ring = (at: string, ...events: GovernorVisitEvent[]) =>
      past(started, asked, ...events).when('RaiseUnansweredQuestion', { questionId: 'q' }, as('system', 'daybook', at));
    ring('2026-03-19T16:59:59.999Z').then([]);
    ring(answerBy).then([alarm]);
    ring(answerBy, alarm).then([]);
    ring(answerBy, answered).then([]);
  });
});
