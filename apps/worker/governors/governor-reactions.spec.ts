import {
  recordedAt,
  recordId as id,
  specsOfDeadlines,
  specsOfFollowUps,
  type Happened,
} from '../testing/reaction-specs.js';
import { governorDeadlines } from './governor-deadlines.js';
import { governorFollowUps } from './governor-follow-ups.js';

const did = (type: string, data: object = {}): Happened => ({ type, data });
const [first, second] = ['2026-03-20T17:00:00.000Z', '2026-03-27T17:00:00.000Z'] as const;
const [one, another] = ['1f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90', '2f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90'] as const;
const started = did('GovernorVisitStarted');
const asked = (questionId: string, answerBy: string): Happened =>
  did('GovernorQuestionAsked', { questionId, answerBy });
const planned = did('LogInspectionPlanned', { dueBy: first });

specsOfDeadlines(governorDeadlines, {
  'raise-alarm-when-governor-is-not-answered': {
    sends: 'RaiseUnansweredQuestion',
    cases: [
      ['D26: stands at the time for the answer', [started, asked(one, first)], { [one]: first }],
      [
        'each question has its own',
        [started, asked(one, first), asked(another, second)],
        { [one]: first, [another]: second },
      ],
      [
        'is over when it is answered',
        [started, asked(one, first), did('GovernorQuestionAnswered', { questionId: one })],
        'nothing',
      ],
      [
        'is over when the head has been told',
        [started, asked(one, first), did('GovernorQuestionUnanswered', { questionId: one })],
        'nothing',
      ],
      ['also when the visit is signed', [started, asked(one, first), did('GovernorVisitSigned')], { [one]: first }],
    ],
  },
  'raise-alarm-when-log-is-not-inspected': {
    sends: 'RaiseMissedInspection',
    cases: [
      ['SL3: stands at the time to look', [planned], first],
      ['a look moves it', [planned, did('LogInspected', { dueBy: second })], second],
      ['stands for the next in the line', [planned, did('LogInspectionMissed', { next: second })], second],
      ['is over when the last has been told', [planned, did('LogInspectionMissed', { next: undefined })], 'nothing'],
      ['a look before there was a plan has none', [did('LogInspected', { dueBy: undefined })], 'nothing'],
    ],
  },
  'release-figures-when-term-ends': {
    sends: 'ReleaseFiguresOfTerm',
    // What is released is read beside the record, so a handler adds it.
    handled: true,
    cases: [
      ['D24: stands at the end of the term', [did('GovernorReleasePlanned', { dueAt: first })], first],
      [
        'terms that are set anew move it',
        [did('GovernorReleasePlanned', { dueAt: first }), did('GovernorReleasePlanned', { dueAt: second })],
        second,
      ],
      [
        'a release by act leaves it where it is',
        [did('GovernorReleasePlanned', { dueAt: first }), did('GovernorFiguresReleased', { occasion: 'byAct' })],
        first,
      ],
      [
        'is over when the figures of the term are released',
        [did('GovernorReleasePlanned', { dueAt: first }), did('GovernorFiguresReleased', { occasion: 'endOfTerm' })],
        'nothing',
      ],
    ],
  },
});

specsOfFollowUps(governorFollowUps, {
  'plan-log-inspection': [['SL3: from the adoption on', did('PolicyAdopted'), [['PlanLogInspection', {}]]]],
  'note-log-inspected': [
    [
      'D26: a governor was shown the log, and signed',
      did('GovernorVisitSigned', { on: '2026-03-11', logs: ['filteringChanges'] }),
      [['NoteLogInspected', { visit: id, on: '2026-03-11' }]],
    ],
    ['one who was not shown it', did('GovernorVisitSigned', { logs: ['incidents'] }), []],
    [
      'of an early visit neither its day nor its logs are known',
      did('GovernorVisitSigned', { on: undefined, logs: undefined }),
      [['NoteLogInspected', { visit: id, on: recordedAt.slice(0, 10) }]],
    ],
  ],
  'plan-governor-release': [['D24: the school has set its terms', did('TermsSet'), [['PlanGovernorRelease', {}]]]],
});
