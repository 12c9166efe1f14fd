import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import { identifyDescribedPerson, mustHaveNobodyOpen, recordPersonNotIdentified } from './described-people.js';
import {
  completeAction,
  postponeAction,
  reassignAction,
  raiseOverdueAction,
  recordAction,
  remindOfAction,
} from './incident-actions.js';
import type { Incident } from './incident-case.js';
import { mustHandle } from './incident-guards.js';
import { evolveIncident } from './incident-evolve.js';
import { escalateIncident, linkPerson, recategoriseIncident } from './incident-handling.js';
import { mustBeClosable, mustBeDegree, mustBeLinked, mustLieBehind } from './incident-rules.js';
import { recordSanction } from './incident-sanctions.js';
import { linkIncident, mergeIncident, noteDuplicate } from './incident-ties.js';
import type { incidentCommands } from './incidents.commands.js';
import type { IncidentEvent } from './incidents.events.js';
import { raiseIncident, tellSomeone } from './raise-incident.js';

type Commands = DataOfEach<typeof incidentCommands>;

const mustNotExist = ({ status }: Incident): void => {
  if (status !== 'none') reject('ALREADY_EXISTS', 'This incident has already been raised.', 'SL4');
};

/** One online safety incident, from the report to the reasons for which it was closed (SL4, SW6, SW9). */
export const incident = decider<Incident, IncidentEvent, Commands>({
  initial: { status: 'none' },

  evolve: evolveIncident,

  decide: {
    RaiseIncident: (command, past, context) => {
      mustNotExist(past);
      return raiseIncident(command, context);
    },

    TellSomeone: (command, past, context) => {
      mustNotExist(past);
      return tellSomeone(command, context);
    },

    LinkPerson: linkPerson,
    IdentifyDescribedPerson: identifyDescribedPerson,
    RecordPersonNotIdentified: recordPersonNotIdentified,
    RecategoriseIncident: recategoriseIncident,
    EscalateIncident: (_, past, context) => (past.status === 'none' ? [] : escalateIncident(past, context)),

    AcknowledgeIncident: ({ note }, past, context) => {
      mustHandle(past, context, ['raised']);
      return [{ type: 'IncidentAcknowledged', data: note ? { note } : {} }];
    },

    // SW9: weighed again when more is known; each decision stays with its reasons.
    DecideSeriousness: ({ seriousness, reasons }, past, context) => {
      mustHandle(past, context, ['acknowledged']);
      mustBeDegree(seriousness, context);
      return [{ type: 'SeriousnessDecided', data: { seriousness, reasons } }];
    },

    RecordPersonOutcome: ({ person, outcome, note }, past, context) => {
      mustBeLinked(person, mustHandle(past, context, ['acknowledged']));
      return [{ type: 'PersonOutcomeRecorded', data: { person, outcome, ...(note && { note }) } }];
    },

    RecordSanction: recordSanction,

    RecordTechnicalStep: ({ step, takenAt }, past, context) => {
      mustHandle(past, context, ['raised', 'acknowledged']);
      mustLieBehind(takenAt, context, 'SL16');
      return [{ type: 'TechnicalStepRecorded', data: { step, takenAt } }];
    },

    RecordAction: recordAction,
    PostponeAction: postponeAction,
    ReassignAction: reassignAction,
    CompleteAction: completeAction,
    RemindOfAction: ({ actionId }, past, context) => remindOfAction(actionId, past, context),
    RaiseOverdueAction: ({ actionId }, past, context) => raiseOverdueAction(actionId, past, context),

    StateMembershipLink: ({ membershipLink }, past, context) => {
      mustHandle(past, context, ['raised', 'acknowledged']);
      return [{ type: 'MembershipLinkStated', data: { membershipLink } }];
    },

    RecordParentsInformed: ({ informedAt, note }, past, context) => {
      mustHandle(past, context, ['acknowledged']);
      mustLieBehind(informedAt, context, 'D10');
      return [{ type: 'ParentsInformed', data: { informedAt, ...(note && { note }) } }];
    },

    RecordParentsNotInformed: ({ reason }, past, context) => {
      mustHandle(past, context, ['acknowledged']);
      return [{ type: 'ParentsNotInformed', data: { reason } }];
    },

    // D8: the reporter hears that it is in hand and what it came to, in words chosen for them.
    TellReporter: ({ message }, past, context) => {
      mustHandle(past, context, ['raised', 'acknowledged', 'closed', 'merged']);
      return [{ type: 'ReporterTold', data: { message } }];
    },

    // D3: what is learnt or found wrong after the closing is still recorded, and changes nothing that stands.
    AddAddendum: ({ text }, past, context) => {
      mustHandle(past, context, ['raised', 'acknowledged', 'closed', 'merged']);
      return [{ type: 'AddendumAdded', data: { text } }];
    },

    CorrectFacts: ({ facts, reason }, past, context) => {
      mustHandle(past, context, ['raised', 'acknowledged', 'closed', 'merged']);
      return [{ type: 'FactsCorrected', data: { facts, reason } }];
    },

    LinkIncident: linkIncident,
    MergeIncident: mergeIncident,
    NoteDuplicate: ({ duplicate }, past) => noteDuplicate(duplicate, past),

    CloseIncident: ({ summary, howFollowedUp, decision, outcome, reasons }, past, context) => {
      const incident = mustHandle(past, context, ['acknowledged']);
      mustBeClosable(incident);
      mustHaveNobodyOpen(incident);
      return [{ type: 'IncidentClosed', data: { summary, howFollowedUp, decision, outcome, reasons } }];
    },

    ReopenIncident: ({ reason }, past, context) => {
      mustHandle(past, context, ['closed', 'merged']);
      return [{ type: 'IncidentReopened', data: { reason } }];
    },
  },
});
