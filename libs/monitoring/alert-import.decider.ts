import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { alertImportCommands } from './alert-import.commands.js';
import type { AlertImportEvent } from './alert-import.events.js';

export interface AlertImport {
  readonly status: 'none' | 'begun' | 'finished';
}

/** One file of alerts, from its first alert to its last (D21). */
export const alertImport = decider<AlertImport, AlertImportEvent, DataOfEach<typeof alertImportCommands>>({
  initial: { status: 'none' },

  evolve: {
    AlertImportBegun: () => ({ status: 'begun' }),
    AlertImportFinished: () => ({ status: 'finished' }),
  },

  decide: {
    // A file that comes again goes on where the attempt before it ended, or changes nothing.
    BeginAlertImport: ({ source, sha256, alerts }, { status }) =>
      status === 'none' ? [{ type: 'AlertImportBegun', data: { source, sha256, alerts } }] : [],

    FinishAlertImport: ({ received, duplicates, highRisk }, { status }) => {
      if (status === 'none') reject('NOT_FOUND', 'Your school has no import with this id.', 'D21');
      return status === 'begun' ? [{ type: 'AlertImportFinished', data: { received, duplicates, highRisk } }] : [];
    },
  },
});
