import fc from 'fast-check';
import { fold } from '#libs/eventing/commands/decider.js';
import { as, closing, now, person, reason, report, stLevan, stokesWood } from '../../test/support/incident-facts.js';
import { concernGuide, type GuideStep } from './concern-guide.js';
import type { Case, Incident } from './incident-case.js';
import { incident } from './incident.decider.js';
import { incidentPlaces } from './incident-words.js';
import type { IncidentEvent } from './incidents.events.js';

type Decide = typeof incident.decide;
const head = as('headteacher');

/** What somebody who follows the guide would send for a step. */
const follow: Record<string, (state: Case, decide: Decide, context: typeof head) => readonly IncidentEvent[]> = {
  recordTechnicalStep: (state, decide, by) => decide.RecordTechnicalStep({ step: reason, takenAt: now }, state, by),
  acknowledgeIncident: (state, decide, by) => decide.AcknowledgeIncident({}, state, by),
  recordSanction: (state, decide, by) => decide.RecordSanction({ sanction: 'referToPolice', reason }, state, by),
  recategoriseIncident: (state, decide, by) => decide.RecategoriseIncident({ kind: 'grooming', reason }, state, by),
  decideSeriousness: (state, decide, by) =>
    decide.DecideSeriousness({ seriousness: 'low', reasons: reason }, state, by),
  stateMembershipLink: (state, decide, by) => decide.StateMembershipLink({ membershipLink: reason }, state, by),
  recordParentsInformed: (state, decide, by) => decide.RecordParentsInformed({ informedAt: now }, state, by),
  completeAction: (state, decide, by) =>
    decide.CompleteAction({ actionId: state.actions.find(({ done }) => !done)!.id }, state, by),
  closeIncident: (state, decide, by) => decide.CloseIncident(closing, state, by),
};

const stateOf = (events: readonly IncidentEvent[]): Case =>
  fold<Incident, never>(
    incident,
    events.map((event) => ({ ...event, by: { actor: 'head', role: 'headteacher' as const, at: now } })),
  ) as Case;
const nextOf = (steps: readonly GuideStep[]): GuideStep | undefined => steps.find(({ state }) => state === 'next');

describe.each([
  ['st-levan', stLevan],
  ['stokes-wood', stokesWood],
])('SW12: at %s the next lawful step is always offered', (_, policy) => {
  const context = as('headteacher', { policy });
  const kinds = policy.incidentKinds.map(({ code }) => code).filter((code) => code !== 'lowLevelStaffConcern');
  const { facts, occurredAt } = report;
  const told = { facts, occurredAt, immediateDanger: false, anonymous: false } as const;
  const beginnings = fc.oneof(
    fc
      .constantFrom(...incidentPlaces)
      .map((place) => incident.decide.TellSomeone({ ...told, place }, { status: 'none' }, context)),
    fc
      .tuple(fc.constantFrom(...kinds), fc.constantFrom(...incidentPlaces))
      .map(([kind, place]) =>
        incident.decide.RaiseIncident({ ...report, kind, place, membershipLink: reason }, { status: 'none' }, context),
      ),
  );

  it('and, followed step by step, leads from any report to a closed case', () => {
    fc.assert(
      fc.property(beginnings, fc.boolean(), (beginning, withAction) => {
        const events = [...beginning];
        for (let taken = 0; taken < 20; taken += 1) {
          const state = stateOf(events);
          const next = nextOf(concernGuide(state, policy));
          if (!next) break;
          // Every step is accepted as it is offered: a refusal throws.
          const followed = follow[next.mutation]!(state, incident.decide, context);
          expect(followed.length).toBeGreaterThan(0);
          events.push(...followed);
          if (withAction && taken === 1) {
            const action = { actionId: person(9), what: reason, owner: 'x', due: now, remindAt: now };
            events.push({ type: 'ActionRecorded', data: action });
          }
        }
        const end = stateOf(events);
        expect(end.status).toBe('closed');
        expect(nextOf(concernGuide(end, policy))).toBeUndefined();
      }),
    );
  });

  it('cites a clause of the policies for what it calls theirs', () => {
    const grooming = stateOf(
      incident.decide.RaiseIncident({ ...report, kind: 'grooming' }, { status: 'none' }, context),
    );
    for (const { source, clauses } of concernGuide(grooming, policy))
      expect(clauses.some((clause) => /^S[LW]\d+$/.test(clause))).toBe(source === 'policy' || clauses.includes('SL4'));
  });
});

describe('SL17: suspected illegal material', () => {
  it('is left as it is and goes to the police before anything is weighed', () => {
    const raised = incident.decide.RaiseIncident({ ...report, kind: 'grooming' }, { status: 'none' }, head);
    const order = concernGuide(stateOf(raised), stokesWood).map(({ code }) => code);
    expect(order.slice(0, 4)).toEqual(['leaveAsItIs', 'acknowledge', 'tellPolice', 'decideSeriousness']);
    expect(nextOf(concernGuide(stateOf(raised), stokesWood))).toMatchObject({
      code: 'leaveAsItIs',
      clauses: ['SL5', 'SL17'],
    });
  });

  it('an ordinary case has no such steps, and offers the actions of the matrix beside the next step', () => {
    const raised = incident.decide.RaiseIncident({ ...report, kind: 'filterBypassed' }, { status: 'none' }, head);
    const steps = concernGuide(stateOf([...raised, { type: 'IncidentAcknowledged', data: {} }]), stokesWood);
    expect(steps.map(({ code, state }) => `${code} ${state}`)).toEqual([
      'acknowledge done',
      'decideSeriousness next',
      'takeAction possible',
      'informParents later',
      'tellReporter possible',
      'close later',
    ]);
  });

  it('a merged report has no steps of its own', () => {
    const raised = incident.decide.RaiseIncident(report, { status: 'none' }, head);
    const merged = [...raised, { type: 'IncidentMerged', data: { into: person(7), reason } } as const];
    expect(concernGuide(stateOf(merged), stokesWood)).toEqual([]);
  });
});
