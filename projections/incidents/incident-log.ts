import { projection, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { handlersOf } from '#libs/incidents/incident-guards.js';
import { incidentEvents, type IncidentEvent } from '#libs/incidents/incidents.events.js';
import { yearGroupsOf } from './year-groups.js';
import {
  IncidentLogEntry,
  type DescribedPerson,
  type IncidentAction,
  type IncidentStep,
} from './incident-log-entry.js';

type Row = RowData<IncidentLogEntry>;

export const incidentLog = projection({
  name: 'incident_log',
  version: 8,
  row: IncidentLogEntry,
  from: { incident: incidentEvents },
}).on({
  incident: {
    IncidentRaised: (_, event) => ({
      status: 'raised',
      ...columnsOfKind(event.data.kind),
      occurredAt: new Date(event.data.occurredAt),
      recordedAt: new Date(event.by.at),
      reportedBy: event.by.actor,
      reportedRole: event.by.role,
      anonymous: event.data.anonymous,
      handledBy: handlersOf({ about: event.data.kind.about, people: [], described: [], escalatedTo: [] }),
      fromConcern: event.data.fromConcern ?? null,
      fromAlert: event.data.fromAlert ?? null,
      place: event.data.place,
      placeDetail: event.data.placeDetail ?? null,
      membershipLink: event.data.membershipLink ?? null,
      facts: event.data.facts,
      factsHistory: [{ ...recorded(event), facts: event.data.facts }],
      people: [],
      described: [],
      yearGroups: [],
      acknowledgeBy: new Date(event.data.acknowledgeBy),
      acknowledgedAt: null,
      alerts: [],
      escalatedTo: null,
      presumedSeriousness: event.data.presumedSeriousness ?? null,
      seriousness: null,
      sanctions: [],
      technicalSteps: [],
      actions: [],
      parentsInformed: null,
      outcome: null,
      closures: [],
      links: [],
      mergedInto: null,
      duplicates: [],
      steps: [step(event, { value: event.data.kind.code, text: event.data.membershipLink })],
    }),
    PersonLinked: (row, event) => {
      const before = after(row, event, { value: event.data.role });
      return handled({ ...before, people: [...before.people, event.data] });
    },
    PersonDescribed: (row, event) => {
      const { role, description, note } = event.data;
      const text = [description, ...(note === undefined ? [] : [note])].join('\n');
      const before = after(row, event, { value: role, text });
      return handled({ ...before, described: [...before.described, { ...event.data, status: 'open' }] });
    },
    DescribedPersonIdentified: (row, event) => {
      const { number, ...linked } = event.data;
      const { person, note } = linked;
      const before = withDescribed(after(row, event, { value: person, text: note }), number, {
        ...{ status: 'identified', person, reason: undefined },
      });
      const isLinked = before.people.some((known) => known.person === person);
      return handled(isLinked ? before : { ...before, people: [...before.people, linked] });
    },
    DescribedPersonNotIdentified: (row, event) => {
      const { number, reason } = event.data;
      return withDescribed(after(row, event, { text: reason }), number, { status: 'notIdentified', reason });
    },
    RolesAlerted: (row, event) => {
      const { roles, because } = event.data;
      const before = after(row, event, { value: roles.join() });
      return { ...before, alerts: [...before.alerts, { roles, because, at: event.by.at }] };
    },
    IncidentEscalated: (row, event) => {
      const { to, acknowledgeBy } = event.data;
      const before = after(row, event, { value: to });
      return handled({
        ...before,
        escalatedTo: to,
        acknowledgeBy: acknowledgeBy === undefined ? before.acknowledgeBy : new Date(acknowledgeBy),
        alerts: [...before.alerts, { roles: [to], at: event.by.at }],
      });
    },
    IncidentAcknowledged: (row, event) => ({
      ...after(row, event, { text: event.data.note }),
      status: 'acknowledged',
      acknowledgedAt: new Date(event.by.at),
    }),
    SeriousnessDecided: (row, event) => ({
      ...after(row, event, { value: event.data.seriousness, text: event.data.reasons }),
      seriousness: event.data.seriousness,
    }),
    PersonOutcomeRecorded: (row, event) => {
      const { person, outcome, note } = event.data;
      const before = after(row, event, { value: outcome, text: note });
      const people = before.people.map((known) =>
        known.person === person ? changed(known, { outcome, outcomeNote: note }) : known,
      );
      return { ...before, people };
    },
    SanctionRecorded: (row, event) => {
      const before = after(row, event, { value: event.data.code, text: event.data.reason });
      return { ...before, sanctions: [...before.sanctions, { ...event.data, ...recorded(event) }] };
    },
    TechnicalStepRecorded: (row, event) => {
      const before = after(row, event, { value: event.data.takenAt, text: event.data.step });
      return { ...before, technicalSteps: [...before.technicalSteps, { ...event.data, ...recorded(event) }] };
    },
    ActionRecorded: (row, event) => {
      const before = after(row, event, { value: event.data.actionId, text: event.data.what });
      return { ...before, actions: [...before.actions, event.data] };
    },
    ActionPostponed: (row, event) => {
      const { actionId, due, remindAt, reason } = event.data;
      const change = { due, remindAt, remindedAt: undefined, overdueSince: undefined };
      return withAction(after(row, event, { value: due, text: reason }), actionId, change);
    },
    ActionReassigned: (row, event) => {
      const { actionId, owner, remindAt, reason } = event.data;
      const change = { owner, remindAt, remindedAt: undefined };
      return withAction(after(row, event, { value: owner, text: reason }), actionId, change);
    },
    ActionReminded: (row, event) => {
      const { actionId } = event.data;
      return withAction(after(row, event, { value: actionId }), actionId, { remindedAt: event.by.at });
    },
    ActionFellOverdue: (row, event) => {
      const { actionId } = event.data;
      return withAction(after(row, event, { value: actionId }), actionId, { overdueSince: event.by.at });
    },
    ActionCompleted: (row, event) => {
      const { actionId, note } = event.data;
      return withAction(after(row, event, { value: actionId, text: note }), actionId, { completedAt: event.by.at });
    },
    MembershipLinkStated: (row, event) => ({
      ...after(row, event, { text: event.data.membershipLink }),
      membershipLink: event.data.membershipLink,
    }),
    ParentsInformed: (row, event) => ({
      ...after(row, event, { value: event.data.informedAt, text: event.data.note }),
      parentsInformed: true,
    }),
    ParentsNotInformed: (row, event) => ({
      ...after(row, event, { text: event.data.reason }),
      parentsInformed: false,
    }),
    ReporterTold: (row, event) => after(row, event, { text: event.data.message }),
    AddendumAdded: (row, event) => after(row, event, { text: event.data.text }),
    FactsCorrected: (row, event) => {
      const { facts, reason } = event.data;
      const before = after(row, event, { text: reason });
      return {
        ...before,
        facts,
        factsHistory: [...before.factsHistory, { ...recorded(event), facts, why: reason }],
      };
    },
    IncidentRecategorised: (row, event) => {
      const { kind, reason, presumedSeriousness, acknowledgeBy } = event.data;
      const before = after(row, event, { value: kind.code, text: reason });
      return handled({
        ...before,
        ...columnsOfKind(kind),
        presumedSeriousness: presumedSeriousness ?? before.presumedSeriousness,
        acknowledgeBy: acknowledgeBy === undefined ? before.acknowledgeBy : new Date(acknowledgeBy),
      });
    },
    IncidentLinked: (row, event) => {
      const { to, relation, reason } = event.data;
      const before = after(row, event, { value: to, text: reason });
      return { ...before, links: [...before.links, { to, relation, reason, ...recorded(event) }] };
    },
    IncidentMerged: (row, event) => ({
      ...after(row, event, { value: event.data.into, text: event.data.reason }),
      status: 'merged',
      mergedInto: event.data.into,
    }),
    DuplicateNoted: (row, event) => {
      const { duplicate } = event.data;
      const before = after(row, event, { value: duplicate });
      return { ...before, duplicates: [...before.duplicates, duplicate] };
    },
    IncidentClosed: (row, event) => {
      const before = after(row, event, { value: event.data.outcome, text: event.data.reasons });
      return {
        ...before,
        status: 'closed',
        outcome: event.data.outcome,
        closures: [...before.closures, { ...recorded(event), ...event.data }],
      };
    },
    IncidentReopened: (row, event) => ({
      ...after(row, event, { text: event.data.reason }),
      status: 'acknowledged',
      outcome: null,
      mergedInto: null,
    }),
  },
});

/** The row with what follows from who is in it: the year groups, and, with its kind and whom it was passed on to, who may handle it. */
function handled(row: Row): Row {
  const escalatedTo = row.escalatedTo === null ? [] : [row.escalatedTo];
  const about = row.about as Parameters<typeof handlersOf>[0]['about'];
  const { people, described } = row;
  const yearGroups = yearGroupsOf([...people, ...described.filter(({ status }) => status !== 'identified')]);
  return { ...row, yearGroups, handledBy: handlersOf({ about, people, described, escalatedTo }) };
}

const changed = <T extends object>(whole: T, change: Partial<T>): T => Object.assign({}, whole, change);

const withDescribed = (row: Row, number: number, change: Partial<DescribedPerson>): Row => ({
  ...row,
  described: row.described.map((one) => (one.number === number ? changed(one, change) : one)),
});

const withAction = (row: Row, actionId: string, change: Partial<IncidentAction>): Row => ({
  ...row,
  actions: row.actions.map((action) => (action.actionId === actionId ? changed(action, change) : action)),
});

type Kind = Extract<IncidentEvent, { type: 'IncidentRaised' }>['data']['kind'];

function columnsOfKind({
  code,
  label,
  about,
  risk,
  illegal,
  countedAs,
}: Kind): Pick<Row, 'kind' | 'kindLabel' | 'countedAs' | 'about' | 'risk' | 'illegal'> {
  return { kind: code, kindLabel: label, countedAs: countedAs?.code ?? code, about, risk: risk ?? null, illegal };
}

const recorded = ({ by }: RecordedEvent) => ({ who: by.actor, role: by.role, at: by.at });

function step(event: RecordedEvent, detail: Pick<IncidentStep, 'value' | 'text'>): IncidentStep {
  return { what: event.type, ...recorded(event), ...detail };
}

/** The row with one more step; an incident that was never raised has none. */
function after(row: Row | undefined, event: RecordedEvent, detail: Pick<IncidentStep, 'value' | 'text'>): Row {
  if (!row) throw new Error(`${event.type} without an incident before it`);
  return { ...row, steps: [...row.steps, step(event, detail)] };
}
