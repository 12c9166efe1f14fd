import { licenceKind } from '#libs/technical/licence.kind.js';
import { technicalCheckKind } from '#libs/technical/technical-check.kind.js';
import { breachKind } from '#libs/technical/breach.kind.js';
import { guestAccountKind } from '#libs/technical/guest-account.kind.js';
import { riskAssessmentKind } from '#libs/technical/risk-assessment.kind.js';
import { technicalIncidentKind } from '#libs/technical/technical-incident.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { RaiseMissedBreachDeadline, WarnOfBreachDeadline } from '#libs/technical/breach.commands.js';
import { RaiseOverdueGuestAccount, RemindOfGuestAccount } from '#libs/technical/guest-account.commands.js';
import { RaiseOverdueReconciliation } from '#libs/technical/licence.commands.js';
import { RaiseOverdueRiskReview } from '#libs/technical/risk-assessment.commands.js';
import { RaiseOverdueTechnicalCheck } from '#libs/technical/technical-check.commands.js';
import { RaiseUntriagedIncident } from '#libs/technical/technical-incident.commands.js';
import { dueWhen } from '../deadlines/due-when.js';

/** SL11: a planned check that nobody does is told to one after the other. */
export const raiseAlarmWhenTechnicalCheckIsOverdue = dueWhen(
  'raise-alarm-when-technical-check-is-overdue',
  technicalCheckKind,
  (check) => (check.status === 'planned' ? check.alarmAt : undefined),
  (id) => commandOf(RaiseOverdueTechnicalCheck, { id }),
);

/** SL11: in the morning of a guest's last day those who close the account are reminded. */
export const remindOnLastDayOfGuestAccount = dueWhen(
  'remind-on-last-day-of-guest-account',
  guestAccountKind,
  (account) => (account.status === 'open' && !account.reminded ? account.remindAt : undefined),
  (id) => commandOf(RemindOfGuestAccount, { id }),
);

/** SL11: an account whose end is past and that nobody has confirmed as closed is told to one after the other. */
export const raiseAlarmWhenGuestAccountStaysOpen = dueWhen(
  'raise-alarm-when-guest-account-stays-open',
  guestAccountKind,
  (account) => (account.status === 'open' ? account.alarmAt : undefined),
  (id) => commandOf(RaiseOverdueGuestAccount, { id }),
);

/** SL11: licences that nobody compares with what is installed are told to the office, then to the head. */
export const raiseAlarmWhenLicencesAreNotReconciled = dueWhen(
  'raise-alarm-when-licences-are-not-reconciled',
  licenceKind,
  (state) => (state.status === 'held' ? state.alarmAt : undefined),
  (id) => commandOf(RaiseOverdueReconciliation, { id }),
);

/** SL11: a report that nobody looks at is told to one after the other. */
export const raiseAlarmWhenTechnicalIncidentIsUntriaged = dueWhen(
  'raise-alarm-when-technical-incident-is-untriaged',
  technicalIncidentKind,
  (incident) => (incident.status === 'none' ? undefined : incident.alarmAt),
  (id) => commandOf(RaiseUntriagedIncident, { id }),
);

/** D40: a day before the 72 hours end, those who can tell the ICO are warned. */
export const warnBeforeBreachDeadline = dueWhen(
  'warn-before-breach-deadline',
  breachKind,
  (state) => (state.status === 'open' && state.decision === undefined && !state.warned ? state.warnAt : undefined),
  (id) => commandOf(WarnOfBreachDeadline, { id }),
);

/** D40: when the 72 hours are over and nothing is decided, the head and then the chair of governors hear of it. */
export const raiseAlarmWhenBreachDeadlineIsMissed = dueWhen(
  'raise-alarm-when-breach-deadline-is-missed',
  breachKind,
  (state) => (state.status === 'open' ? state.alarmAt : undefined),
  (id) => commandOf(RaiseMissedBreachDeadline, { id }),
);

/** SW16: an accepted assessment that nobody reviews in time is told to the online safety lead, then to the head. */
export const raiseAlarmWhenRiskReviewIsOverdue = dueWhen(
  'raise-alarm-when-risk-review-is-overdue',
  riskAssessmentKind,
  (assessment) => (assessment.status === 'accepted' ? assessment.alarmAt : undefined),
  (id) => commandOf(RaiseOverdueRiskReview, { id }),
);

export const technicalDeadlines = [
  raiseAlarmWhenTechnicalCheckIsOverdue,
  remindOnLastDayOfGuestAccount,
  raiseAlarmWhenGuestAccountStaysOpen,
  raiseAlarmWhenLicencesAreNotReconciled,
  raiseAlarmWhenTechnicalIncidentIsUntriaged,
  warnBeforeBreachDeadline,
  raiseAlarmWhenBreachDeadlineIsMissed,
  raiseAlarmWhenRiskReviewIsOverdue,
];
