import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { incident } from './incident.decider.js';
import { incidentCommands } from './incidents.commands.js';
import { incidentEvents } from './incidents.events.js';

export const incidentKind = recordKind({
  events: incidentEvents,
  decider: incident,
  commands: incidentCommands,
});
