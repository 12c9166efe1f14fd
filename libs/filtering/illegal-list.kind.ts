import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { illegalListCommands } from './filtering.commands.js';
import { illegalListEvents } from './filtering.events.js';
import { illegalList } from './illegal-list.decider.js';

export const illegalListKind = recordKind({
  events: illegalListEvents,
  decider: illegalList,
  commands: illegalListCommands,
});
