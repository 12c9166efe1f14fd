import { referralKind } from '#libs/referrals/referral.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { RaiseLateAnswer, RaiseOverdueReferral } from '#libs/referrals/referral.commands.js';
import { dueWhen } from '../deadlines/due-when.js';

/** SL5, D15: a required referral that nobody makes, or gives a reason against, is told to one after the other. */
export const raiseAlarmWhenReferralIsOverdue = dueWhen(
  'raise-alarm-when-referral-is-overdue',
  referralKind,
  (state) => (state.status === 'required' ? state.alarmAt : undefined),
  (id) => commandOf(RaiseOverdueReferral, { id }),
);

/** D14: an agency that has not answered in its time is to be chased. */
export const raiseAlarmWhenAnswerIsLate = dueWhen(
  'raise-alarm-when-answer-is-late',
  referralKind,
  (state) => (state.status === 'made' ? state.alarmAt : undefined),
  (id) => commandOf(RaiseLateAnswer, { id }),
);

export const referralDeadlines = [raiseAlarmWhenReferralIsOverdue, raiseAlarmWhenAnswerIsLate];
