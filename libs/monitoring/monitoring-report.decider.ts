import { dayOf } from '#libs/calendar/london-time.js';
import { noTerms, schoolYearOf, type SchoolCalendar, isOver } from '#libs/calendar/school-calendar.js';
import { isSchoolWeek, lookBackBy, mondayOf, schoolWeekAfter } from '#libs/calendar/school-weeks.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { monitoringReportCommands } from './monitoring-report.commands.js';
import type { MonitoringReportEvent } from './monitoring-report.events.js';
import { dslTeam } from './monitoring-words.js';

interface Begun {
  readonly status: 'begun';
  readonly first: string;
  /** The week that is due next, and by when. */
  readonly week: string;
  readonly dueOn: string;
  readonly reviewed: ReadonlySet<string>;
}
export type MonitoringReport = { readonly status: 'none' } | Begun;

const begun = (report: MonitoringReport): Begun => report as Begun;

/** The weekly look back at monitoring (D21): a school week without one is missed, and the next one is due all the same. */
export const monitoringReport = decider<
  MonitoringReport,
  MonitoringReportEvent,
  DataOfEach<typeof monitoringReportCommands>
>({
  initial: { status: 'none' },

  evolve: {
    WeeklyReviewsBegun: (_, { week, dueOn }) => ({ status: 'begun', first: week, week, dueOn, reviewed: new Set() }),
    MonitoringWeekReviewed: (report, { week }) => ({
      ...begun(report),
      reviewed: new Set([...begun(report).reviewed, week]),
    }),
    MonitoringWeekMissed: (report) => report,
    MonitoringWeekDue: (report, { week, dueOn }) => ({ ...begun(report), week, dueOn }),
  },

  decide: {
    // Each week that has gone by since is missed, and told to the head: years of them would bury the rest of the inbox.
    BeginWeeklyReviews: ({ from }, report, { now, calendar = noTerms }) => {
      if (report.status !== 'none') reject('ALREADY_EXISTS', 'The weekly reviews have already begun.', 'D21');
      if (from < `${schoolYearOf(dayOf(now))}-09-01`)
        reject('START_DATE_IN_THE_PAST', 'The weekly reviews begin in this school year, or later.', 'D21');
      const monday = mondayOf(from);
      const week = isSchoolWeek(monday, calendar) ? monday : schoolWeekAfter(monday, calendar);
      return [{ type: 'WeeklyReviewsBegun', data: { week, dueOn: lookBackBy(week, calendar) } }];
    },

    // A missed week may still be looked back at; it stays on record that it was late, also where no alarm has rung yet.
    ReviewMonitoringWeek: ({ week: day, findings }, report, { now, calendar = noTerms }) => {
      if (report.status === 'none') reject('NOT_FOUND', 'The weekly reviews have not begun in your school.', 'D21');
      const week = mondayOf(day);
      if (week > dayOf(now)) reject('OCCURRED_IN_THE_FUTURE', 'The week is in the future.', 'D21');
      if (week < report.first || !isSchoolWeek(week, calendar))
        reject('WRONG_STATE', 'This is not a school week since the reviews began.', 'D21');
      if (report.reviewed.has(week)) reject('WRONG_STATE', 'This week has already been reviewed.', 'D21');
      const closed: MonitoringReportEvent[] = [];
      let left = report;
      while (left.week <= week && isOver(left.dueOn, now)) {
        const next = nextDue(left, calendar);
        closed.push(...missed(left, calendar), next);
        left = { ...left, ...next.data };
      }
      const reviewed = new Set([...left.reviewed, week]);
      return [
        ...closed,
        { type: 'MonitoringWeekReviewed', data: { week, findings } },
        ...(week === left.week ? [nextDue({ ...left, reviewed }, calendar)] : []),
      ];
    },

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    CloseMonitoringWeek: (_, report, { now, calendar = noTerms }) => {
      if (report.status === 'none' || !isOver(report.dueOn, now)) return [];
      return [...missed(report, calendar), nextDue(report, calendar)];
    },
  },
});

/** The school may have changed its terms meanwhile: a week of the holidays is not missed. */
function missed({ week, dueOn }: Begun, calendar: SchoolCalendar): MonitoringReportEvent[] {
  if (!isSchoolWeek(week, calendar)) return [];
  return [{ type: 'MonitoringWeekMissed', data: { week, dueOn, alerted: [...dslTeam, 'headteacher'] } }];
}

function nextDue(
  report: Begun,
  calendar: SchoolCalendar,
): Extract<MonitoringReportEvent, { type: 'MonitoringWeekDue' }> {
  let week = schoolWeekAfter(report.week, calendar);
  while (report.reviewed.has(week)) week = schoolWeekAfter(week, calendar);
  return { type: 'MonitoringWeekDue', data: { week, dueOn: lookBackBy(week, calendar) } };
}
