import {
  recordedAt,
  recordId as id,
  specsOfDeadlines,
  specsOfFollowUps,
  type Happened,
} from '../testing/reaction-specs.js';
import { filteringDeadlines } from './filtering-deadlines.js';
import { filteringFollowUps } from './filtering-follow-ups.js';

const [early, later, last] = [
  '2026-03-20T15:00:00.000Z',
  '2026-03-27T15:00:00.000Z',
  '2026-04-03T15:00:00.000Z',
] as const;
const did = (type: string, data: object = {}): Happened => ({ type, data });
const requested = did('UnblockRequested', { until: later, from: undefined, permanent: false, template: undefined });
const ahead = did('UnblockRequested', { until: later, from: early, permanent: false, template: undefined });
const agreed = did('UnblockAgreed', { from: undefined, implementBy: early });
const agreedAhead = did('UnblockAgreed', { from: early, implementBy: early });
const opened = [requested, agreed, did('SiteUnblocked', { until: later })];
const ordered = [...opened, did('ReblockOrdered', { confirmBy: early })];
const blockRequested = did('BlockRequested', { answerBy: early, template: undefined });
const blockAgreed = [blockRequested, did('BlockAgreed', { implementBy: later })];
const emergency = did('SiteBlockedInEmergency', { agreeBy: early });
const placed = did('FilterOrderPlaced', {
  number: 1,
  step: 'letThrough',
  category: 'filteringChange',
  adapter: 'squid',
});
const drift = [
  did('FilterDriftFound', { adapter: 'squid', fault: undefined }),
  did('FilterDriftConfirmed', { adapter: 'squid', mendBy: early }),
];
const reported = did('FilterDifferenceReported', { mendBy: early, change: undefined });

specsOfDeadlines(filteringDeadlines, {
  'reblock-when-unblock-ends': {
    sends: 'OrderReblock',
    cases: [
      ['D18: stands at the end of what is open', opened, later],
      ['stands for nothing that is not open yet', [requested, agreed], 'nothing'],
      [
        'D18: an extension that two have agreed moves it',
        [...opened, did('ExtensionRequested', { until: last }), did('ExtensionAgreed', { until: last })],
        last,
      ],
      ['one that is only asked for does not', [...opened, did('ExtensionRequested', { until: last })], later],
      ['is over once the site is ordered blocked', ordered, 'nothing'],
      ['is over once a technician has blocked it', [...opened, did('SiteReblocked', { note: undefined })], 'nothing'],
      [
        'D19: is over where the site is found illegal',
        [...opened, did('OpenSiteFoundIllegal'), did('ReblockOrdered')],
        'nothing',
      ],
    ],
  },
  'raise-alarm-when-reblock-is-overdue': {
    sends: 'RaiseOverdueReblock',
    cases: [
      ['D18: stands at the time for the confirmation', ordered, early],
      ['D18: stands once more when that has passed', [...ordered, did('ReblockOverdue', { confirmBy: later })], later],
      [
        'is over when the head has been told',
        [...ordered, did('ReblockOverdue', { confirmBy: later }), did('ReblockEscalated', { confirmBy: later })],
        'nothing',
      ],
      ['is over when it is confirmed', [...ordered, did('SiteReblocked', { note: undefined })], 'nothing'],
    ],
  },
  'tell-when-opening-is-due': {
    sends: 'NoteUnblockDue',
    cases: [
      ['D17: stands at the start of what was agreed ahead of it', [ahead, agreedAhead], early],
      ['what may begin at once has no start to wait for', [requested, agreed], 'nothing'],
      [
        'nor has what was agreed after its start',
        [did('UnblockRequested', { from: recordedAt, until: later }), did('UnblockAgreed', { from: recordedAt })],
        'nothing',
      ],
      ['is over when its moment is on record', [ahead, agreedAhead, did('UnblockDue')], 'nothing'],
      ['is over when it is taken back', [ahead, agreedAhead, did('UnblockRequestWithdrawn')], 'nothing'],
      ['is over when it is open', [ahead, agreedAhead, did('SiteUnblocked', { until: later })], 'nothing'],
    ],
  },
  'raise-alarm-when-opening-is-not-made': {
    sends: 'RaiseUnmadeOpening',
    cases: [
      ['SL6: stands at the time to make it', [requested, agreed], early],
      [
        'what was agreed before there was a time is due since then',
        [requested, did('UnblockAgreed', { from: undefined, implementBy: undefined })],
        recordedAt,
      ],
      [
        'stands once more when that has passed',
        [requested, agreed, did('ImplementationOverdue', { implementBy: later })],
        later,
      ],
      [
        'is over when the head has been told',
        [requested, agreed, did('ImplementationOverdue'), did('ImplementationEscalated')],
        'nothing',
      ],
      ['is over when it is made', opened, 'nothing'],
      ['is over when its time is', [requested, agreed, did('UnblockLapsed')], 'nothing'],
    ],
  },
  'lapse-when-time-is-over': {
    sends: 'LapseUnblock',
    cases: [
      ['D18: stands at the end of what is asked for', [requested], later],
      ['also while a question is open', [requested, did('MoreInformationAsked')], later],
      ['also when it is agreed', [requested, agreed], later],
      ['is over when it is open', opened, 'nothing'],
      ['is over when it is declined', [requested, did('UnblockDeclined')], 'nothing'],
    ],
  },
  'raise-alarm-when-block-is-not-made': {
    sends: 'RaiseUnmadeBlock',
    cases: [
      ['SW7: stands at the time to make it', blockAgreed, later],
      [
        'SW7: stands at the time to lift one that was refused',
        [emergency, did('EmergencyBlockRefused', { implementBy: later })],
        later,
      ],
      [
        'stands once more when that has passed',
        [...blockAgreed, did('ImplementationOverdue', { implementBy: last })],
        last,
      ],
      [
        'is over when the head has been told',
        [...blockAgreed, did('ImplementationOverdue'), did('ImplementationEscalated')],
        'nothing',
      ],
      ['is over when it is made', [...blockAgreed, did('SiteBlocked')], 'nothing'],
      [
        'stands again when its lifting is agreed',
        [
          ...blockAgreed,
          did('SiteBlocked'),
          did('BlockLiftingRequested'),
          did('BlockLiftingAgreed', { implementBy: last }),
        ],
        last,
      ],
    ],
  },
  'raise-alarm-when-emergency-block-is-unanswered': {
    sends: 'RaiseOverdueEmergencyBlock',
    cases: [
      ['SW7: stands at the time to agree', [emergency], early],
      ['is over when somebody has agreed', [emergency, did('EmergencyBlockAgreed')], 'nothing'],
      ['is over when it has been told', [emergency, did('EmergencyBlockOverdue')], 'nothing'],
    ],
  },
  'raise-alarm-when-block-request-is-unanswered': {
    sends: 'RaiseUnansweredBlockRequest',
    cases: [
      ['SW7: stands at the time for the answer', [blockRequested], early],
      [
        'one of before there was a time is due since then',
        [did('BlockRequested', { answerBy: undefined })],
        recordedAt,
      ],
      [
        'stands once more when that has passed',
        [blockRequested, did('BlockRequestUnanswered', { answerBy: later })],
        later,
      ],
      [
        'is over when the head has been told',
        [blockRequested, did('BlockRequestUnanswered'), did('BlockRequestEscalated')],
        'nothing',
      ],
      ['is over when it is answered', blockAgreed, 'nothing'],
    ],
  },
  'send-filter-order': {
    sends: 'SendFilterOrder',
    handled: true,
    cases: [
      ['SL6: stands from when it is placed', [placed], recordedAt],
      [
        'stands when it is to be sent again',
        [placed, did('FilterOrderSent', { attempt: 1, sendAgainAt: early })],
        early,
      ],
      ['also after it has failed', [placed, did('FilterOrderFailed', { attempt: 2, sendAgainAt: later })], later],
      ['is over when it is confirmed', [placed, did('FilterOrderConfirmed', { number: 1 })], 'nothing'],
      ['is over when it is dropped', [placed, did('FilterOrderDropped', { number: 1 })], 'nothing'],
    ],
  },
  'raise-alarm-when-filter-drifts': {
    sends: 'RaiseLastingDrift',
    cases: [
      ['SW7: stands once two looks have shown a difference', drift, early],
      ['not after one look', drift.slice(0, 1), 'nothing'],
      ['stands once more when that has passed', [...drift, did('FilterDriftLasting', { mendBy: later })], later],
      ['is over when the head has been told', [...drift, did('FilterDriftLasting', { mendBy: undefined })], 'nothing'],
      ['is over when the difference is', [...drift, did('FilterDriftEnded', { adapter: 'squid' })], 'nothing'],
    ],
  },
  'raise-alarm-when-difference-lasts': {
    sends: 'RaiseOverdueDifference',
    cases: [
      ['SW7: stands at the time to mend it', [reported], early],
      ['stands once more when that has passed', [reported, did('FilterDifferenceOverdue', { mendBy: later })], later],
      [
        'is over when the head has been told',
        [reported, did('FilterDifferenceOverdue', { mendBy: undefined })],
        'nothing',
      ],
      ['is over when it is mended', [reported, did('FilterDifferenceMended')], 'nothing'],
      ['is over when it was none', [reported, did('FilterFoundAsAgreed')], 'nothing'],
    ],
  },
});

const finds = (direction: string): [string, object][] => [['FindOverlaps', { id, direction }]];
const orders = (step: string, category: string): [string, object][] => [['PlaceFilterOrder', { id, step, category }]];
const takesBack = (category: string): [string, object][] => [['TakeBackFilterOrder', { id, category }]];
const anotherId = '1f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90';

specsOfFollowUps(filteringFollowUps, {
  'find-overlaps-of-opening': [
    ['SL6: a request is compared with what is under way', requested, finds('unblock')],
    ['what is withdrawn leaves the list', did('UnblockRequestWithdrawn'), finds('unblock')],
    ['what has lapsed leaves the list', did('UnblockLapsed'), finds('unblock')],
    ['what is declined leaves the list', did('UnblockDeclined'), finds('unblock')],
    ['what is blocked again leaves the list', did('SiteReblocked'), finds('unblock')],
    ['what is illegal leaves the list', did('IllegalSiteRefused'), finds('unblock')],
    ['an agreement changes nothing', agreed, []],
  ],
  'find-overlaps-of-block': [
    ['SL6: a request is compared with what is under way', blockRequested, finds('block')],
    ['a block in an emergency is', emergency, finds('block')],
    ['what is withdrawn leaves the list', did('BlockRequestWithdrawn'), finds('block')],
    ['what is declined leaves the list', did('BlockDeclined'), finds('block')],
    ['what is lifted leaves the list', did('BlockLifted'), finds('block')],
  ],
  'order-opening-when-agreed': [
    ['SL6: what is agreed is ordered', agreed, orders('letThrough', 'filteringChange')],
    ['D17: not before the start that was agreed', agreedAhead, []],
    ['but when its moment has come', did('UnblockDue'), orders('letThrough', 'filteringChange')],
    ['what is over is ordered blocked', did('ReblockOrdered'), orders('blockAgain', 'filteringChange')],
    ['what is withdrawn is taken back', did('UnblockRequestWithdrawn'), takesBack('filteringChange')],
    ['what has lapsed is taken back', did('UnblockLapsed'), takesBack('filteringChange')],
    ['what a technician has blocked is taken back', did('SiteReblocked'), takesBack('filteringChange')],
    ['D19: what is illegal is taken back', did('IllegalSiteRefused'), takesBack('filteringChange')],
  ],
  'order-block-when-agreed': [
    ['SW7: what is agreed is ordered', did('BlockAgreed'), orders('block', 'filteringBlock')],
    ['what was blocked in an emergency is', emergency, orders('block', 'filteringBlock')],
    ['what is refused is lifted', did('EmergencyBlockRefused'), orders('lift', 'filteringBlock')],
    ['what is agreed to be lifted is', did('BlockLiftingAgreed'), orders('lift', 'filteringBlock')],
    ['what is withdrawn is taken back', did('BlockRequestWithdrawn'), takesBack('filteringBlock')],
    ['what a technician has lifted is taken back', did('BlockLifted'), takesBack('filteringBlock')],
  ],
  'note-what-the-filter-confirmed': [
    [
      'SL6: that it is let through',
      did('FilterOrderConfirmed', { step: 'letThrough' }),
      [['NoteLetThroughByFilter', { id }]],
    ],
    [
      'that it is blocked again',
      did('FilterOrderConfirmed', { step: 'blockAgain' }),
      [['NoteBlockedAgainByFilter', { id }]],
    ],
    ['SW7: that it is blocked', did('FilterOrderConfirmed', { step: 'block' }), [['NoteBlockedByFilter', { id }]]],
    ['that the block is lifted', did('FilterOrderConfirmed', { step: 'lift' }), [['NoteBlockLiftedByFilter', { id }]]],
  ],
  'mend-filter': [['SW7: a confirmed difference is mended', did('FilterDriftConfirmed'), [['MendFilter', {}]]]],
  'mend-filter-difference': [
    [
      'SW7: what was to be done is ordered once more',
      did('FilterDifferenceReported', { change: anotherId, direction: 'block' }),
      [['RepeatOrderForChange', { id: anotherId, category: 'filteringBlock' }]],
    ],
    ['where it is no change of Daybook there is nothing to order', reported, []],
  ],
});
