import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { personCommands } from './people.commands.js';
import { PeopleOfSchool } from './people-of-school.js';
import { personEvents } from './people.events.js';
import { person } from './person.decider.js';

export const personKind = recordKind({
  events: personEvents,
  decider: person,
  commands: personCommands,
  providers: [PeopleOfSchool],
});
