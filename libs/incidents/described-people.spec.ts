import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { as, closing, now, person, reason, report, stokesWood } from '../../test/support/incident-facts.js';
import { known } from '../../test/support/known-people.js';
import type { Case, Incident } from './incident-case.js';
import { concernGuide } from './concern-guide.js';
import { handlersOf } from './incident-guards.js';
import { incident } from './incident.decider.js';
import type { IncidentEvent } from './incidents.events.js';

const { given } = specFor(incident);
type Past = Parameters<typeof given>[0][number];
const did = (context: Context, ...events: IncidentEvent[]): Past[] =>
  events.map((event) => ({ ...event, by: { actor: context.actor, role: context.role, at: context.now } }));
const stateOf = (past: readonly Past[]): Case => fold<Incident, never>(incident, past) as Case;

const [teacher, dsl, head] = [as('teacher'), as('dsl'), as('headteacher')];
const description = 'A boy of about ten in a red coat, on the bus.';
const notInOurList = { description };
const boy = { notInOurList, role: 'alleged', capacity: 'pupil', yearGroup: 'year5' } as const;
const described = (number: number, more: object = {}): IncidentEvent => ({
  type: 'PersonDescribed',
  data: { number, description, role: 'alleged', capacity: 'pupil', yearGroup: 'year5', ...more },
});
const raisedWith = (...people: Parameters<typeof incident.decide.RaiseIncident>[0]['people']): Past[] =>
  did(teacher, ...incident.decide.RaiseIncident({ ...report, people }, { status: 'none' }, teacher));
const raised = raisedWith(boy);
const acknowledged = did(dsl, { type: 'IncidentAcknowledged', data: {} });
const identified = (number: number, more: object = {}): IncidentEvent => ({
  type: 'DescribedPersonIdentified',
  data: { number, person: person(1), role: 'alleged', capacity: 'pupil', yearGroup: 'year5', ...more },
});
const notIdentified: IncidentEvent = { type: 'DescribedPersonNotIdentified', data: { number: 1, reason } };
const alerted = (roles: readonly string[]): IncidentEvent => ({
  type: 'RolesAlerted',
  data: { roles: [...roles], because: 'personIdentified' },
});

describe('D2: somebody who is on no list is described, with a part of their own', () => {
  it('in the report, numbered among those who were described, in the order of the report', () => {
    const victim = { person: person(2), role: 'victim' } as const;
    const events = raisedWith(boy, victim, { notInOurList, role: 'witness', note: reason }).map(({ type, data }) => ({
      type,
      data,
    }));
    expect(events.slice(1, -1)).toEqual([
      described(1),
      { type: 'PersonLinked', data: victim },
      { type: 'PersonDescribed', data: { number: 2, description, role: 'witness', note: reason } },
    ]);
  });

  it('later, with the next number', () => {
    given(raised)
      .when('LinkPerson', { notInOurList, role: 'witness' }, dsl)
      .then([{ type: 'PersonDescribed', data: { number: 2, description, role: 'witness' } }]);
  });

  it('is either named or described, and as a pupil alone of a year group', () => {
    const both = { person: person(1), notInOurList, role: 'witness' } as const;
    given([])
      .when('RaiseIncident', { ...report, people: [both] }, teacher)
      .thenRejected('PERSON_OR_DESCRIPTION', 'D2');
    given([])
      .when('RaiseIncident', { ...report, people: [{ role: 'witness' }] }, teacher)
      .thenRejected('PERSON_OR_DESCRIPTION', 'D2');
    given(raised).when('LinkPerson', { role: 'witness' }, dsl).thenRejected('PERSON_OR_DESCRIPTION', 'D2');
    given(raised)
      .when('LinkPerson', { ...boy, capacity: 'staff' }, dsl)
      .thenRejected('NOT_A_PUPIL', 'D24');
  });

  it('D6: an adult of the school who is described as the alleged makes it a case for the headteacher', () => {
    const ofStaff = raisedWith({ notInOurList, role: 'alleged', capacity: 'staff' });
    expect(handlersOf(stateOf(ofStaff))).toEqual(['headteacher']);
    expect(ofStaff.at(-1)!.data).toEqual({ roles: ['headteacher'], because: 'raised' });
    given(ofStaff).when('AcknowledgeIncident', {}, dsl).thenRejected('NOT_YOUR_ROLE', 'SL16');
    given(raised)
      .when('LinkPerson', { notInOurList, role: 'alleged', capacity: 'headteacher' }, dsl)
      .then([
        { type: 'PersonDescribed', data: { number: 2, description, role: 'alleged', capacity: 'headteacher' } },
        { type: 'RolesAlerted', data: { roles: ['chairOfGovernors'], because: 'allegedIsHeadteacher' } },
      ]);
    given([])
      .when(
        'RaiseIncident',
        { ...report, kind: 'staffAllegation', people: [{ notInOurList, role: 'alleged' }] },
        teacher,
      )
      .thenRejected('CAPACITY_MISSING', 'D6');
  });
});

describe('D2: who was described is identified', () => {
  it('as somebody on the list, in the part that was stated of them', () => {
    given(raised)
      .when('IdentifyDescribedPerson', { number: 1, person: person(1) }, dsl)
      .then([identified(1)]);
    given(raised)
      .when('IdentifyDescribedPerson', { number: 1, person: person(1), yearGroup: 'year6', note: reason }, dsl)
      .then([identified(1, { yearGroup: 'year6', note: reason })]);
    expect(stateOf([...raised, ...did(dsl, identified(1))])).toMatchObject({
      people: [{ person: person(1), role: 'alleged', capacity: 'pupil' }],
      described: [{ number: 1, status: 'identified' }],
    });
  });

  it('not as somebody who is on no list, or linked with another part; not twice, and not where nobody was described', () => {
    const identify = { number: 1, person: person(1) };
    given(raised)
      .when('IdentifyDescribedPerson', identify, as('dsl', { people: known({}) }))
      .thenRejected('PERSON_UNKNOWN', 'D2');
    given(raisedWith(boy, { person: person(1), role: 'victim' }))
      .when('IdentifyDescribedPerson', identify, dsl)
      .thenRejected('PERSON_ALREADY_LINKED', 'D2');
    given([...raised, ...did(dsl, identified(1))])
      .when('IdentifyDescribedPerson', identify, dsl)
      .thenRejected('WRONG_STATE', 'D2');
    given(raised)
      .when('IdentifyDescribedPerson', { ...identify, number: 2 }, dsl)
      .thenRejected('PERSON_NOT_LINKED', 'D2');
    given(raised).when('IdentifyDescribedPerson', identify, teacher).thenRejected('NOT_YOUR_ROLE', 'SW9');
  });

  it('also where two descriptions are of one person, who is linked once', () => {
    const twice = [...raisedWith(boy, boy), ...did(dsl, identified(1))];
    given(twice)
      .when('IdentifyDescribedPerson', { number: 2, person: person(1) }, dsl)
      .then([identified(2)]);
    expect(stateOf([...twice, ...did(dsl, identified(2))]).people).toHaveLength(1);
  });

  it('D6: where that makes it a case for other hands, they are alerted', () => {
    const adult = { number: 1, person: person(1), capacity: 'staff' } as const;
    given(raised)
      .when('IdentifyDescribedPerson', adult, dsl)
      .then(
        [identified(1, { capacity: 'staff', yearGroup: undefined }), alerted(['headteacher'])].map(withoutUndefined),
      );
    const ofStaff = raisedWith({ notInOurList, role: 'alleged', capacity: 'staff' });
    const [, team] = incident.decide.IdentifyDescribedPerson(
      { number: 1, person: person(1), capacity: 'pupil' },
      stateOf(ofStaff),
      head,
    );
    expect(team).toMatchObject({ type: 'RolesAlerted', data: { because: 'personIdentified' } });
    expect((team!.data as { roles: string[] }).roles).toContain('dsl');
  });

  it('or it is recorded that nobody knows, and why; should it come out later, they are identified after all', () => {
    given(raised).when('RecordPersonNotIdentified', { number: 1, reason }, dsl).then([notIdentified]);
    const unknown = [...raised, ...did(dsl, notIdentified)];
    given(unknown).when('RecordPersonNotIdentified', { number: 1, reason }, dsl).thenRejected('WRONG_STATE', 'D2');
    given([...raised, ...did(dsl, identified(1))])
      .when('RecordPersonNotIdentified', { number: 1, reason }, dsl)
      .thenRejected('WRONG_STATE', 'D2');
    given(unknown)
      .when('IdentifyDescribedPerson', { number: 1, person: person(1) }, dsl)
      .then([identified(1)]);
  });
});

describe('D9: an incident is not closed or merged while it is open who was described', () => {
  const weighed = [
    ...raised,
    ...acknowledged,
    ...did(
      dsl,
      { type: 'SeriousnessDecided', data: { seriousness: 'low', reasons: reason } },
      { type: 'ParentsInformed', data: { informedAt: now } },
    ),
  ];
  const first = { ...stateOf(raised), raisedAt: '2026-03-01T09:00:00.000Z' };
  const merge = { into: person(7), reason };

  it('but is once it is known who it was, or that nobody knows', () => {
    given(weighed).when('CloseIncident', closing, dsl).thenRejected('PERSON_NOT_IDENTIFIED', 'D2');
    given(weighed)
      .when('MergeIncident', merge, as('dsl', { alongside: first }))
      .thenRejected('PERSON_NOT_IDENTIFIED', 'D2');
    for (const event of [identified(1), notIdentified]) {
      given([...weighed, ...did(dsl, event)])
        .when('CloseIncident', closing, dsl)
        .then([{ type: 'IncidentClosed', data: closing }]);
      given([...weighed, ...did(dsl, event)])
        .when('MergeIncident', merge, as('dsl', { alongside: first }))
        .then([{ type: 'IncidentMerged', data: merge }]);
    }
  });

  it('SW12: the guide says so', () => {
    const step = (past: readonly Past[]) =>
      concernGuide(stateOf(past), stokesWood).find(({ code }) => code === 'identifyPeople');
    expect(step(weighed)).toMatchObject({ state: 'next', mutation: 'identifyDescribedPerson' });
    expect(step([...weighed, ...did(dsl, notIdentified)])).toMatchObject({ state: 'done' });
    expect(step(raisedWith())).toBeUndefined();
  });
});

function withoutUndefined(event: IncidentEvent): IncidentEvent {
  return {
    ...event,
    data: Object.fromEntries(Object.entries(event.data).filter(([, value]) => value !== undefined)),
  } as IncidentEvent;
}
