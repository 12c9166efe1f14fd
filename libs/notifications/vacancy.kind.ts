import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { vacancyCommands } from './notifications.commands.js';
import { vacancyEvents } from './notifications.events.js';
import { vacancy } from './vacancy.decider.js';

export const vacancyKind = recordKind({
  events: vacancyEvents,
  decider: vacancy,
  commands: vacancyCommands,
});
