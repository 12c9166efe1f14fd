import { ExpireAlert } from '#libs/monitoring/monitoring.commands.js';
import { monitoringAlertEvents } from '#libs/monitoring/monitoring.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D21: an alert that has become part of no case is erased when the retention of the policy is over. */
export const expireRawAlert = reaction(
  'expire-raw-alert',
  monitoringAlertEvents,
  {
    AlertReceived: ({ expiresAt }) => new Date(expiresAt),
    HighRiskAlerted: 'ignored',
    AlertEscalated: 'ignored',
    AlertLookedAt: 'ignored',
    AlertDecided: 'ignored',
    AlertAttached: 'cleared',
    // Not cleared: the alarm rings until the key is gone, also if the process died between the two.
    RawAlertExpired: 'ignored',
  },
  () => new ExpireAlert(),
);
