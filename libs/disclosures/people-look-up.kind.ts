import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { peopleLookUpCommands } from './people-look-up.commands.js';
import { peopleLookUp } from './people-look-up.decider.js';
import { peopleLookUpEvents } from './people-look-up.events.js';

export const peopleLookUpKind = recordKind({
  events: peopleLookUpEvents,
  decider: peopleLookUp,
  commands: peopleLookUpCommands,
});
