import fc from 'fast-check';
import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import type { Stamp } from '#libs/eventing/log/stored-event.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { filteringChange, type FilteringChange } from './filtering-change.decider.js';
import type { FilteringChangeEvent } from './filtering.events.js';
import type { RequestTemplates } from './request-template.js';

type Recorded = FilteringChangeEvent & { readonly by: Stamp };
type Name = keyof typeof filteringChange.decide;

const hour = 3_600_000;
const begin = Date.parse('2026-03-27T09:00:00.000Z');
const moment = (at: number): string => new Date(at).toISOString();
const policy = packFor('st-levan', '2017-09')!;
const requestTemplates: RequestTemplates = new Map([
  [
    't',
    {
      ...{ version: 1, retired: false, name: 'Maps', does: 'unblock', targetKind: 'domain' },
      ...{ scope: { kind: 'staff' }, studyPurpose: 'Maps', days: 2 },
    },
  ],
]);

/** Few people in many roles, so that who asked often tries to agree as well; the clock passes a change to summer time. */
const act = fc.record({
  name: fc.constantFrom(...(Object.keys(filteringChange.decide) as Name[])),
  actor: fc.constantFrom<string>('ann', 'ben', 'cai', 'dee'),
  role: fc.constantFrom<Role>('teacher', 'onlineSafetyLead', 'headteacher', 'technician', 'networkManager', 'system'),
  hours: fc.integer({ min: 0, max: 60 }),
  lasts: fc.integer({ min: -10, max: 500 }),
  /** In how many hours it is to begin; left out half the time. */
  begins: fc.option(fc.integer({ min: -30, max: 100 }), { nil: undefined, freq: 1 }),
  permanent: fc.boolean(),
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** What held at one moment of the run. */
interface Seen {
  readonly at: string;
  /** How many events there were by then. */
  readonly events: number;
  readonly state: FilteringChange;
}

const commandOf = ({ lasts, begins, permanent }: Act, now: number) =>
  ({
    target: { kind: 'domain', value: 'example.org' },
    scope: { kind: 'staff' },
    studyPurpose: 'Maps',
    reason: 'For the class.',
    question: 'Why?',
    answer: 'Because.',
    permanent,
    ...(begins !== undefined && { from: moment(now + begins * hour) }),
    until: moment(now + lasts * hour),
    ...{ template: 't', templateVersion: 1, value: 'example.org' },
    overlaps: [{ change: 'another', direction: 'block', how: 'same', status: 'blocked' }],
  }) as const;

/**
 * Runs the acts one after another on one record, and the alarm at its time; what is refused records nothing. The state
 * is carried on from event to event, as it was live, and never folded anew.
 */
function run(acts: readonly Act[]): { history: Recorded[]; seen: Seen[] } {
  const history: Recorded[] = [];
  const seen: Seen[] = [];
  let state = filteringChange.initial;
  let now = begin;
  const take = (name: Name, command: unknown, by: { actor: string; role: Role; at: string }): void => {
    const { actor, role, at } = by;
    const context: Context = { actor, role, roles: [role], school: '900001', now: at, policy, requestTemplates };
    const decide = filteringChange.decide[name] as (
      command: unknown,
      state: unknown,
      context: Context,
    ) => readonly FilteringChangeEvent[];
    try {
      for (const event of decide(command, state, context)) {
        history.push({ ...event, by });
        state = fold<FilteringChange, FilteringChangeEvent>({ ...filteringChange, initial: state }, [{ ...event, by }]);
      }
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
    seen.push({ at, events: history.length, state });
  };
  for (const act of acts) {
    now += act.hours * hour;
    if (state.status === 'agreed' && state.from !== undefined && state.from <= moment(now))
      take('NoteUnblockDue', {}, { actor: 'daybook', role: 'system', at: state.from });
    if ('until' in state && state.status !== 'open' && state.until <= moment(now))
      take('LapseUnblock', {}, { actor: 'daybook', role: 'system', at: state.until });
    if (state.status === 'open' && state.until <= moment(now))
      take('OrderReblock', {}, { actor: 'daybook', role: 'system', at: state.until });
    take(act.name, commandOf(act, now), { actor: act.actor, role: act.role, at: moment(now) });
  }
  return { history, seen };
}

const live = (acts: readonly Act[]): Recorded[] => run(acts).history;

const likely = [
  ['RequestUnblock', 'ann', 'teacher'],
  ['AgreeUnblock', 'ben', 'onlineSafetyLead'],
  // Early where it begins later, whoever tries.
  ['ImplementUnblock', 'cai', 'technician'],
  ['NoteLetThroughByFilter', 'daybook', 'system'],
  ['ImplementUnblock', 'cai', 'technician'],
] as const;

/** The likely beginning, or a part of it, and then anything. */
const acts = fc
  .tuple(
    fc.integer({ min: 0, max: likely.length }),
    fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    fc.array(act, { maxLength: 40 }),
  )
  .map(([begun, begins, any]): Act[] => [
    ...likely.slice(0, begun).map(([name, actor, role], index) => ({
      ...{ name, actor, role, begins, lasts: 48, permanent: false },
      hours: index < 3 ? 1 : 10,
    })),
    ...any,
  ]);

const count = (history: readonly Recorded[], ...types: FilteringChangeEvent['type'][]): number =>
  history.filter(({ type }) => types.includes(type)).length;

describe('D17, D18: whatever is tried, and whenever', () => {
  it('nothing is open without the agreement of somebody who did not ask for it', () => {
    fc.assert(
      fc.property(acts, (tried) => {
        const history = live(tried);
        history.forEach((event, index) => {
          if (event.type !== 'SiteUnblocked' && event.type !== 'ExtensionAgreed') return;
          const before = history.slice(0, index + 1);
          const asking = event.type === 'SiteUnblocked' ? 'UnblockRequested' : 'ExtensionRequested';
          const agreeing = event.type === 'SiteUnblocked' ? 'UnblockAgreed' : 'ExtensionAgreed';
          const asked = before.findLast(({ type }) => type === asking);
          const agreed = before.findLast(({ type }) => type === agreeing);
          expect(agreed?.by.actor).toBeDefined();
          expect(agreed?.by.actor).not.toBe(asked?.by.actor);
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('a permanent opening has two who agreed, and each longer time of it two more', () => {
    fc.assert(
      fc.property(acts, (tried) => {
        const history = live(tried);
        const permanent = history.some((event) => event.type === 'UnblockRequested' && event.data.permanent);
        if (!permanent) return;
        expect(count(history, 'UnblockFirstAgreed')).toBeGreaterThanOrEqual(count(history, 'UnblockAgreed'));
        expect(count(history, 'ExtensionFirstAgreed')).toBeGreaterThanOrEqual(count(history, 'ExtensionAgreed'));
        for (const [first, last] of [
          ['UnblockFirstAgreed', 'UnblockAgreed'],
          ['ExtensionFirstAgreed', 'ExtensionAgreed'],
        ] as const) {
          history.forEach((event, index) => {
            if (event.type !== last) return;
            const other = history.slice(0, index).findLast(({ type }) => type === first);
            expect(other?.by.actor).not.toBe(event.by.actor);
          });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('every opening has exactly one end, and an alarm at its time always brings it', () => {
    fc.assert(
      fc.property(acts, (tried) => {
        const history = live(tried);
        expect(count(history, 'SiteUnblocked')).toBeLessThanOrEqual(1);
        expect(count(history, 'SiteReblocked')).toBeLessThanOrEqual(count(history, 'SiteUnblocked'));
        const state = fold<FilteringChange, FilteringChangeEvent>(filteringChange, history);
        if (state.status !== 'open') return;
        const system: Context = {
          actor: 'daybook',
          role: 'system',
          roles: ['system'],
          school: '900001',
          now: state.until,
          policy,
        };
        expect(filteringChange.decide.OrderReblock({}, state, system)).toMatchObject([{ type: 'ReblockOrdered' }]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('at every moment at which it is open, an agreement of another person holds, has begun and has not run out', () => {
    let open = 0;
    let ahead = 0;
    fc.assert(
      fc.property(acts, (tried) => {
        const { history, seen } = run(tried);
        for (const { at, events, state } of seen) {
          if (state.status !== 'open') continue;
          open++;
          expect(at < state.until).toBe(true);
          const asked = history.find((event) => event.type === 'UnblockRequested')?.data.from ?? '';
          if (asked > moment(begin)) ahead++;
          expect(at >= asked).toBe(true);
          expect(state.agreedBy).not.toBe(state.requestedBy);
          const agreement = history
            .slice(0, events)
            .findLast(({ type }) => type === 'UnblockAgreed' || type === 'ExtensionAgreed');
          expect(agreement?.by.actor).toBe(state.agreedBy);
        }
      }),
      { numRuns: 2_000 },
    );
    // A property of nothing would hold as well.
    expect(open).toBeGreaterThan(1_000);
    expect(ahead).toBeGreaterThan(500);
  });

  it('nothing waits past the time that it was asked for', () => {
    let lapsed = 0;
    fc.assert(
      fc.property(acts, (tried) => {
        const { history, seen } = run(tried);
        lapsed += count(history, 'UnblockLapsed');
        for (const { at, state } of seen)
          if (state.status === 'requested' || state.status === 'informationAsked' || state.status === 'agreed')
            expect(at < state.until).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(lapsed).toBeGreaterThan(100);
  });

  it('a replay up to any moment gives the state that held then, live', () => {
    fc.assert(
      fc.property(acts, (tried) => {
        const { history, seen } = run(tried);
        for (const { events, state } of seen)
          expect(fold<FilteringChange, FilteringChangeEvent>(filteringChange, history.slice(0, events))).toEqual(state);
      }),
      { numRuns: 300 },
    );
  });
});
