import type { Reaction } from '../reaction.js';
import { raiseAlarmWhenEmergencyBlockIsUnanswered } from './raise-alarm-when-emergency-block-is-unanswered.js';
import { raiseAlarmWhenReblockIsOverdue } from './raise-alarm-when-reblock-is-overdue.js';
import { reblockWhenUnblockEnds } from './reblock-when-unblock-ends.js';

/** Everything the system does by itself. */
export const reactions: readonly Reaction[] = [
  reblockWhenUnblockEnds,
  raiseAlarmWhenReblockIsOverdue,
  raiseAlarmWhenEmergencyBlockIsUnanswered,
];
