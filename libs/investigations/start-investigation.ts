import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustAllBeKnown, mustBeAbleToInvestigate } from '#libs/people/named-people.js';
import { mustBeTwo, mustHandle } from './investigation-rules.js';
import type { StartInvestigation } from './investigation.commands.js';
import type { InvestigationEvent } from './investigation.events.js';

/** D11: refuses to start with fewer than two different members of staff, and without a named computer. */
export function startInvestigation(command: DataOf<StartInvestigation>, context: Context): InvestigationEvent[] {
  const { about, subjects, staff, computer, concern, incident } = command;
  mustHandle(about, subjects, context);
  mustBeTwo(staff, { subjects });
  if (!computer)
    reject('COMPUTER_NOT_NAMED', 'Name the one computer on which the whole procedure will be conducted.', 'D11');
  mustAllBeKnown(subjects, 'subjects', context, 'SL5');
  staff.forEach((person, nth) => mustBeAbleToInvestigate(person, `staff.${nth}`, context, 'D11'));
  const named = { subjects: [...new Set(subjects)], staff: [...new Set(staff)] };
  const started = { about, ...named, computer, concern, ...(incident && { incident }) };
  return [{ type: 'InvestigationStarted', data: started }];
}
