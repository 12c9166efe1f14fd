import { recordedAt, specsOfDeadlines, type Happened } from '../testing/reaction-specs.js';
import { notificationDeadlines } from './notification-deadlines.js';

const did = (type: string, data: object = {}): Happened => ({ type, data });
const [giveUpAt, retryAt] = ['2026-03-12T09:02:00.000Z', '2026-03-12T09:05:00.000Z'] as const;
const told = did('NotificationDue');
const begun = [told, did('EmailStarted', { giveUpAt })];

specsOfDeadlines(notificationDeadlines, {
  'send-email-of-notification': {
    sends: 'e-mail',
    handled: true,
    cases: [
      ['D6: stands from when the person is told', [told], recordedAt],
      ['also when they have read it', [told, did('NotificationRead')], recordedAt],
      ['is over when an attempt has begun', begun, 'nothing'],
      ['what certainly failed is tried again', [...begun, did('EmailFailed', { retryAt })], retryAt],
      ['not for ever', [...begun, did('EmailFailed', { retryAt: undefined })], 'nothing'],
      ['is over when it is sent', [...begun, did('EmailSent')], 'nothing'],
      ['what may have been sent is not sent again', [...begun, did('EmailUncertain')], 'nothing'],
      ['is over where there is nowhere to send it', [told, did('EmailNotSent')], 'nothing'],
    ],
  },
  'give-up-on-email': {
    sends: 'GiveUpOnEmail',
    cases: [
      ['stands while an attempt is under way', begun, giveUpAt],
      [
        'stands for the next attempt',
        [...begun, did('EmailFailed', { retryAt }), did('EmailStarted', { giveUpAt: retryAt })],
        retryAt,
      ],
      ['is over when its end is known', [...begun, did('EmailSent')], 'nothing'],
      ['is over when it is given up', [...begun, did('EmailUncertain')], 'nothing'],
    ],
  },
});
