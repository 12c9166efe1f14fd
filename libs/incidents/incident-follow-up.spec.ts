import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { as, closing, now, person, reason, report } from '../../test/support/incident-facts.js';
import type { NamedPerson } from '#libs/people/named-people.js';
import { known } from '../../test/support/known-people.js';
import type { Incident } from './incident-case.js';
import { incident } from './incident.decider.js';
import type { IncidentEvent } from './incidents.events.js';

const { given } = specFor(incident);
type Past = Parameters<typeof given>[0][number];
const did = (context: Context, ...events: IncidentEvent[]): Past[] =>
  events.map((event) => ({ ...event, by: { actor: context.actor, role: context.role, at: context.now } }));
const stateOf = (past: readonly Past[]): Incident => fold<Incident, never>(incident, past);

const [teacher, dsl] = [as('teacher'), as('dsl')];
const raisedAt = (at: string, changes = {}) =>
  did(
    as('teacher', { at }),
    ...incident.decide.RaiseIncident({ ...report, ...changes }, { status: 'none' }, as('teacher', { at })),
  );
const raised = raisedAt(now);
const inHand = [...raised, ...did(dsl, { type: 'IncidentAcknowledged', data: {} })];
const actionId = person(9);
const due = '2026-03-20T15:00:00.000Z';
const remindAt = '2026-03-19T17:00:00.000Z';
const recorded = did(dsl, {
  type: 'ActionRecorded',
  data: { actionId, what: 'Talk.', owner: 'owner', due, remindAt },
});
const system = (at: string) => as('system', { at });

describe('D9: an action has an owner, a due moment, a reminder and, if need be, an overdue mark', () => {
  it('reminds at the end of the working day before; where that is past, half-way', () => {
    const action = { actionId, what: 'Talk.', owner: 'owner' };
    const remindedAt = (moment: string) =>
      (incident.decide.RecordAction({ ...action, due: moment }, stateOf(inHand), dsl)[0]!.data as { remindAt: string })
        .remindAt;
    expect(remindedAt(due)).toBe(remindAt);
    expect(remindedAt('2026-03-16T12:00:00.000Z')).toBe('2026-03-13T17:00:00.000Z');
    expect(remindedAt('2026-03-12T11:00:00.000Z')).toBe('2026-03-12T10:00:00.000Z');
  });

  it('reminds once and marks once, at its time and not when it is done', () => {
    const open = given([...inHand, ...recorded]);
    open.when('RemindOfAction', { actionId }, system(remindAt)).then([{ type: 'ActionReminded', data: { actionId } }]);
    open.when('RemindOfAction', { actionId }, system('2026-03-19T16:59:59.999Z')).then([]);
    open
      .when('RaiseOverdueAction', { actionId }, system(due))
      .then([{ type: 'ActionFellOverdue', data: { actionId } }]);
    open.when('RaiseOverdueAction', { actionId }, system(remindAt)).then([]);
    const marked = did(
      system(due),
      { type: 'ActionReminded', data: { actionId } },
      { type: 'ActionFellOverdue', data: { actionId } },
    );
    given([...inHand, ...recorded, ...marked])
      .when('RemindOfAction', { actionId }, system(due))
      .then([]);
    given([...inHand, ...recorded, ...marked])
      .when('RaiseOverdueAction', { actionId }, system(due))
      .then([]);
    const done = did(dsl, { type: 'ActionCompleted', data: { actionId } });
    given([...inHand, ...recorded, ...done])
      .when('RemindOfAction', { actionId }, system(due))
      .then([]);
    given([...inHand, ...recorded, ...done])
      .when('RaiseOverdueAction', { actionId }, system(due))
      .then([]);
    given([]).when('RemindOfAction', { actionId }, system(due)).then([]);
  });

  it('is completed by its owner, who need not see the case, and by nobody else outside the team', () => {
    const open = given([...inHand, ...recorded]);
    open
      .when('CompleteAction', { actionId }, as('teacher', { actor: 'owner' }))
      .then([{ type: 'ActionCompleted', data: { actionId } }]);
    open.when('CompleteAction', { actionId }, teacher).thenRejected('NOT_YOUR_ROLE', 'SW9');
  });

  it('gets more time for a reason, with a new reminder', () => {
    const later = '2026-03-24T15:00:00.000Z';
    given([...inHand, ...recorded])
      .when('PostponeAction', { actionId, due: later, reason }, dsl)
      .then([
        { type: 'ActionPostponed', data: { actionId, due: later, remindAt: '2026-03-23T17:00:00.000Z', reason } },
      ]);
    given([...inHand, ...recorded])
      .when('PostponeAction', { actionId, due, reason }, dsl)
      .thenRejected('END_DATE_NOT_LATER', 'D9');
  });
});

describe('D9: whoever owns an action can be reminded of it', () => {
  const owner = 'owner';
  const action = { actionId, what: 'Talk.', owner, due };
  const dslKnowing = (appointments: NamedPerson['appointments']) =>
    as('dsl', { people: known({ [owner]: { kind: 'staff', appointments } }) });
  const teaching = dslKnowing([{ role: 'teacher', from: '2026-03-12' }]);

  it.each<[string, NamedPerson['appointments']]>([
    ['nothing', []],
    ['a role from tomorrow on', [{ role: 'teacher', from: '2026-03-13' }]],
    ['a role that ended yesterday', [{ role: 'teacher', from: '2020-09-01', until: '2026-03-11' }]],
    ['a role that only looks on', [{ role: 'auditor', from: '2020-09-01' }]],
  ])('nobody who holds %s', (_, held) => {
    given(inHand).when('RecordAction', action, dslKnowing(held)).thenRejected('OWNER_HOLDS_NO_ROLE', 'D9');
    const to = { actionId, owner, reason };
    const another = did(dsl, { type: 'ActionRecorded', data: { ...action, owner: 'another', remindAt } });
    given([...inHand, ...another])
      .when('ReassignAction', to, dslKnowing(held))
      .thenRejected('OWNER_HOLDS_NO_ROLE', 'D9');
  });

  it('nobody who is on no list; whoever holds a role from today on', () => {
    given(inHand)
      .when('RecordAction', action, as('dsl', { people: known({}) }))
      .thenRejected('PERSON_UNKNOWN', 'D9');
    given(inHand)
      .when('RecordAction', action, teaching)
      .then([{ type: 'ActionRecorded', data: { ...action, remindAt } }]);
  });

  it('is given to somebody else for a reason, who is reminded in their turn', () => {
    const reminded = did(system(remindAt), { type: 'ActionReminded', data: { actionId } });
    const past = [...inHand, ...recorded, ...reminded];
    const to = { actionId, owner: 'another', reason };
    const late = '2026-03-20T09:00:00.000Z';
    const halfWay = '2026-03-20T12:00:00.000Z';
    const reassigned: IncidentEvent = { type: 'ActionReassigned', data: { ...to, remindAt: halfWay } };
    given(past)
      .when('ReassignAction', to, as('dsl', { at: late }))
      .then([reassigned]);
    const after = [...past, ...did(as('dsl', { at: late }), reassigned)];
    given(after)
      .when('RemindOfAction', { actionId }, system(halfWay))
      .then([{ type: 'ActionReminded', data: { actionId } }]);
    given(after)
      .when('CompleteAction', { actionId }, as('teacher', { actor: 'another' }))
      .then([{ type: 'ActionCompleted', data: { actionId } }]);
    given(after)
      .when('CompleteAction', { actionId }, as('teacher', { actor: 'owner' }))
      .thenRejected('NOT_YOUR_ROLE');
    given(after).when('ReassignAction', to, dsl).thenRejected('WRONG_STATE', 'D9');
    given(past)
      .when('ReassignAction', { ...to, actionId: person(8) }, dsl)
      .thenRejected('ACTION_NOT_FOUND', 'D9');
    given(past).when('ReassignAction', to, as('teacher')).thenRejected('NOT_YOUR_ROLE', 'SW9');
  });
});

describe('D2: an outcome belongs to one person', () => {
  const linked = did(teacher, { type: 'PersonLinked', data: { person: person(1), role: 'victim' } });

  it('is recorded for somebody who is linked, and for nobody else', () => {
    const outcome = { person: person(1), outcome: 'supported', note: 'Talks to a mentor.' } as const;
    given([...inHand, ...linked])
      .when('RecordPersonOutcome', outcome, dsl)
      .then([{ type: 'PersonOutcomeRecorded', data: outcome }]);
    given([...inHand, ...linked])
      .when('RecordPersonOutcome', { ...outcome, person: person(2) }, dsl)
      .thenRejected('PERSON_NOT_LINKED', 'D2');
  });
});

describe('SL16, SW10: technical support', () => {
  it('records what was done and when, not what will be', () => {
    const step = { step: 'Set the laptop apart.', takenAt: now };
    given(raised)
      .when('RecordTechnicalStep', step, dsl)
      .then([{ type: 'TechnicalStepRecorded', data: step }]);
    given(raised)
      .when('RecordTechnicalStep', { ...step, takenAt: due }, dsl)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'SL16');
  });
});

describe('D8: the reporter hears back', () => {
  it('in words for them, whatever the state of the case', () => {
    const message = 'We are looking after it.';
    for (const past of [raised, inHand])
      given(past)
        .when('TellReporter', { message }, dsl)
        .then([{ type: 'ReporterTold', data: { message } }]);
  });
});

describe('a report that somebody told is sorted before it is closed', () => {
  const { facts, occurredAt } = report;
  const told = { facts, occurredAt, place: 'outOfSchool', immediateDanger: false, anonymous: false } as const;
  const weighed = did(
    dsl,
    { type: 'IncidentAcknowledged', data: {} },
    { type: 'SeriousnessDecided', data: { seriousness: 'low', reasons: reason } },
    { type: 'ParentsInformed', data: { informedAt: now } },
  );
  const past = [...did(as('pupil'), ...incident.decide.TellSomeone(told, { status: 'none' }, as('pupil'))), ...weighed];
  const sorted = did(
    dsl,
    ...incident.decide.RecategoriseIncident({ kind: 'cyberbullying', reason }, stateOf(past), dsl),
  );
  const linked = did(dsl, { type: 'MembershipLinkStated', data: { membershipLink: reason } });

  it('D4: into a kind; D10: with its link to the school', () => {
    given(past).when('CloseIncident', closing, dsl).thenRejected('KIND_NOT_DECIDED', 'D4');
    given([...past, ...sorted])
      .when('CloseIncident', closing, dsl)
      .thenRejected('MEMBERSHIP_LINK_MISSING', 'SL4');
    given([...past, ...sorted])
      .when('StateMembershipLink', { membershipLink: reason }, dsl)
      .then([{ type: 'MembershipLinkStated', data: { membershipLink: reason } }]);
    given([...past, ...sorted, ...linked])
      .when('CloseIncident', closing, dsl)
      .then([{ type: 'IncidentClosed', data: closing }]);
  });
});

describe('incidents belong together: links, duplicates, merging', () => {
  const first = stateOf(raisedAt('2026-03-11T09:00:00.000Z'));
  const beside = (other: Incident, role: 'dsl' | 'headteacher' = 'dsl') => as(role, { alongside: other });
  const link = { to: person(7), relation: 'samePeople', reason } as const;

  it('links another incident once, that is there and that the sender handles', () => {
    given(raised)
      .when('LinkIncident', link, beside(first))
      .then([{ type: 'IncidentLinked', data: link }]);
    given(raised)
      .when('LinkIncident', link, beside({ status: 'none' }))
      .thenRejected('NOT_FOUND');
    given(raised)
      .when('LinkIncident', link, beside(stateOf(raisedAt(now, { kind: 'staffAllegation' }))))
      .thenRejected('NOT_YOUR_ROLE', 'SL16');
    given([...raised, ...did(dsl, { type: 'IncidentLinked', data: link })])
      .when('LinkIncident', link, beside(first))
      .thenRejected('ALREADY_EXISTS', 'D3');
  });

  it('merges the later report into the earlier, never the other way round', () => {
    const merge = { into: person(7), reason };
    given(raised)
      .when('MergeIncident', merge, beside(first))
      .then([{ type: 'IncidentMerged', data: merge }]);
    for (const notEarlier of [stateOf(raised), stateOf(raisedAt('2026-03-12T09:00:00.001Z'))])
      given(raised).when('MergeIncident', merge, beside(notEarlier)).thenRejected('MERGE_INTO_THE_FIRST', 'D3');
    given([...inHand, ...recorded])
      .when('MergeIncident', merge, beside(first))
      .thenRejected('ACTIONS_STILL_OPEN', 'D9');
  });

  it('notes a duplicate once, and leaves what was merged to be read, added to and taken up again', () => {
    const duplicate = person(8);
    given(raised)
      .when('NoteDuplicate', { duplicate }, system(now))
      .then([{ type: 'DuplicateNoted', data: { duplicate } }]);
    given([...raised, ...did(dsl, { type: 'DuplicateNoted', data: { duplicate } })])
      .when('NoteDuplicate', { duplicate }, system(now))
      .then([]);
    const merged = given([...raised, ...did(dsl, { type: 'IncidentMerged', data: { into: person(7), reason } })]);
    merged.when('AcknowledgeIncident', {}, dsl).thenRejected('WRONG_STATE');
    merged.when('AddAddendum', { text: reason }, dsl).then([{ type: 'AddendumAdded', data: { text: reason } }]);
    merged.when('ReopenIncident', { reason }, dsl).then([{ type: 'IncidentReopened', data: { reason } }]);
  });
});
