import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { calendarCommands, SetTerms } from './calendar.commands.js';
import type { CalendarEvent } from './calendar.events.js';
import { isWorkingDay, noTerms, schoolYearOf, type SchoolCalendar } from './school-calendar.js';

/** When the school is open, under every clock that counts working days or school days (D7, D15). */
export const calendar = decider<SchoolCalendar, CalendarEvent, DataOfEach<typeof calendarCommands>>({
  initial: noTerms,

  evolve: {
    TermsSet: ({ years }, set) => ({ years: [...years.filter(({ year }) => year !== set.year), set] }),
  },

  decide: {
    SetTerms: ({ year, terms, insetDays }) => {
      const inOrder = [...terms]
        .map(({ name, from, to }) => ({ name, from, to }))
        .sort((a, b) => (a.from < b.from ? -1 : 1));
      mustBeOfYear({ year, terms: inOrder, insetDays });
      mustNotOverlap(inOrder);
      if (!insetDays.every((day) => isWorkingDay(day)))
        reject('NOT_A_WORKING_DAY', 'An INSET day is a working day: no weekend and no bank holiday.', 'D7');
      return [{ type: 'TermsSet', data: { year, terms: inOrder, insetDays: [...new Set(insetDays)].sort() } }];
    },
  },
});

function mustBeOfYear({ year, terms, insetDays }: DataOf<SetTerms>): void {
  const days = [...terms.flatMap(({ from, to }) => [from, to]), ...insetDays];
  if (!days.every((day) => schoolYearOf(day) === year))
    reject('OUTSIDE_SCHOOL_YEAR', `The school year runs from 1 September ${year} to 31 August ${year + 1}.`, 'D7');
}

function mustNotOverlap(inOrder: DataOf<SetTerms>['terms']): void {
  const wrong = inOrder.some(({ from, to }, index) => to < from || from <= (inOrder[index - 1]?.to ?? ''));
  if (wrong) reject('TERMS_OVERLAP', 'A term ends after it begins, and before the next one begins.', 'D7');
}
