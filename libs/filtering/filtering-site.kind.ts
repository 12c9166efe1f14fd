import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { filteringSite } from './filtering-site.decider.js';
import { filteringSiteEvents } from './filtering-site.events.js';
import { filteringSiteCommands } from './filtering-sites.commands.js';

export const filteringSiteKind = recordKind({
  events: filteringSiteEvents,
  decider: filteringSite,
  commands: filteringSiteCommands,
});
