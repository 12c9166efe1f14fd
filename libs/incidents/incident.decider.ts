import type { DataOfEach } from '#libs/eventing/command.js';
import { decider, reject } from '#libs/eventing/decider.js';
import type { Case, Incident } from './incident-case.js';
import {
  kindNamed,
  mustBeClosable,
  mustBeDegree,
  mustBeNew,
  mustBeOpen,
  mustHandle,
  mustLieAhead,
  mustLieBehind,
} from './incident-rules.js';
import type { incidentCommands } from './incidents.commands.js';
import type { IncidentEvent } from './incidents.events.js';
import { raiseIncident } from './raise-incident.js';

type Commands = DataOfEach<typeof incidentCommands>;

const inHand = (incident: Incident): Case => incident as Case;

/** One online safety incident, from the report to the reasons for which it was closed (SL4, SW6, SW9). */
export const incident = decider<Incident, IncidentEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    IncidentRaised: (_, { kind }) => ({
      status: 'raised',
      kind: kind.code,
      about: kind.about,
      people: [],
      actions: [],
      seriousnessDecided: false,
      parentsDecided: false,
    }),
    PersonLinked: (past, linked) => ({ ...inHand(past), people: [...inHand(past).people, linked] }),
    IncidentAcknowledged: (past) => ({ ...inHand(past), status: 'acknowledged' }),
    SeriousnessDecided: (past) => ({ ...inHand(past), seriousnessDecided: true }),
    ActionRecorded: (past, { actionId }) => ({
      ...inHand(past),
      actions: [...inHand(past).actions, { id: actionId, done: false }],
    }),
    ActionCompleted: (past, { actionId }) => ({
      ...inHand(past),
      actions: inHand(past).actions.map((action) => (action.id === actionId ? { ...action, done: true } : action)),
    }),
    ParentsInformed: (past) => ({ ...inHand(past), parentsDecided: true }),
    ParentsNotInformed: (past) => ({ ...inHand(past), parentsDecided: true }),
    AddendumAdded: (past) => past,
    FactsCorrected: (past) => past,
    IncidentRecategorised: (past, { kind }) => ({ ...inHand(past), kind: kind.code, about: kind.about }),
    IncidentClosed: (past) => ({ ...inHand(past), status: 'closed' }),
    IncidentReopened: (past) => ({ ...inHand(past), status: 'acknowledged' }),
  },

  decide: {
    RaiseIncident: (command, past, context) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This incident has already been raised.', 'SL4');
      return raiseIncident(command, context);
    },

    LinkPerson: ({ person, role, note }, past, context) => {
      const { people } = mustHandle(past, context, ['raised', 'acknowledged']);
      mustBeNew(person, people);
      return [{ type: 'PersonLinked', data: { person, role, ...(note && { note }) } }];
    },

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

    RecordAction: ({ actionId, what, owner, due }, past, context) => {
      const { actions } = mustHandle(past, context, ['acknowledged']);
      if (actions.some(({ id }) => id === actionId))
        reject('ALREADY_EXISTS', 'An action of this id has already been recorded.', 'D9');
      mustLieAhead(due, context);
      return [{ type: 'ActionRecorded', data: { actionId, what, owner, due } }];
    },

    CompleteAction: ({ actionId, note }, past, context) => {
      const { actions } = mustHandle(past, context, ['acknowledged']);
      mustBeOpen(actionId, actions);
      return [{ type: 'ActionCompleted', data: { actionId, ...(note && { note }) } }];
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

    // D3: what is learnt or found wrong after the closing is still recorded, and changes nothing that stands.
    AddAddendum: ({ text }, past, context) => {
      mustHandle(past, context, ['raised', 'acknowledged', 'closed']);
      return [{ type: 'AddendumAdded', data: { text } }];
    },

    CorrectFacts: ({ facts, reason }, past, context) => {
      mustHandle(past, context, ['raised', 'acknowledged', 'closed']);
      return [{ type: 'FactsCorrected', data: { facts, reason } }];
    },

    RecategoriseIncident: ({ kind, reason }, past, context) => {
      const { kind: before } = mustHandle(past, context, ['raised', 'acknowledged']);
      if (kind === before) reject('WRONG_STATE', 'The incident is of this kind already.', 'D4');
      return [{ type: 'IncidentRecategorised', data: { kind: kindNamed(kind, context), reason } }];
    },

    CloseIncident: ({ summary, howFollowedUp, decision, outcome, reasons }, past, context) => {
      mustBeClosable(mustHandle(past, context, ['acknowledged']));
      return [{ type: 'IncidentClosed', data: { summary, howFollowedUp, decision, outcome, reasons } }];
    },

    ReopenIncident: ({ reason }, past, context) => {
      mustHandle(past, context, ['closed']);
      return [{ type: 'IncidentReopened', data: { reason } }];
    },
  },
});
