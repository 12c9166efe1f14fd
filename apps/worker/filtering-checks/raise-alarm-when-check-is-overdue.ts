import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';
import { RaiseOverdueFilteringCheck } from '#libs/filtering-checks/filtering-checks.commands.js';
import { filteringCheckPlanEvents } from '#libs/filtering-checks/filtering-checks.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D22: a planned test that was not done on its day is put on record as overdue. */
export const raiseAlarmWhenCheckIsOverdue = reaction(
  'raise-alarm-when-check-is-overdue',
  filteringCheckPlanEvents,
  {
    ChecksPlanned: ({ dueOn }) => endOfWorkingDay(dueOn),
    PlannedCheckDone: ({ dueOn }) => endOfWorkingDay(dueOn),
    PlannedCheckOverdue: 'cleared',
    CheckPlanEnded: 'cleared',
  },
  () => new RaiseOverdueFilteringCheck(),
);
