import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { ProjectionCheckEvent } from './projection-check.events.js';
import type { projectionCheckCommands } from './projection-checks.commands.js';

type Commands = DataOfEach<typeof projectionCheckCommands>;

type ProjectionCheck = { readonly status: 'none' } | { readonly status: 'recorded' };

/** What a night's check of a school's read models found (D35). It is recorded once and never changed. */
export const projectionCheck = decider<ProjectionCheck, ProjectionCheckEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    ProjectionsVerified: () => ({ status: 'recorded' }),
  },

  decide: {
    RecordProjectionCheck: ({ dueAt, startedAt, readModels }, check, { role }) => {
      if (role !== 'system') reject('NOT_YOUR_ROLE', 'Daybook itself checks its read models.', 'D35');
      // Two workers may have checked in the same night: what was found first stands.
      if (check.status === 'recorded') return [];
      return [{ type: 'ProjectionsVerified', data: { dueAt, startedAt, readModels } }];
    },
  },
});
