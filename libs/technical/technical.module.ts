import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { breachCommands } from './breach.commands.js';
import { breach } from './breach.decider.js';
import { breachEvents } from './breach.events.js';
import { guestAccountCommands } from './guest-account.commands.js';
import { guestAccount } from './guest-account.decider.js';
import { guestAccountEvents } from './guest-account.events.js';
import { licenceCommands } from './licence.commands.js';
import { licence } from './licence.decider.js';
import { licenceEvents } from './licence.events.js';
import { riskAssessmentCommands } from './risk-assessment.commands.js';
import { riskAssessment } from './risk-assessment.decider.js';
import { riskAssessmentEvents } from './risk-assessment.events.js';
import { softwareCommands } from './software.commands.js';
import { software } from './software.decider.js';
import { softwareEvents } from './software.events.js';
import { technicalCheckCommands } from './technical-check.commands.js';
import { technicalCheck } from './technical-check.decider.js';
import { technicalCheckEvents } from './technical-check.events.js';
import { technicalIncidentCommands } from './technical-incident.commands.js';
import { technicalIncident } from './technical-incident.decider.js';
import { technicalIncidentEvents } from './technical-incident.events.js';

@Module({
  providers: [
    ...commandHandlers(technicalCheckEvents, technicalCheck, technicalCheckCommands),
    ...commandHandlers(guestAccountEvents, guestAccount, guestAccountCommands),
    ...commandHandlers(licenceEvents, licence, licenceCommands),
    ...commandHandlers(technicalIncidentEvents, technicalIncident, technicalIncidentCommands),
    ...commandHandlers(breachEvents, breach, breachCommands),
    ...commandHandlers(riskAssessmentEvents, riskAssessment, riskAssessmentCommands),
    ...commandHandlers(softwareEvents, software, softwareCommands),
  ],
})
export class TechnicalModule {}
