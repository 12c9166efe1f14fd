import fc from 'fast-check';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import type { IncidentLogEntry } from '#projections/incidents/incident-log-entry.js';
import { as, closing, now, person, reason, report } from '../../test/support/incident-facts.js';
import type { Incident } from './incident-case.js';
import { incident } from './incident.decider.js';
import { capacities, involvements } from './incident-words.js';
import type { IncidentEvent } from './incidents.events.js';

type Names = keyof typeof incident.decide;
type Sent = { [C in Names]: { readonly name: C; readonly data: Parameters<(typeof incident.decide)[C]>[0] } }[Names];
const send = <C extends Names>(name: C, data: fc.Arbitrary<Parameters<(typeof incident.decide)[C]>[0]>) =>
  data.map((chosen) => ({ name, data: chosen }) as Sent);

const people = fc.constantFrom(person(1), person(2), person(3));
const actionId = fc.constantFrom(person(4), person(5));
const text = fc.string({ minLength: 1, maxLength: 20 });
const later = '2026-03-20T15:00:00.000Z';

/** Anything that anybody can send to an incident, likely or not. */
const commands: fc.Arbitrary<Sent> = fc.oneof(
  send('AcknowledgeIncident', fc.constant({})),
  send(
    'LinkPerson',
    fc.record({ person: people, role: fc.constantFrom(...involvements), capacity: fc.constantFrom(...capacities) }),
  ),
  send(
    'LinkPerson',
    fc.record({
      notInOurList: fc.record({ description: text }),
      role: fc.constantFrom(...involvements),
      capacity: fc.constantFrom(...capacities),
    }),
  ),
  send('IdentifyDescribedPerson', fc.record({ number: fc.constantFrom(1, 2), person: people })),
  send('RecordPersonNotIdentified', fc.record({ number: fc.constantFrom(1, 2), reason: text })),
  send('RecordPersonOutcome', fc.record({ person: people, outcome: fc.constantFrom('supported', 'sanctioned') })),
  send('DecideSeriousness', fc.record({ seriousness: fc.constantFrom('low', 'critical'), reasons: text })),
  send('RecordAction', fc.record({ actionId, what: text, owner: people, due: fc.constant(later) })),
  send('PostponeAction', fc.record({ actionId, due: fc.constant('2026-03-21T15:00:00.000Z'), reason: text })),
  send('CompleteAction', fc.record({ actionId })),
  send(
    'RecordSanction',
    fc.record({ sanction: fc.constantFrom('warning', 'referToPolice'), person: people, reason: text }),
  ),
  send('RecordTechnicalStep', fc.record({ step: text, takenAt: fc.constant(now) })),
  send('RecordParentsInformed', fc.constant({ informedAt: now })),
  send('RecordParentsNotInformed', fc.record({ reason: text })),
  send('TellReporter', fc.record({ message: text })),
  send('AddAddendum', fc.record({ text })),
  send('CorrectFacts', fc.record({ facts: text, reason: text })),
  send(
    'RecategoriseIncident',
    fc.record({ kind: fc.constantFrom('grooming', 'staffAllegation', 'cyberbullying'), reason: text }),
  ),
  send('StateMembershipLink', fc.record({ membershipLink: text })),
  // The other incident has the people 1 to 3 with other parts: none of these may come over with a link (D2).
  send('LinkIncident', fc.constant({ to: person(7), relation: 'samePeople' as const, reason })),
  send('NoteDuplicate', fc.constant({ duplicate: person(8) })),
  send('MergeIncident', fc.constant({ into: person(7), reason })),
  send('CloseIncident', fc.constant(closing)),
  send('CloseIncident', fc.constant(closing)),
  send('ReopenIncident', fc.constant({ reason })),
  send('EscalateIncident', fc.constant({})),
  send('RemindOfAction', fc.record({ actionId })),
  send('RaiseOverdueAction', fc.record({ actionId })),
);
const sender = fc.constantFrom(
  'headteacher' as const,
  'headteacher' as const,
  'dsl' as const,
  'chairOfGovernors' as const,
);
/** Early, or when the actions are overdue. */
const moment = fc.constantFrom(now, '2026-03-22T09:00:00.000Z');

type Row = Omit<IncidentLogEntry, 'school' | 'id' | 'revision'>;

/** The incident and its row after each accepted command, from the report on. */
function* lifeOf(sent: readonly (readonly [Sent, 'headteacher' | 'dsl' | 'chairOfGovernors', string])[]) {
  let state = { status: 'none' } as Incident;
  let row: Row | undefined;
  const apply = (
    events: readonly IncidentEvent[],
    by: { actor: string; role: 'headteacher' | 'dsl' | 'chairOfGovernors'; at: string },
  ) => {
    for (const { type, data } of events) {
      const evolve = incident.evolve[type] as (past: Incident, data: unknown, by: unknown) => Incident;
      state = evolve(state, data, by);
      const step = incidentLog.folds['incident']![type];
      if (typeof step === 'function') row = step(row, { type, data, by } as RecordedEvent) as unknown as Row;
    }
  };
  const teacher = as('headteacher');
  apply(incident.decide.RaiseIncident(report, state, teacher), { actor: 'teacher', role: 'headteacher', at: now });
  const others = [1, 2, 3].map((n) => ({ person: person(n), role: 'reporter' }));
  const earlier = Object.assign({}, state, { raisedAt: '2026-03-01T09:00:00.000Z', people: others });
  for (const [{ name, data }, role, at] of sent) {
    const before = row!;
    const context = as(role, { at, alongside: earlier });
    try {
      const decide = incident.decide[name] as (data: unknown, state: Incident, by: unknown) => readonly IncidentEvent[];
      const events = decide(data, state, context);
      apply(events, { actor: role, role, at });
      yield { name, before, after: row!, state: state as Exclude<Incident, { status: 'none' }>, events };
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }
}

/** Half of them have been weighed already, so that many come to a closing. */
const weighed: readonly Sent[] = [
  { name: 'AcknowledgeIncident', data: {} },
  { name: 'DecideSeriousness', data: { seriousness: 'low', reasons: reason } },
  { name: 'RecordParentsInformed', data: { informedAt: now } },
];
const sequences = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(commands, sender, moment), { minLength: 1, maxLength: 40 }))
  .map(([begun, rest]) => [...(begun ? weighed.map((step) => [step, 'headteacher', now] as const) : []), ...rest]);
const startsWith = (whole: readonly unknown[], part: readonly unknown[]): boolean =>
  JSON.stringify(whole.slice(0, part.length)) === JSON.stringify(part);

describe('no sequence of commands', () => {
  it('gives a closed incident with an open action (D9)', () => {
    let closings = 0;
    fc.assert(
      fc.property(sequences, (sent) => {
        for (const { state, after } of lifeOf(sent)) {
          if (state.status !== 'closed') continue;
          closings += 1;
          expect(state.described.filter(({ status }) => status === 'open')).toEqual([]);
          expect(after.described.filter(({ status }) => status === 'open')).toEqual([]);
          expect(state.actions.filter(({ done }) => !done)).toEqual([]);
          expect(after.actions.filter(({ completedAt }) => completedAt === undefined)).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
    expect(closings).toBeGreaterThan(0);
  });

  it('edits or drops a text that was recorded (D3)', () => {
    fc.assert(
      fc.property(sequences, (sent) => {
        for (const { before, after } of lifeOf(sent)) {
          for (const list of ['factsHistory', 'closures', 'steps', 'sanctions', 'technicalSteps', 'alerts'] as const)
            expect(startsWith(after[list], before[list])).toBe(true);
          expect(after.facts).toBe(after.factsHistory.at(-1)!.facts);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gives a person a part that was not stated of that very person (D2)', () => {
    fc.assert(
      fc.property(sequences, (sent) => {
        const stated = new Map<string, string>();
        const ofDescribed = new Map<number, string>();
        for (const { name, state, after, events } of lifeOf(sent)) {
          for (const event of events)
            if (event.type === 'PersonDescribed') ofDescribed.set(event.data.number, event.data.role);
            else if (event.type === 'DescribedPersonIdentified') {
              const { number, person, role } = event.data;
              expect(role).toBe(ofDescribed.get(number));
              expect(stated.get(person) ?? role).toBe(role);
              stated.set(person, role);
            } else if (event.type === 'PersonLinked') {
              expect(name).toBe('LinkPerson');
              expect(stated.has(event.data.person)).toBe(false);
              stated.set(event.data.person, event.data.role);
            }
          for (const linked of [...state.people, ...after.people]) expect(stated.get(linked.person)).toBe(linked.role);
        }
      }),
      { numRuns: 200 },
    );
  });
});
