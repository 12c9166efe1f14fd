import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { filterDifferenceCommands } from './filter-difference.commands.js';
import { filterDifference } from './filter-difference.decider.js';
import { filterDifferenceEvents } from './filter-difference.events.js';
import { ReportFilterDifferenceHandler } from './report-filter-difference.handler.js';

export const filterDifferenceKind = recordKind({
  events: filterDifferenceEvents,
  decider: filterDifference,
  commands: filterDifferenceCommands,
  handlers: [ReportFilterDifferenceHandler],
});
