import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { Role } from '#libs/people/roles.js';
import { as, closing, person, reason, report } from '../../test/support/incident-facts.js';
import { incident } from './incident.decider.js';
import type { IncidentEvent } from './incidents.events.js';
import { begun, counted, sortedIncident } from './sorted-incident.js';

type Sent = Parameters<typeof incident.decide.RaiseIncident>[0];
const raised = (changes: Partial<Sent> = {}): readonly IncidentEvent[] =>
  incident.decide.RaiseIncident({ ...report, ...changes }, { status: 'none' }, as('teacher'));
const acknowledged: IncidentEvent = { type: 'IncidentAcknowledged', data: {} };
const serious: IncidentEvent = { type: 'SeriousnessDecided', data: { seriousness: 'moderate', reasons: reason } };
const closed: IncidentEvent = { type: 'IncidentClosed', data: closing };
const pupil = { person: person(1), role: 'victim', yearGroup: 'year4' } as const;

/** What governors count of an incident after these events, the first at place 1 of the log. */
const countedAfter = (events: readonly IncidentEvent[], by: Role = 'teacher') =>
  counted(
    events.reduce((before, event, index) => {
      const at = `2026-03-12T09:00:0${index}.000Z`;
      const recorded = { ...event, by: { actor: by, role: by, at }, position: BigInt(index + 1) } as unknown;
      return sortedIncident(before, recorded as RecordedEvent & IncidentEvent);
    }, begun),
  );

describe('D24: governors count an incident', () => {
  const beginning = raised({ people: [pupil] });

  it('that is acknowledged, of a kind, and found serious or not: from then on', () => {
    expect(countedAfter(beginning)).toBeUndefined();
    expect(countedAfter([...beginning, acknowledged])).toBeUndefined();
    const position = String(beginning.length + 2);
    expect(countedAfter([...beginning, acknowledged, serious])).toMatchObject({
      ...{ position, day: '2026-03-10' },
      cells: {
        ...{ kind: 'cyberbullying', seriousness: 'moderate', yearGroup: 'year4', place: 'inSchool' },
        ...{ parents: 'notDecided', outcome: 'notClosed' },
      },
    });
    // What comes later moves it into no later release.
    expect(countedAfter([...beginning, acknowledged, serious, closed])).toMatchObject({
      ...{ position, cells: { outcome: 'educationAndSupport' } },
    });
  });

  it('not while it is of no kind, as what a pupil told', () => {
    const told = { ...report, anonymous: true };
    const unsorted = incident.decide.TellSomeone(told, { status: 'none' }, as('pupil'));
    expect(countedAfter([...unsorted, acknowledged, serious])).toBeUndefined();
    const [{ data } = { data: {} }] = beginning;
    const sorted: IncidentEvent = { type: 'IncidentRecategorised', data: { kind: (data as never)['kind'], reason } };
    expect(countedAfter([...unsorted, acknowledged, serious, sorted])).toMatchObject({ position: '5' });
  });

  it('that is no second report of another, and did not turn out to be unfounded', () => {
    const merged: IncidentEvent = { type: 'IncidentMerged', data: { into: person(2), reason } };
    expect(countedAfter([...beginning, acknowledged, serious, merged])).toBeUndefined();
    const unfounded: IncidentEvent = { type: 'IncidentClosed', data: { ...closing, outcome: 'unfounded' } };
    expect(countedAfter([...beginning, acknowledged, serious, unfounded])).toBeUndefined();
  });

  it('that is not about staff (D16)', () => {
    const alleged = { person: person(1), role: 'alleged', capacity: 'staff' } as const;
    expect(countedAfter([...raised({ people: [alleged] }), acknowledged, serious])).toBeUndefined();
    const about = raised({ kind: 'staffAllegation', people: [alleged] });
    expect(countedAfter([...about, acknowledged, serious])).toBeUndefined();
  });

  it.each<Role>(['governor', 'onlineSafetyGovernor', 'chairOfGovernors'])(
    'that the %s has not raised: who adds to a number could work out the rest',
    (role) => {
      expect(countedAfter([...beginning, acknowledged, serious], role)).toBeUndefined();
    },
  );
});

describe('D24: who was described in an incident, not named', () => {
  const boy = { notInOurList: { description: 'In a red coat.' }, role: 'victim', yearGroup: 'year5' } as const;
  const sortedWith = (...people: Sent['people']) => [...raised({ people }), acknowledged, serious];
  const identified = (data: object): IncidentEvent => ({
    type: 'DescribedPersonIdentified',
    data: { number: 1, person: person(2), role: 'victim', ...data },
  });

  it('counts by their year group, and once they are identified by the one that was found', () => {
    expect(countedAfter(sortedWith(boy))?.cells.yearGroup).toBe('year5');
    expect(countedAfter(sortedWith(boy, pupil))?.cells.yearGroup).toBe('severalYearGroups');
    const found = identified({ yearGroup: 'year4' });
    expect(countedAfter([...sortedWith(boy, pupil), found])?.cells.yearGroup).toBe('year4');
  });

  it('keeps it out of the numbers while it is thought, or once it is known, that the alleged is an adult of the school', () => {
    const adult = { ...boy, role: 'alleged', capacity: 'staff', yearGroup: undefined } as unknown as typeof boy;
    expect(countedAfter(sortedWith(adult))).toBeUndefined();
    expect(countedAfter([...sortedWith(adult), identified({ role: 'alleged', capacity: 'pupil' })])).toBeDefined();
    expect(countedAfter([...sortedWith(boy), identified({ role: 'alleged', capacity: 'staff' })])).toBeUndefined();
  });
});
