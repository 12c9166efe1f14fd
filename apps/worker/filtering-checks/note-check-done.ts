import { londonDay } from '#libs/calendar/london-time.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { NotePlannedCheckDone } from '#libs/filtering-checks/filtering-checks.commands.js';
import { filteringCheckEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D22: the plan learns that a test has fulfilled it, and from which day on the next one counts. */
export const noteCheckDone = reaction(
  'note-check-done',
  filteringCheckEvents,
  {
    FilteringChecked: ({ plan, checkedAt }, { id, by }) =>
      plan === undefined
        ? 'ignored'
        : { at: new Date(by.at), record: `${plan}/${id}/${londonDay(new Date(checkedAt))}` },
    FilterFoundFailing: 'ignored',
    FailingFilterOverdue: 'ignored',
    FilterRemedied: 'ignored',
  },
  (deadline) => {
    const [id, check, on] = deadline.id.split('/') as [string, string, string];
    return commandOf(NotePlannedCheckDone, { id, check, on });
  },
);
