import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { PromoteStaffConcernHandler } from './promote-staff-concern.handler.js';
import { staffConcern } from './staff-concern.decider.js';
import { staffConcernCommands } from './staff-concerns.commands.js';
import { staffConcernEvents } from './staff-concerns.events.js';

export const staffConcernKind = recordKind({
  events: staffConcernEvents,
  decider: staffConcern,
  commands: staffConcernCommands,
  handlers: [PromoteStaffConcernHandler],
});
