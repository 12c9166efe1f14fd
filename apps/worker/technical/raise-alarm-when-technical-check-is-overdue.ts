import { RaiseOverdueTechnicalCheck } from '#libs/technical/technical-check.commands.js';
import { technicalCheckEvents } from '#libs/technical/technical-check.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SL11: a planned check that nobody does is told to one after the other. */
export const raiseAlarmWhenTechnicalCheckIsOverdue = reaction(
  'raise-alarm-when-technical-check-is-overdue',
  technicalCheckEvents,
  {
    TechnicalCheckPlanned: ({ dueBy }) => new Date(dueBy),
    TechnicalCheckDone: ({ dueBy }) => new Date(dueBy),
    TechnicalCheckOverdue: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
  },
  () => new RaiseOverdueTechnicalCheck(),
);
