import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { filteringCheck } from './filtering-check.decider.js';
import { filteringCheckCommands } from './filtering-checks.commands.js';
import { filteringCheckEvents } from './filtering-checks.events.js';
import { RecordFilteringCheckHandler } from './record-filtering-check.handler.js';

export const filteringCheckKind = recordKind({
  events: filteringCheckEvents,
  decider: filteringCheck,
  commands: filteringCheckCommands,
  handlers: [RecordFilteringCheckHandler],
});
