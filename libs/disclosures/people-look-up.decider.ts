import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import { mayLookUp, mostLookUpsAnHour } from './look-up-limit.js';
import type { peopleLookUpCommands } from './people-look-up.commands.js';
import type { PeopleLookUpEvent } from './people-look-up.events.js';

/** When somebody looked people up that day, ISO 8601 in UTC. */
type LookUps = readonly string[];

/** What one member of staff looked up on one day: so many times an hour, each on record (SL12, D37). */
export const peopleLookUp = decider<LookUps, PeopleLookUpEvent, DataOfEach<typeof peopleLookUpCommands>>({
  initial: [],

  evolve: { PeopleLookedUp: (before, _, { at }) => [...before, at] },

  decide: {
    RecordPeopleLookedUp: ({ sought, shown }, before, { now }) => {
      if (!mayLookUp(before, now))
        reject(
          'TOO_MANY_LOOK_UPS',
          `You can look people up ${mostLookUpsAnHour} times an hour. Try again later.`,
          'SL12',
        );
      return [{ type: 'PeopleLookedUp', data: { sought, shown: [...shown] } }];
    },
  },
});
