import { ladoReferralOf } from '#libs/referrals/required-referral.js';
import {
  recordedAt,
  recordId as id,
  specsOfDeadlines,
  specsOfFollowUps,
  type Happened,
} from '../testing/reaction-specs.js';
import { incidentDeadlines } from './incident-deadlines.js';
import { incidentFollowUps } from './incident-follow-ups.js';

const did = (type: string, data: object = {}): Happened => ({ type, data });
const [first, second, third] = [
  '2026-03-13T09:00:00.000Z',
  '2026-03-16T09:00:00.000Z',
  '2026-03-18T09:00:00.000Z',
] as const;
const [talk, letter] = ['1f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90', '2f0a7d3e-5b62-4f0c-8a44-6e3d9c2b7a90'] as const;
const kind = { code: 'cyberbullying', label: 'Cyberbullying', about: 'pupil', illegal: false };
const aboutStaff = { code: 'staffAllegation', label: 'Allegation', about: 'staff', illegal: false };
const raised = did('IncidentRaised', { kind, acknowledgeBy: first, fromAlert: undefined, fromConcern: undefined });
const escalated = did('IncidentEscalated', { to: 'deputyDsl', acknowledgeBy: second });
const acknowledged = [raised, did('IncidentAcknowledged')];
const action = (actionId: string, remindAt: string, due: string): Happened =>
  did('ActionRecorded', { actionId, remindAt, due });
const postponed = did('ActionPostponed', { actionId: talk, remindAt: second, due: third });
const withTalk = [...acknowledged, action(talk, first, second)];

specsOfDeadlines(incidentDeadlines, {
  'escalate-when-nobody-acknowledges': {
    sends: 'EscalateIncident',
    cases: [
      ['D7: stands at the time of its seriousness', [raised], first],
      ['D7: stands for the next in the line', [raised, escalated], second],
      [
        'is over when the last in the line has been told',
        [raised, escalated, did('IncidentEscalated', { to: 'headteacher', acknowledgeBy: undefined })],
        'nothing',
      ],
      ['is over when somebody has acknowledged it', acknowledged, 'nothing'],
      ['is over when it is merged', [raised, did('IncidentMerged')], 'nothing'],
      ['D4: another kind moves it', [raised, did('IncidentRecategorised', { kind, acknowledgeBy: second })], second],
      [
        'D7: another kind after it was passed on does not',
        [
          raised,
          escalated,
          did('IncidentRecategorised', { kind, acknowledgeBy: undefined, presumedSeriousness: undefined }),
        ],
        second,
      ],
      [
        'is over where the line of another kind has nobody left',
        [raised, escalated, did('IncidentRecategorised', { kind: aboutStaff, acknowledgeBy: undefined })],
        'nothing',
      ],
      [
        'D3: does not come back with a case that is opened again',
        [...acknowledged, did('IncidentClosed'), did('IncidentReopened')],
        'nothing',
      ],
    ],
  },
  'remind-owner-before-action-is-due': {
    sends: 'RemindOfAction',
    cases: [
      ['D9: stands before the action is due', withTalk, { [talk]: first }],
      ['each action has its own', [...withTalk, action(letter, second, third)], { [talk]: first, [letter]: second }],
      ['D9: one that is postponed is reminded of anew', [...withTalk, postponed], { [talk]: second }],
      [
        'also when it was reminded of before',
        [...withTalk, did('ActionReminded', { actionId: talk }), postponed],
        { [talk]: second },
      ],
      ['is over when the owner was reminded', [...withTalk, did('ActionReminded', { actionId: talk })], 'nothing'],
      ['is over when it is done', [...withTalk, did('ActionCompleted', { actionId: talk })], 'nothing'],
    ],
  },
  'raise-alarm-when-action-is-overdue': {
    sends: 'RaiseOverdueAction',
    cases: [
      ['D9: stands when the action is due', withTalk, { [talk]: second }],
      ['D9: one that is postponed has another moment', [...withTalk, postponed], { [talk]: third }],
      [
        'also when it was overdue before',
        [...withTalk, did('ActionFellOverdue', { actionId: talk }), postponed],
        { [talk]: third },
      ],
      ['is over when it has been told', [...withTalk, did('ActionFellOverdue', { actionId: talk })], 'nothing'],
      ['is over when it is done', [...withTalk, did('ActionCompleted', { actionId: talk })], 'nothing'],
    ],
  },
});

const toLado = [
  'RequireReferral',
  { id: ladoReferralOf(id), agency: 'lado', about: 'staff', since: recordedAt, incident: id },
] as const;

specsOfFollowUps(incidentFollowUps, {
  'note-duplicate-when-merged': [
    [
      'D3: the first report says so',
      did('IncidentMerged', { into: talk }),
      [['NoteDuplicate', { id: talk, duplicate: id }]],
    ],
  ],
  'note-promotion-when-allegation-is-raised': [
    [
      'D16: the concern says so',
      did('IncidentRaised', { kind, fromConcern: talk }),
      [['NoteConcernPromoted', { id: talk, incident: id }]],
    ],
    ['a report of its own tells no concern', raised, []],
  ],
  'note-alert-when-incident-is-raised': [
    [
      'D21: the alert says so',
      did('IncidentRaised', { kind, fromAlert: talk }),
      [['NoteAlertAttached', { id: talk, incident: id }]],
    ],
    ['a report of its own tells no alert', raised, []],
  ],
  'require-lado-contact-after-allegation': [
    ['D15: an allegation against an adult', did('IncidentRaised', { kind: aboutStaff }), [toLado]],
    ['D15: what turns out to be one', did('IncidentRecategorised', { kind: aboutStaff }), [toLado]],
    [
      'of the school’s own kinds, what it counts as decides',
      did('IncidentRaised', {
        kind: { ...aboutStaff, code: 'own', countedAs: { code: 'staffAllegation', label: 'Allegation' } },
      }),
      [toLado],
    ],
    ['nothing about a pupil goes there', raised, []],
  ],
});
