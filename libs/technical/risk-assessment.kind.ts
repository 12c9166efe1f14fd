import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { riskAssessmentCommands } from './risk-assessment.commands.js';
import { riskAssessment } from './risk-assessment.decider.js';
import { riskAssessmentEvents } from './risk-assessment.events.js';

export const riskAssessmentKind = recordKind({
  events: riskAssessmentEvents,
  decider: riskAssessment,
  commands: riskAssessmentCommands,
});
