import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { disclosureCommands } from './disclosures.commands.js';
import type { DisclosureEvent } from './disclosure.events.js';

type Disclosure = 'none' | 'recorded';

/** One reading of records about people. Who may read what was decided by the door; here it is kept that they did. */
export const disclosure = decider<Disclosure, DisclosureEvent, DataOfEach<typeof disclosureCommands>>({
  initial: 'none',

  evolve: { ChronologyTaken: () => 'recorded', IncidentsSearched: () => 'recorded' },

  decide: {
    RecordChronologyTaken: (command, past) => {
      mustBeNew(past);
      const { of, subject, format, staffNames, thirdParties, from, to, encrypted } = command;
      const { position, contentSha256, fileSha256 } = command;
      const range = { ...(from && { from }), ...(to && { to }) };
      const options = { format, staffNames, thirdParties, ...range, encrypted };
      return [{ type: 'ChronologyTaken', data: { of, subject, ...options, position, contentSha256, fileSha256 } }];
    },
    RecordIncidentsSearched: ({ words, found }, past) => {
      mustBeNew(past);
      return [{ type: 'IncidentsSearched', data: { words, found } }];
    },
  },
});

function mustBeNew(past: Disclosure): void {
  if (past !== 'none') reject('ALREADY_EXISTS', 'This disclosure is already on record.', 'D37');
}
