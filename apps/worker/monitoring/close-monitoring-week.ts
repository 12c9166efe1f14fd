import { endOfWorkingDay } from '#libs/calendar/school-calendar.js';
import { CloseMonitoringWeek } from '#libs/monitoring/monitoring-report.commands.js';
import { monitoringReportEvents } from '#libs/monitoring/monitoring-report.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D21: a school week at which nobody looked back in time is put on record as missed. */
export const closeMonitoringWeek = reaction(
  'close-monitoring-week',
  monitoringReportEvents,
  {
    WeeklyReviewsBegun: ({ dueOn }) => endOfWorkingDay(dueOn),
    MonitoringWeekReviewed: 'ignored',
    MonitoringWeekMissed: 'ignored',
    MonitoringWeekDue: ({ dueOn }) => endOfWorkingDay(dueOn),
  },
  () => new CloseMonitoringWeek(),
);
