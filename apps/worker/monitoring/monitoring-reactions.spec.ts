import { recordId as id, specsOfDeadlines, specsOfFollowUps, type Happened } from '../testing/reaction-specs.js';
import { monitoringDeadlines } from './monitoring-deadlines.js';
import { monitoringFollowUps } from './monitoring-follow-ups.js';

const did = (type: string, data: object = {}): Happened => ({ type, data });
const [today, tomorrow, expiresAt] = [
  '2026-03-12T17:00:00.000Z',
  '2026-03-13T17:00:00.000Z',
  '2027-03-12T09:00:00.000Z',
] as const;
const received = did('AlertReceived', { expiresAt });
const highRisk = [received, did('HighRiskAlerted', { lookBy: today })];
const begun = did('WeeklyReviewsBegun', { week: '2026-03-09', dueOn: '2026-03-16' });

specsOfDeadlines(monitoringDeadlines, {
  'escalate-when-high-risk-is-unseen': {
    sends: 'EscalateAlert',
    cases: [
      ['D21: stands at the end of the same day', highRisk, today],
      ['any other alert has none', [received], 'nothing'],
      ['stands again the next working day', [...highRisk, did('AlertEscalated', { lookBy: tomorrow })], tomorrow],
      ['is over when somebody has looked', [...highRisk, did('AlertLookedAt')], 'nothing'],
      ['is over when it is decided', [...highRisk, did('AlertDecided')], 'nothing'],
      ['is over when it is part of a case', [...highRisk, did('AlertAttached', { incident: id })], 'nothing'],
    ],
  },
  'expire-raw-alert': {
    sends: 'ExpireAlert',
    cases: [
      ['D21: stands at the end of the retention', [received], expiresAt],
      ['a decision does not change that', [received, did('AlertDecided')], expiresAt],
      ['is over when it is part of a case', [received, did('AlertAttached', { incident: id })], 'nothing'],
      ['is over when it has ended', [received, did('RawAlertExpired')], 'nothing'],
    ],
  },
  'close-monitoring-week': {
    sends: 'CloseMonitoringWeek',
    cases: [
      ['D21: stands at the end of the day by which the week is looked back at', [begun], '2026-03-16T17:00:00.000Z'],
      [
        'the next week moves it',
        [begun, did('MonitoringWeekDue', { week: '2026-03-16', dueOn: '2026-03-23' })],
        '2026-03-23T17:00:00.000Z',
      ],
    ],
  },
});

specsOfFollowUps(monitoringFollowUps, {
  'erase-expired-alert': [['D21: what has ended is erased', did('RawAlertExpired'), [['EraseAlert', { id }]]]],
});
