import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { technicalIncidentCommands } from './technical-incident.commands.js';
import { technicalIncident } from './technical-incident.decider.js';
import { technicalIncidentEvents } from './technical-incident.events.js';

export const technicalIncidentKind = recordKind({
  events: technicalIncidentEvents,
  decider: technicalIncident,
  commands: technicalIncidentCommands,
});
