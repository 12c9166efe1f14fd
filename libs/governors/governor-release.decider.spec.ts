import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { cellsForGovernors } from '#libs/incidents/incident-cells.js';
import { packFor } from '#libs/policies/policy-packs.js';
import type { ReleaseSources } from './governor-release.commands.js';
import { governorReleases } from './governor-release.decider.js';
import type { GovernorReleaseEvent } from './governor-release.events.js';

const { given } = specFor(governorReleases);
const policy = packFor('stokes-wood', '2024-09')!;
const cells = cellsForGovernors(policy);
const calendar = {
  years: [
    {
      year: 2025,
      terms: [
        { name: 'Autumn', from: '2025-09-03', to: '2025-12-19' },
        { name: 'Spring', from: '2026-01-05', to: '2026-03-27' },
        { name: 'Summer', from: '2026-04-13', to: '2026-07-20' },
      ],
      insetDays: [],
    },
  ],
};
const now = '2026-03-12T09:00:00.000Z';
const spring = { name: 'Spring', from: '2026-01-05', to: '2026-04-12' };
const summer = { name: 'Summer', from: '2026-04-13', to: '2026-08-31' };
// In London it is summer time.
const springOver = '2026-04-12T23:00:00.000Z';
const summerOver = '2026-08-31T23:00:00.000Z';

const dsl = (at = now): Context => ({
  ...{ actor: 'ben', role: 'dsl', roles: ['dsl'], school: '900002', now: at, policy, calendar },
});
const daybook = (at = now): Context => ({ ...dsl(at), actor: 'daybook', role: 'system', roles: ['system'] });

/** Incidents of one kind that became sorted one after another, from a place in the log on. */
const sorted = (count: number, from: number, kind = 'cyberbullying', at = now) =>
  Array.from({ length: count }, (_, nth) => ({
    ...{ position: String(from + nth), at, day: '2026-03-10' },
    cells: {
      ...{ kind, seriousness: policy.seriousness[0]!.code, yearGroup: 'year4' },
      ...{ place: 'inSchool', parents: 'informed', outcome: 'educationAndSupport' },
    },
  }));
const sources = (upTo: number, ...incidents: ReturnType<typeof sorted>[]): ReleaseSources => ({
  ...{ upTo: String(upTo), incidents: incidents.flat(), cells },
});

type Past = Parameters<typeof given>[0][number];
const past = (...events: GovernorReleaseEvent[]): Past[] =>
  events.map((event) => ({ ...event, by: { actor: 'ben', role: 'dsl', at: now } }));
const made = (of: ReleaseSources, context = dsl(), before: readonly Past[] = []) => {
  const state = before.reduce(
    (releases, { type, data, by }) => governorReleases.evolve[type](releases, data as never, by),
    governorReleases.initial,
  );
  const [release] = governorReleases.decide.ReleaseGovernorFigures({ sources: of }, state, context);
  if (release?.type !== 'GovernorFiguresReleased') throw new Error('a release was to be made');
  return release;
};
const kindsOf = ({ data }: ReturnType<typeof made>) =>
  Object.fromEntries(data.lists.kind.flatMap(({ code, count }) => (count === undefined ? [] : [[code, count]])));

describe('D24: what governors are shown of incidents is a release', () => {
  it('of the term, with what was sorted, and no more in the event than they are shown', () => {
    const release = made(sources(90, sorted(7, 10)));
    expect(release.data).toMatchObject({
      ...{ period: spring, occasion: 'byAct', since: '2026-01-05', upTo: '90', smallest: 5, total: 7 },
    });
    expect(kindsOf(release)).toMatchObject({ cyberbullying: 7, grooming: 0 });
    const one = made(sources(90, sorted(7, 10), sorted(1, 20, 'grooming')));
    expect(one.data.total).toBe(8);
    expect(kindsOf(one)).toEqual({});
    expect(JSON.stringify(one.data.lists.kind)).not.toMatch(/"count"/);
  });

  it('is refused where nothing was sorted since the last: beside one that hides its number it would say so', () => {
    const few = sources(90, sorted(3, 10));
    const nothingMore = (): unknown => made(few, dsl(), past(made(few)));
    expect(nothingMore).toThrow(expect.objectContaining({ code: 'NOTHING_TO_RELEASE' }) as Error);
  });

  it('has no total where fewer than five were sorted, and nothing else', () => {
    const release = made(sources(90, sorted(4, 10)));
    expect('total' in release.data).toBe(false);
    expect(JSON.stringify(release.data.lists)).not.toMatch(/"count"/);
  });

  it('counts each incident once, for good: the next has what was sorted since, of whichever day', () => {
    const first = made(sources(15, sorted(5, 10)));
    const next = made(sources(90, sorted(5, 10), sorted(6, 16)), dsl(), past(first));
    expect(next.data).toMatchObject({ total: 6, since: '2026-01-05', upTo: '90' });
    // In a log that was copied elsewhere positions are others: what is long past was counted before.
    const copied = sources(9000, sorted(5, 1000, 'cyberbullying', '2026-03-10T09:00:00.000Z'));
    const again = (): unknown => made(copied, dsl(), past(first));
    expect(again).toThrow(expect.objectContaining({ code: 'NOTHING_TO_RELEASE' }) as Error);
  });

  it('leaves out what happened before the term of the first release', () => {
    const early = sorted(6, 10).map((one) => ({ ...one, day: '2025-12-19' }));
    expect(made(sources(90, early)).data.total).toBe(0);
  });

  it('is of the school year where the school has set no terms', () => {
    const period = { name: 'School year 2025/26', from: '2025-09-01', to: '2026-08-31' };
    expect(made(sources(90), { ...dsl(), calendar: { years: [] } }).data.period).toEqual(period);
  });
});

describe('D24: when a term is over its figures are released', () => {
  const planned: GovernorReleaseEvent = { type: 'GovernorReleasePlanned', data: { period: spring, dueAt: springOver } };
  const plannedNext: GovernorReleaseEvent = {
    type: 'GovernorReleasePlanned',
    data: { period: summer, dueAt: summerOver },
  };

  it('as planned from the terms that the school has set, and anew when it sets others', () => {
    given([]).when('PlanGovernorRelease', {}, daybook()).then([planned]);
    given(past(planned)).when('PlanGovernorRelease', {}, daybook()).then([]);
    given([])
      .when('PlanGovernorRelease', {}, { ...daybook(), calendar: { years: [] } })
      .then([]);
    const longer = {
      years: [{ ...calendar.years[0]!, terms: [{ name: 'Spring', from: '2026-01-05', to: '2026-07-20' }] }],
    };
    const data = { period: { ...spring, from: '2025-09-01', to: '2026-08-31' }, dueAt: summerOver };
    given(past(planned))
      .when('PlanGovernorRelease', {}, { ...daybook(), calendar: longer })
      .then([{ type: 'GovernorReleasePlanned', data }]);
    given([]).when('PlanGovernorRelease', {}, dsl()).thenRejected('NOT_YOUR_ROLE', 'D24');
  });

  it('of that term, and the next is planned; not before, and not twice', () => {
    const of = sources(90, sorted(6, 10));
    given(past(planned)).when('ReleaseFiguresOfTerm', { sources: of }, daybook(now)).then([]);
    const release = made(of);
    const data = { ...release.data, occasion: 'endOfTerm' as const };
    const both: GovernorReleaseEvent[] = [{ type: 'GovernorFiguresReleased', data }, plannedNext];
    given(past(planned)).when('ReleaseFiguresOfTerm', { sources: of }, daybook(springOver)).then(both);
    given(past(planned, ...both))
      .when('ReleaseFiguresOfTerm', { sources: of }, daybook(springOver))
      .then([]);
  });

  it('not of a school that has adopted no policy: nobody knows what to count', () => {
    given(past(planned)).when('ReleaseFiguresOfTerm', {}, daybook(springOver)).then([plannedNext]);
  });

  it('also where the DSL has released some before: what is left', () => {
    const first = made(sources(15, sorted(5, 10)));
    const of = sources(90, sorted(5, 10), sorted(6, 16));
    const [release] = governorReleases.decide.ReleaseFiguresOfTerm(
      { sources: of },
      [planned, first].reduce(
        (releases, { type, data }) =>
          governorReleases.evolve[type](releases, data as never, { actor: 'ben', role: 'dsl', at: now }),
        governorReleases.initial,
      ),
      daybook(springOver),
    );
    expect(release?.data).toMatchObject({ period: spring, occasion: 'endOfTerm', total: 6 });
  });
});
