import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { as, now, person, reason, report, stLevan } from '../../test/support/incident-facts.js';
import { incident } from './incident.decider.js';
import { fold, type Context } from '#libs/eventing/commands/decider.js';
import type { Case, Incident } from './incident-case.js';
import type { IncidentEvent } from './incidents.events.js';

const { given } = specFor(incident);
type Past = Parameters<typeof given>[0][number];
const by = (context: Context) => ({ actor: context.actor, role: context.role, at: context.now });
const did = (context: Context, events: readonly IncidentEvent[]): Past[] =>
  events.map((event) => ({ ...event, by: by(context) }));

/** What raising an incident leaves behind. */
function raised(changes: Partial<Parameters<typeof incident.decide.RaiseIncident>[0]> = {}, context = as('teacher')) {
  return did(context, incident.decide.RaiseIncident({ ...report, ...changes }, { status: 'none' }, context));
}
const stateOf = (past: readonly Past[]): Case => fold<Incident, never>(incident, past) as Case;
const alertedBy = (past: readonly Past[]): unknown =>
  past.filter(({ type }) => type === 'RolesAlerted').map(({ data }) => data);

const alleged = (capacity?: 'pupil' | 'staff' | 'headteacher') =>
  ({ person: person(1), role: 'alleged', ...(capacity && { capacity }) }) as const;
const dslTeam = ['dsl', 'deputyDsl', 'onlineSafetyLead'];

describe('D6: a kind routes alerts to roles, and an alert carries nothing else', () => {
  it.each([
    ['grooming to the DSL team', { kind: 'grooming' }, as('teacher'), dslTeam],
    [
      'at St Levan to the headteacher as well',
      { kind: 'grooming' },
      as('teacher', { policy: stLevan }),
      ['headteacher', ...dslTeam],
    ],
    [
      'an allegation against staff to the headteacher alone',
      { kind: 'staffAllegation' },
      as('teacher'),
      ['headteacher'],
    ],
    [
      'a kind about anyone to the headteacher alone, if the alleged is staff',
      { people: [alleged('staff')] },
      as('teacher'),
      ['headteacher'],
    ],
    [
      'what is about the headteacher to the chair of governors',
      { kind: 'staffAllegation', people: [alleged('headteacher')] },
      as('teacher'),
      ['chairOfGovernors'],
    ],
  ])('%s', (_, changes, context, roles) => {
    expect(alertedBy(raised(changes, context))).toEqual([{ roles, because: 'raised' }]);
  });

  it('asks of an allegation against staff whether it is about the headteacher', () => {
    given([])
      .when('RaiseIncident', { ...report, kind: 'staffAllegation', people: [alleged()] }, as('teacher'))
      .thenRejected('CAPACITY_MISSING', 'D6');
    given(raised({ kind: 'staffAllegation' }))
      .when('LinkPerson', alleged(), as('headteacher'))
      .thenRejected('CAPACITY_MISSING', 'D6');
  });

  it('takes nobody for anything else who is on record as the head that day', () => {
    const isHead = { role: 'headteacher', from: '2020-09-01' } as const;
    const knowing = (role: Role, appointment: object = isHead): Context =>
      as(role, { people: { get: () => ({ kind: 'staff', appointments: [appointment as typeof isHead] }) } });
    for (const capacity of [undefined, 'staff', 'pupil', 'outsider', 'parent'] as const) {
      const one = { person: person(1), role: 'alleged', ...(capacity && { capacity }) } as const;
      given([])
        .when('RaiseIncident', { ...report, people: [one] }, knowing('teacher'))
        .thenRejected('CAPACITY_DIFFERS', 'D6');
      given(raised()).when('LinkPerson', one, knowing('dsl')).thenRejected('CAPACITY_DIFFERS', 'D6');
    }
    const toTheChair = incident.decide.RaiseIncident(
      { ...report, people: [alleged('headteacher')] },
      { status: 'none' },
      knowing('teacher'),
    );
    expect(alertedBy(did(as('teacher'), toTheChair))).toEqual([{ roles: ['chairOfGovernors'], because: 'raised' }]);
    // Whoever was the head before, or is named in another part, is named as anybody.
    const former = knowing('dsl', { ...isHead, until: '2021-08-31' });
    expect(() => incident.decide.LinkPerson(alleged('staff'), stateOf(raised()), former)).not.toThrow();
    const witness = { person: person(1), role: 'witness', capacity: 'staff' } as const;
    expect(() => incident.decide.LinkPerson(witness, stateOf(raised()), knowing('dsl'))).not.toThrow();
  });

  it('counts only pupils by year group, as they were that day (D24)', () => {
    const inYear4 = { person: person(4), role: 'victim', yearGroup: 'year4' } as const;
    given(raised())
      .when('LinkPerson', inYear4, as('dsl'))
      .then([{ type: 'PersonLinked', data: inYear4 }]);
    given(raised())
      .when('LinkPerson', { ...inYear4, capacity: 'staff' }, as('dsl'))
      .thenRejected('NOT_A_PUPIL', 'D24');
  });

  it('alerts anew where a person or a kind makes it a case for other hands', () => {
    given(raised())
      .when('LinkPerson', alleged('headteacher'), as('dsl'))
      .then([
        { type: 'PersonLinked', data: alleged('headteacher') },
        { type: 'RolesAlerted', data: { roles: ['chairOfGovernors'], because: 'allegedIsHeadteacher' } },
      ]);
    given(raised())
      .when('LinkPerson', alleged('pupil'), as('dsl'))
      .then([{ type: 'PersonLinked', data: alleged('pupil') }]);
  });

  it.each([
    ['about a pupil', [alleged('pupil')], ['headteacher', 'dsl', 'deputyDsl', 'onlineSafetyLead']],
    ['about staff', [alleged('staff')], ['headteacher']],
    ['about the headteacher', [alleged('headteacher')], ['chairOfGovernors']],
  ] as const)('an incident %s is acknowledged by those roles and no others', (_, people, may) => {
    const past = raised({ people });
    const roles: Role[] = [
      ...(['headteacher', 'dsl', 'deputyDsl', 'onlineSafetyLead', 'chairOfGovernors', 'governor', 'teacher'] as const),
    ];
    const open = roles.filter((role) => {
      try {
        incident.decide.AcknowledgeIncident({}, stateOf(past), as(role));
        return true;
      } catch {
        return false;
      }
    });
    expect(open).toEqual(may);
  });

  it('refuses the headteacher what is about her, by the role and by the person', () => {
    given(raised({ people: [alleged('headteacher')] }))
      .when('AcknowledgeIncident', {}, as('headteacher'))
      .thenRejected('NOT_YOUR_ROLE', 'D6');
    given(raised({ people: [alleged('headteacher')] }))
      .when('AcknowledgeIncident', {}, as('chairOfGovernors', { actor: person(1) }))
      .thenRejected('OWN_CASE', 'D6');
  });
});

describe('D7: how long a report may wait follows from how serious it is taken to be', () => {
  it.each([
    ['illegal: 4 hours, by night and on holidays', { kind: 'grooming' }, 'critical', '2026-03-12T13:00:00.000Z'],
    ['somebody in danger: 4 hours', { immediateDanger: true }, 'critical', '2026-03-12T13:00:00.000Z'],
    ['an agency comes to mind: 24 hours', { kind: 'radicalisation' }, 'serious', '2026-03-13T09:00:00.000Z'],
    ['the policy foresees the police: 24 hours', { kind: 'offensiveMessage' }, 'serious', '2026-03-13T09:00:00.000Z'],
    ['otherwise 72 hours of working days', {}, 'moderate', '2026-03-17T09:00:00.000Z'],
  ])('%s', (_, changes, seriousness, acknowledgeBy) => {
    expect(raised(changes)[0]!.data).toMatchObject({ presumedSeriousness: seriousness, acknowledgeBy });
  });

  it('what may wait for days does not wait shorter over Easter; what may not, does not wait longer', () => {
    const maundyThursday = as('teacher', { at: '2026-04-02T15:00:00.000Z' });
    expect(raised({}, maundyThursday)[0]!.data).toMatchObject({ acknowledgeBy: '2026-04-09T15:00:00.000Z' });
    expect(raised({ kind: 'grooming' }, maundyThursday)[0]!.data).toMatchObject({
      acknowledgeBy: '2026-04-02T19:00:00.000Z',
    });
  });

  it('takes the clock of the school where it has set one', () => {
    const seriousness = stLevan.seriousness.map((degree) => ({
      ...degree,
      acknowledgeWithinHours: 2,
      clock: 'workingTime' as const,
    }));
    const context = as('teacher', { at: '2026-03-14T12:00:00.000Z', policy: { ...stLevan, seriousness } });
    expect(raised({ kind: 'grooming' }, context)[0]!.data).toMatchObject({ acknowledgeBy: '2026-03-16T02:00:00.000Z' });
  });

  it('follows the kind it turns out to be, counted from the report, while nobody has acknowledged it', () => {
    const later = as('dsl', { at: '2026-03-12T12:00:00.000Z' });
    const found = incident.decide.RecategoriseIncident({ kind: 'grooming', reason }, stateOf(raised()), later);
    expect(found[0]!.data).toMatchObject({
      presumedSeriousness: 'critical',
      acknowledgeBy: '2026-03-12T13:00:00.000Z',
    });
  });
});

describe('D7: what nobody acknowledges goes to the deputy, then to the headteacher', () => {
  const grooming = raised({ kind: 'grooming' });
  const system = (at: string) => as('system', { at });
  const escalated = (past: readonly Past[], at: string) =>
    did(system(at), incident.decide.EscalateIncident({}, stateOf(past), system(at)));

  it('another kind moves no clock that runs for the next in the line', () => {
    const past = [...grooming, ...escalated(grooming, '2026-03-13T13:00:00.000Z')];
    const [recategorised] = incident.decide.RecategoriseIncident(
      { kind: 'cyberbullying', reason },
      stateOf(past),
      as('dsl', { at: '2026-03-13T14:00:00.000Z' }),
    );
    expect(recategorised).toMatchObject({ type: 'IncidentRecategorised', data: { kind: { code: 'cyberbullying' } } });
    expect(recategorised?.data).not.toHaveProperty('acknowledgeBy');
    expect(recategorised?.data).not.toHaveProperty('presumedSeriousness');
  });

  it('each has as long as the first had; after the headteacher there is nobody', () => {
    const first = escalated(grooming, '2026-03-12T13:00:00.000Z');
    expect(first).toMatchObject([{ data: { to: 'deputyDsl', acknowledgeBy: '2026-03-12T17:00:00.000Z' } }]);
    const second = escalated([...grooming, ...first], '2026-03-12T17:00:00.001Z');
    expect(second.map(({ data }) => data)).toEqual([{ to: 'headteacher' }]);
    expect(escalated([...grooming, ...first, ...second], '2026-03-13T17:00:00.000Z')).toEqual([]);
  });

  it('nothing follows from an alarm that rings early, twice, or after the acknowledgement', () => {
    expect(escalated(grooming, '2026-03-12T12:59:59.999Z')).toEqual([]);
    const first = escalated(grooming, '2026-03-12T13:00:00.000Z');
    expect(escalated([...grooming, ...first], '2026-03-12T13:00:00.001Z')).toEqual([]);
    const seen = did(as('dsl'), [{ type: 'IncidentAcknowledged', data: {} }]);
    expect(escalated([...grooming, ...seen], '2026-03-12T13:00:00.000Z')).toEqual([]);
    given([]).when('EscalateIncident', {}, system(now)).then([]);
  });

  it('what is about staff goes to no deputy: to the chair of governors, who may then handle it beside the headteacher', () => {
    const past = raised({ kind: 'staffAllegation' });
    const passedOn = escalated(past, '2026-03-13T09:00:00.000Z');
    expect(passedOn.map(({ data }) => data)).toEqual([{ to: 'chairOfGovernors' }]);
    given(past).when('AcknowledgeIncident', {}, as('chairOfGovernors')).thenRejected('NOT_YOUR_ROLE', 'SL16');
    given([...past, ...passedOn])
      .when('AcknowledgeIncident', {}, as('chairOfGovernors'))
      .then([{ type: 'IncidentAcknowledged', data: {} }]);
  });
});

describe('SL14: anybody tells somebody, and is asked neither for a kind nor for a clause', () => {
  const { facts, occurredAt } = report;
  const told = { facts, occurredAt, place: 'outOfSchool', immediateDanger: false, anonymous: true } as const;

  it('records it as not yet sorted, to be acknowledged within a day, and alerts the safeguarding team', () => {
    given([])
      .when('TellSomeone', told, as('pupil', { actor: 'anonymous' }))
      .then([
        {
          type: 'IncidentRaised',
          data: {
            kind: {
              code: 'notYetSorted',
              label: 'Told by somebody, not yet sorted into a kind',
              about: 'anyone',
              illegal: false,
            },
            occurredAt,
            place: 'outOfSchool',
            facts,
            presumedSeriousness: 'serious',
            acknowledgeBy: '2026-03-13T09:00:00.000Z',
            anonymous: true,
          },
        },
        { type: 'RolesAlerted', data: { roles: dslTeam, because: 'raised' } },
      ]);
    given([])
      .when('TellSomeone', { ...told, occurredAt: '2026-03-12T09:00:00.001Z' }, as('pupil'))
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D1');
  });

  it.each(['governor', 'onlineSafetyGovernor', 'chairOfGovernors'] as const)(
    'D24: the %s does so in their own name, or could work out from the numbers what they hide',
    (role) => {
      const nameless = as(role, { actor: 'anonymous' });
      given([]).when('TellSomeone', told, nameless).thenRejected('NOT_YOUR_ROLE', 'D24');
      given([])
        .when('RaiseIncident', { ...report, anonymous: true }, nameless)
        .thenRejected('NOT_YOUR_ROLE', 'D24');
      expect(raised({}, as(role))[0]).toMatchObject({ type: 'IncidentRaised', by: { role } });
    },
  );
});
