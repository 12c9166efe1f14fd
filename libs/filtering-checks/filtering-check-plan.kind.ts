import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { filteringCheckPlan } from './filtering-check-plan.decider.js';
import { filteringCheckPlanCommands } from './filtering-checks.commands.js';
import { filteringCheckPlanEvents } from './filtering-checks.events.js';

export const filteringCheckPlanKind = recordKind({
  events: filteringCheckPlanEvents,
  decider: filteringCheckPlan,
  commands: filteringCheckPlanCommands,
});
