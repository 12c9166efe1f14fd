import type { Decider } from '#libs/eventing/commands/decider.js';
import type { Action, Case, DescribedPerson, Incident } from './incident-case.js';
import type { IncidentEvent } from './incidents.events.js';

const inHand = (incident: Incident): Case => incident as Case;

const withAction = (past: Incident, actionId: string, change: Partial<Action>): Case => ({
  ...inHand(past),
  actions: inHand(past).actions.map((action) => (action.id === actionId ? { ...action, ...change } : action)),
});

const withDescribed = (past: Incident, number: number, status: DescribedPerson['status']): Case => ({
  ...inHand(past),
  described: inHand(past).described.map((one) => (one.number === number ? { ...one, status } : one)),
});

/** How each event changes what the rules know of an incident. */
export const evolveIncident: Decider<Incident, IncidentEvent, object>['evolve'] = {
  IncidentRaised: (_, { kind, place, membershipLink, anonymous, presumedSeriousness, acknowledgeBy }, { at }) => ({
    status: 'raised',
    raisedAt: at,
    kind: kind.code,
    about: kind.about,
    illegal: kind.illegal,
    place,
    membershipLinked: membershipLink !== undefined,
    anonymous,
    people: [],
    described: [],
    actions: [],
    sanctions: [],
    technicalSteps: 0,
    presumedSeriousness,
    acknowledgeBy,
    escalatedTo: [],
    seriousnessDecided: false,
    parentsDecided: false,
    reporterTold: false,
    linkedTo: [],
    duplicates: [],
  }),
  PersonLinked: (past, { person, role, capacity }) => ({
    ...inHand(past),
    people: [...inHand(past).people, { person, role, capacity }],
  }),
  PersonDescribed: (past, { number, role, capacity, yearGroup }) => ({
    ...inHand(past),
    described: [...inHand(past).described, { number, status: 'open', role, capacity, yearGroup }],
  }),
  DescribedPersonIdentified: (past, { number, person, role, capacity }) => {
    const { people } = inHand(past);
    const linked = people.some((known) => known.person === person) ? people : [...people, { person, role, capacity }];
    return { ...withDescribed(past, number, 'identified'), people: linked };
  },
  DescribedPersonNotIdentified: (past, { number }) => withDescribed(past, number, 'notIdentified'),
  RolesAlerted: (past) => past,
  IncidentEscalated: (past, { to, acknowledgeBy }) => ({
    ...inHand(past),
    escalatedTo: [...inHand(past).escalatedTo, to],
    acknowledgeBy,
  }),
  IncidentAcknowledged: (past) => ({ ...inHand(past), status: 'acknowledged' }),
  SeriousnessDecided: (past) => ({ ...inHand(past), seriousnessDecided: true }),
  PersonOutcomeRecorded: (past) => past,
  SanctionRecorded: (past, { code }) => ({ ...inHand(past), sanctions: [...inHand(past).sanctions, code] }),
  TechnicalStepRecorded: (past) => ({ ...inHand(past), technicalSteps: inHand(past).technicalSteps + 1 }),
  ActionRecorded: (past, { actionId: id, owner, due, remindAt }) => ({
    ...inHand(past),
    actions: [...inHand(past).actions, { id, owner, due, remindAt, reminded: false, overdue: false, done: false }],
  }),
  ActionPostponed: (past, { actionId, due, remindAt }) =>
    withAction(past, actionId, { due, remindAt, reminded: false, overdue: false }),
  ActionReassigned: (past, { actionId, owner, remindAt }) =>
    withAction(past, actionId, { owner, remindAt, reminded: false }),
  ActionReminded: (past, { actionId }) => withAction(past, actionId, { reminded: true }),
  ActionFellOverdue: (past, { actionId }) => withAction(past, actionId, { overdue: true }),
  ActionCompleted: (past, { actionId }) => withAction(past, actionId, { done: true }),
  MembershipLinkStated: (past) => ({ ...inHand(past), membershipLinked: true }),
  ParentsInformed: (past) => ({ ...inHand(past), parentsDecided: true }),
  ParentsNotInformed: (past) => ({ ...inHand(past), parentsDecided: true }),
  ReporterTold: (past) => ({ ...inHand(past), reporterTold: true }),
  AddendumAdded: (past) => past,
  FactsCorrected: (past) => past,
  IncidentRecategorised: (past, { kind, presumedSeriousness, acknowledgeBy }) => ({
    ...inHand(past),
    kind: kind.code,
    about: kind.about,
    illegal: kind.illegal,
    presumedSeriousness: presumedSeriousness ?? inHand(past).presumedSeriousness,
    acknowledgeBy: acknowledgeBy ?? inHand(past).acknowledgeBy,
  }),
  IncidentLinked: (past, { to }) => ({ ...inHand(past), linkedTo: [...inHand(past).linkedTo, to] }),
  IncidentMerged: (past) => ({ ...inHand(past), status: 'merged' }),
  DuplicateNoted: (past, { duplicate }) => ({
    ...inHand(past),
    duplicates: [...inHand(past).duplicates, duplicate],
  }),
  IncidentClosed: (past) => ({ ...inHand(past), status: 'closed' }),
  IncidentReopened: (past) => ({ ...inHand(past), status: 'acknowledged' }),
};
