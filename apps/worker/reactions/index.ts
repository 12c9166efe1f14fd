import type { Reaction } from '../reaction.js';
import { raiseAlarmWhenEmergencyBlockIsUnanswered } from './raise-alarm-when-emergency-block-is-unanswered.js';
import { escalateWhenNobodyAcknowledges } from './escalate-when-nobody-acknowledges.js';
import { noteDuplicateWhenMerged } from './note-duplicate-when-merged.js';
import { notePromotionWhenAllegationIsRaised } from './note-promotion-when-allegation-is-raised.js';
import { raiseAlarmWhenActionIsOverdue } from './raise-alarm-when-action-is-overdue.js';
import { raiseAlarmWhenReblockIsOverdue } from './raise-alarm-when-reblock-is-overdue.js';
import { reblockWhenUnblockEnds } from './reblock-when-unblock-ends.js';
import { remindOwnerBeforeActionIsDue } from './remind-owner-before-action-is-due.js';

/** Everything the system does by itself. */
export const reactions: readonly Reaction[] = [
  reblockWhenUnblockEnds,
  raiseAlarmWhenReblockIsOverdue,
  raiseAlarmWhenEmergencyBlockIsUnanswered,
  escalateWhenNobodyAcknowledges,
  remindOwnerBeforeActionIsDue,
  raiseAlarmWhenActionIsOverdue,
  noteDuplicateWhenMerged,
  notePromotionWhenAllegationIsRaised,
];
