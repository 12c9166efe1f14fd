import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider } from '#libs/eventing/commands/decider.js';
import type { vacancyCommands } from './notifications.commands.js';
import type { VacancyEvent } from './notifications.events.js';

/** A role that was to be told on a day on which nobody held it: the first time that day is enough to show it (D23). */
export const vacancy = decider<'none' | 'found', VacancyEvent, DataOfEach<typeof vacancyCommands>>({
  initial: 'none',
  evolve: { RoleFoundVacant: () => 'found' },
  decide: {
    RecordVacancy: ({ role, on, fellTo }, past) =>
      past === 'found' ? [] : [{ type: 'RoleFoundVacant', data: { role, on, ...(fellTo && { fellTo }) } }],
  },
});
