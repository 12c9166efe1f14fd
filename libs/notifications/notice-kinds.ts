/** What somebody is told: that something of a kind waits, and never a word of what it is (D6). */
interface NoticeKind {
  /** What the e-mail says. It names nobody, and nothing of the matter. */
  readonly sentence: string;
  /** Alerts that the law or the policy demands are sent to everybody; only reminders may be declined by e-mail. */
  readonly mandatory: boolean;
}

export const noticeKinds = {
  incidentAlert: { sentence: 'A report waits for you.', mandatory: true },
  incidentEscalated: { sentence: 'A report that nobody has acknowledged was passed on to you.', mandatory: true },
  actionGiven: { sentence: 'You have been given an action.', mandatory: false },
  actionReminder: { sentence: 'An action of yours is due soon.', mandatory: false },
  actionOverdue: { sentence: 'An action is overdue.', mandatory: false },
  reportAnswered: { sentence: 'There is word about a report of yours.', mandatory: false },
  staffConcern: { sentence: 'A concern waits for you.', mandatory: true },
  investigationNamed: { sentence: 'You are asked to take part in a procedure.', mandatory: true },
  investigationHalted: { sentence: 'A procedure was halted and waits for you.', mandatory: true },
  policeReferral: { sentence: 'A referral has to be made at once.', mandatory: true },
  evidenceRelease: { sentence: 'A second person is asked for.', mandatory: false },
  referralRequired: { sentence: 'A referral has to be made or decided on.', mandatory: true },
  referralOverdue: { sentence: 'A referral is overdue.', mandatory: true },
  referralAnswerLate: { sentence: 'An agency has not answered in time.', mandatory: true },
  filteringRequest: { sentence: 'A request about the web filter waits for you.', mandatory: false },
  filteringAnswered: { sentence: 'There is word about a request of yours.', mandatory: false },
  filteringAgreed: { sentence: 'A change of the web filter was agreed.', mandatory: false },
  filteringDue: { sentence: 'A change of the web filter is to be made now.', mandatory: false },
  changeNotMade: { sentence: 'A change of the web filter was agreed and has not been made in time.', mandatory: true },
  blockRefused: { sentence: 'A block has to be lifted.', mandatory: false },
  reblockOrdered: { sentence: 'A site is to be blocked again.', mandatory: false },
  reblockOverdue: { sentence: 'Nobody has confirmed that a site is blocked again.', mandatory: true },
  blockUnanswered: { sentence: 'A request for a block has not been answered in time.', mandatory: true },
  emergencyBlock: { sentence: 'A block made in an emergency waits for you.', mandatory: false },
  emergencyBlockOverdue: { sentence: 'A block made in an emergency has not been answered in time.', mandatory: true },
  illegalSite: { sentence: 'Somebody asked for a site that may not be opened.', mandatory: true },
  openSiteIllegal: { sentence: 'A site that was let through may not be open any more.', mandatory: true },
  filterFailing: { sentence: 'The web filter lets through what it should not.', mandatory: true },
  filterDrift: { sentence: 'The web filter is not as it should be.', mandatory: true },
  checkOverdue: { sentence: 'A planned check is overdue.', mandatory: false },
  reviewOverdue: { sentence: 'A review is overdue.', mandatory: false },
  inspectionMissed: { sentence: 'No governor has looked at a log in time.', mandatory: true },
  monitoringAlert: { sentence: 'An alert of the monitoring system has to be looked at today.', mandatory: true },
  weekMissed: { sentence: 'A week of monitoring was not looked back at.', mandatory: false },
  guestAccountEnds: { sentence: 'An account for a guest has to be closed.', mandatory: false },
  technicalIncident: { sentence: 'A technical incident has not been looked at.', mandatory: true },
  breachDeadline: { sentence: 'A deadline of the data protection law is near or past.', mandatory: true },
  sheetUnbalanced: { sentence: 'A sheet of the day does not balance.', mandatory: false },
} as const satisfies Record<string, NoticeKind>;

export type NoticeKindCode = keyof typeof noticeKinds;

/** A code that a later or an earlier Daybook knew still reads, as something that waits. */
export const sentenceOf = (kind: string): string =>
  kind in noticeKinds ? noticeKinds[kind as NoticeKindCode].sentence : 'Something waits for you.';
