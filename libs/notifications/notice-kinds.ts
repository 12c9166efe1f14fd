/** What somebody is told: that something of a kind waits, and never a word of what it is (D6). */
interface NoticeKind {
  /** What the e-mail says. It names nobody, and nothing of the matter. */
  readonly sentence: string;
  /** Alerts that the law or the policy demands are sent to everybody; only reminders may be declined by e-mail. */
  readonly mandatory: boolean;
}

export const noticeKinds = {
  policyToConfirm: { sentence: 'The approval of a policy needs your confirmation.', mandatory: false },
  incidentAlert: { sentence: 'You have a report to review.', mandatory: true },
  incidentEscalated: {
    sentence: 'A report has been passed to you because nobody has acknowledged it.',
    mandatory: true,
  },
  actionGiven: { sentence: 'You have been given an action.', mandatory: false },
  actionReminder: { sentence: 'One of your actions is due soon.', mandatory: false },
  actionOverdue: { sentence: 'An action is overdue.', mandatory: false },
  reportAnswered: { sentence: 'There is an update on a report you made.', mandatory: false },
  staffConcern: { sentence: 'You have a concern to review.', mandatory: true },
  investigationNamed: { sentence: 'You have been named to take part in a procedure.', mandatory: true },
  investigationHalted: { sentence: 'A procedure has been halted and needs your attention.', mandatory: true },
  policeReferral: { sentence: 'A referral must be made immediately.', mandatory: true },
  evidenceNotScanned: { sentence: 'A file could not be scanned and needs two people to release it.', mandatory: false },
  evidenceRelease: { sentence: 'A second person needs to confirm something.', mandatory: false },
  referralRequired: { sentence: 'A referral needs to be made or a decision recorded.', mandatory: true },
  referralOverdue: { sentence: 'A referral is overdue.', mandatory: true },
  referralAnswerLate: { sentence: 'An agency has not replied on time.', mandatory: true },
  filteringRequest: { sentence: 'You have a web filter request to decide.', mandatory: false },
  filteringAnswered: { sentence: 'There is an update on a request you made.', mandatory: false },
  filteringAgreed: { sentence: 'A change to the web filter has been agreed.', mandatory: false },
  filteringDue: { sentence: 'A change to the web filter is due to be made now.', mandatory: false },
  changeNotMade: { sentence: 'A change to the web filter was agreed but has not been made on time.', mandatory: true },
  blockRefused: { sentence: 'A block needs to be lifted.', mandatory: false },
  reblockOrdered: { sentence: 'A site needs to be blocked again.', mandatory: false },
  reblockOverdue: { sentence: 'Nobody has confirmed that a site is blocked again.', mandatory: true },
  blockUnanswered: { sentence: 'A request to block a site has not been answered on time.', mandatory: true },
  emergencyBlock: { sentence: 'You have an emergency block to review.', mandatory: false },
  emergencyBlockOverdue: { sentence: 'An emergency block has not been reviewed on time.', mandatory: true },
  illegalSite: { sentence: 'Somebody asked for a site that must never be unblocked.', mandatory: true },
  openSiteIllegal: { sentence: 'A site that was unblocked must now be blocked.', mandatory: true },
  illegalListUpdated: { sentence: 'A list of illegal sites has a new edition.', mandatory: false },
  illegalListHeldBack: {
    sentence: 'A list of illegal sites would lose more than half of its entries and needs a second person to agree.',
    mandatory: true,
  },
  filterFailing: { sentence: 'The web filter is letting through something it should block.', mandatory: true },
  filterDrift: { sentence: 'The web filter does not match what was agreed.', mandatory: true },
  checkOverdue: { sentence: 'A planned check is overdue.', mandatory: false },
  reviewOverdue: { sentence: 'A review is overdue.', mandatory: false },
  inspectionMissed: { sentence: 'No governor has inspected a log on time.', mandatory: true },
  monitoringAlert: { sentence: 'A monitoring alert needs to be reviewed today.', mandatory: true },
  weekMissed: { sentence: 'A weekly monitoring review was missed.', mandatory: false },
  guestAccountEnds: { sentence: 'A guest account needs to be closed.', mandatory: false },
  technicalIncident: { sentence: 'A technical incident has not been triaged.', mandatory: true },
  breachDeadline: { sentence: 'A data protection deadline is close or has passed.', mandatory: true },
  sheetUnbalanced: { sentence: 'A device sheet does not balance.', mandatory: false },
} as const satisfies Record<string, NoticeKind>;

export type NoticeKindCode = keyof typeof noticeKinds;

/** A code that a later or an earlier Daybook knew still reads, as something that waits. */
export const sentenceOf = (kind: string): string =>
  kind in noticeKinds ? noticeKinds[kind as NoticeKindCode].sentence : 'Something needs your attention.';
