import { monitoringAlertKind } from '#libs/monitoring/monitoring-alert.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { EraseAlert } from '#libs/monitoring/monitoring.commands.js';
import { follows } from '../follow-ups/follows.js';

/** D21: once an alert has ended, its key is destroyed: nothing opens any more what it said. */
export const eraseExpiredAlert = follows('erase-expired-alert', monitoringAlertKind, {
  RawAlertExpired: (_, { id }) => commandOf(EraseAlert, { id }),
});

export const monitoringFollowUps = [eraseExpiredAlert];
