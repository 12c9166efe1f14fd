import type { DeadlineRule } from './deadlines/due-when.js';
import { deviceDeadlines } from './devices/device-deadlines.js';
import { filteringCheckDeadlines } from './filtering-checks/filtering-check-deadlines.js';
import { filteringCheckFollowUps } from './filtering-checks/filtering-check-follow-ups.js';
import { filteringDeadlines } from './filtering/filtering-deadlines.js';
import { filteringFollowUps } from './filtering/filtering-follow-ups.js';
import type { FollowRule } from './follow-ups/follows.js';
import { governorDeadlines } from './governors/governor-deadlines.js';
import { governorFollowUps } from './governors/governor-follow-ups.js';
import { incidentDeadlines } from './incidents/incident-deadlines.js';
import { incidentFollowUps } from './incidents/incident-follow-ups.js';
import { investigationFollowUps } from './investigations/investigation-follow-ups.js';
import { monitoringDeadlines } from './monitoring/monitoring-deadlines.js';
import { monitoringFollowUps } from './monitoring/monitoring-follow-ups.js';
import { notificationDeadlines } from './notifications/notification-deadlines.js';
import { referralDeadlines } from './referrals/referral-deadlines.js';
import { referralFollowUps } from './referrals/referral-follow-ups.js';
import { technicalDeadlines } from './technical/technical-deadlines.js';
import { technicalFollowUps } from './technical/technical-follow-ups.js';

/** At which moments the system acts by itself, as the states of records say. */
export const deadlineRules: readonly DeadlineRule[] = [
  ...filteringDeadlines,
  ...filteringCheckDeadlines,
  ...incidentDeadlines,
  ...referralDeadlines,
  ...technicalDeadlines,
  ...monitoringDeadlines,
  ...deviceDeadlines,
  ...governorDeadlines,
  ...notificationDeadlines,
];

/** What the system does by itself at once when something has been recorded. */
export const followRules: readonly FollowRule[] = [
  ...filteringFollowUps,
  ...filteringCheckFollowUps,
  ...incidentFollowUps,
  ...investigationFollowUps,
  ...referralFollowUps,
  ...technicalFollowUps,
  ...monitoringFollowUps,
  ...governorFollowUps,
];
