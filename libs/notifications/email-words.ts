/** What became of the e-mail of a notification. `uncertain`: it may have been sent, so it is not sent again. */
export const emailStatuses = ['waiting', 'sending', 'sent', 'notSent', 'refused', 'failed', 'uncertain'] as const;

/** Why no e-mail was tried. The inbox has the notification in any case. */
export const obstacles = ['noMailServer', 'notRecorded', 'left', 'noAddress', 'declined'] as const;

/** How an attempt ended, as far as the mail server told. */
export const attemptResults = ['sent', 'refused', 'failed', 'uncertain'] as const;
export type AttemptResult = (typeof attemptResults)[number];
