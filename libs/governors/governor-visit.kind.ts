import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { governorVisitCommands } from './governor-visit.commands.js';
import { governorVisit } from './governor-visit.decider.js';
import { governorVisitEvents } from './governor-visit.events.js';

export const governorVisitKind = recordKind({
  events: governorVisitEvents,
  decider: governorVisit,
  commands: governorVisitCommands,
});
