import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { calendarCommands } from './calendar.commands.js';
import { calendar } from './calendar.decider.js';
import { calendarEvents } from './calendar.events.js';
import { CachedCalendars } from './cached-calendars.js';

export const calendarKind = recordKind({
  events: calendarEvents,
  decider: calendar,
  commands: calendarCommands,
  providers: [CachedCalendars],
});
