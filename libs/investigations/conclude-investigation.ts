import type { DataOf } from '#libs/eventing/commands/command.js';
import { reject } from '#libs/eventing/commands/decider.js';
import type { Case } from './investigation-case.js';
import { policeMustHaveBeenTold } from './investigation-rules.js';
import type { ConcludeInvestigation } from './investigation.commands.js';
import type { InvestigationEvent } from './investigation.events.js';

/** SL5: what follows from the group's judgement; never before the police know what they have to know. */
export function concludeInvestigation(command: DataOf<ConcludeInvestigation>, known: Case): InvestigationEvent[] {
  const { summary, reasons } = command;
  const outcomes = [...new Set(command.outcomes)];
  const { judgement, staff, policeTold } = known;
  if ((judgement?.by.filter((person) => staff.includes(person)).length ?? 0) < 2)
    reject(
      'JUDGEMENT_NOT_AGREED',
      'The judgement is made by the group: at least two of those named for it must have joined.',
      'SL5',
    );
  policeMustHaveBeenTold(known);
  if (outcomes.includes('police') && !policeTold)
    reject('POLICE_REFERRAL_MISSING', 'Report the suspicion and make the police referral first.', 'SL5');
  if (judgement?.substance === true && outcomes.length === 0)
    reject('OUTCOME_MISSING', 'A concern with substance needs an outcome with appropriate action.', 'SL5');
  if (judgement?.substance === false && outcomes.includes('internalDiscipline'))
    reject('OUTCOME_WITHOUT_SUBSTANCE', 'A concern without substance cannot end in discipline.', 'SL5');
  return [{ type: 'InvestigationConcluded', data: { outcomes, summary, reasons } }];
}
