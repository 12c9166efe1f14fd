import { WarnOfBreachDeadline } from '#libs/technical/breach.commands.js';
import { breachEvents } from '#libs/technical/breach.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D40: a day before the 72 hours end, those who can tell the ICO are warned. */
export const warnBeforeBreachDeadline = reaction(
  'warn-before-breach-deadline',
  breachEvents,
  {
    BreachOpened: ({ warnAt }) => new Date(warnAt),
    BreachAssessed: 'ignored',
    IcoNotified: 'cleared',
    IcoNotNotified: 'cleared',
    PeopleToldOfBreach: 'ignored',
    BreachDeadlineNear: 'cleared',
    BreachDeadlineMissed: 'ignored',
    BreachClosed: 'cleared',
  },
  () => new WarnOfBreachDeadline(),
);
