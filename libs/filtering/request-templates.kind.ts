import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { requestTemplateCommands } from './request-templates.commands.js';
import { requestTemplates } from './request-templates.decider.js';
import { requestTemplateEvents } from './request-templates.events.js';

export const requestTemplatesKind = recordKind({
  events: requestTemplateEvents,
  decider: requestTemplates,
  commands: requestTemplateCommands,
});
