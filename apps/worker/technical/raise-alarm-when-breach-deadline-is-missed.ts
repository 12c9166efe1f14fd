import { RaiseMissedBreachDeadline } from '#libs/technical/breach.commands.js';
import { breachEvents } from '#libs/technical/breach.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D40: when the 72 hours are over and nothing is decided, the head and then the chair of governors hear of it. */
export const raiseAlarmWhenBreachDeadlineIsMissed = reaction(
  'raise-alarm-when-breach-deadline-is-missed',
  breachEvents,
  {
    BreachOpened: ({ notifyBy }) => new Date(notifyBy),
    BreachAssessed: 'ignored',
    IcoNotified: 'cleared',
    IcoNotNotified: 'cleared',
    PeopleToldOfBreach: 'ignored',
    BreachDeadlineNear: 'ignored',
    BreachDeadlineMissed: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
    BreachClosed: 'cleared',
  },
  () => new RaiseMissedBreachDeadline(),
);
