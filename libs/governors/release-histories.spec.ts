import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { cellsForGovernors } from '#libs/incidents/incident-cells.js';
import type { IncidentEvent } from '#libs/incidents/incidents.events.js';
import { begun, counted, sortedIncident, type SortedIncident, type Sorting } from '#libs/incidents/sorted-incident.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { countsOf } from '#libs/statistics/counts-by-term.js';
import { possibleValues, type Equation, type Knowledge, type Unknown } from '#libs/statistics/possible-values.js';
import { countAt, knowledgeOf, together, type ShownLists, type Suppression } from '#libs/statistics/shown-lists.js';
import { valuesLeft } from '#libs/statistics/suppressed-counts.js';
import { governorReleases, type GovernorReleases } from './governor-release.decider.js';
import type { GovernorReleaseEvent } from './governor-release.events.js';
import { releasedLists, type ReleasedList } from './governor-words.js';

/** More of them, and others: npm run chaos -- --histories 1000 --seed 7 */
const histories = Number(process.env['HISTORIES'] ?? 100);
const firstSeed = Number(process.env['HISTORIES_SEED'] ?? 1);

const policy = packFor('stokes-wood', '2024-09')!;
const cells = cellsForGovernors(policy);
const codesOf = (list: ReleasedList): string[] => cells[list].map(({ code }) => code);
const codes = Object.fromEntries(releasedLists.map((list) => [list, codesOf(list)])) as Record<ReleasedList, string[]>;

/** mulberry32: the same numbers for the same seed, everywhere. */
function randomOf(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { next, below, of: <T>(all: readonly T[]): T => all[below(all.length)]! };
}
type Random = ReturnType<typeof randomOf>;

interface Happened {
  readonly incident: number;
  readonly by: Role;
  readonly event: IncidentEvent;
}

const kindsOf = policy.incidentKinds.filter(({ about }) => about !== 'staff').slice(0, 9);
const yearGroups = ['reception', 'year1', 'year4', 'year5', 'year6'] as const;
const places = ['inSchool', 'outOfSchool', 'schoolTrip'] as const;
const outcomes = [
  'noFurtherAction',
  'educationAndSupport',
  'sanctionApplied',
  'referredToAgency',
  'unfounded',
] as const;
const text = 'told';

/** What happens to one incident; most are of what is common at the school. */
function lifeOf(incident: number, random: Random, injected: boolean): Happened[] {
  const common = random.next() < 0.6;
  const by: Role = injected ? 'governor' : 'teacher';
  const kindNow = () => {
    const { code, label, about, illegal } = common ? kindsOf[0]! : random.of(kindsOf);
    return { code, label, about, illegal };
  };
  const raised = {
    ...{ kind: kindNow(), occurredAt: '2026-03-10T10:00:00.000Z', place: common ? places[0] : random.of(places) },
    ...{ facts: text, acknowledgeBy: '2026-03-11T10:00:00.000Z', anonymous: false },
  };
  const steps: IncidentEvent[] = [{ type: 'IncidentRaised', data: raised }];
  const yearGroup = common ? yearGroups[2] : random.of(yearGroups);
  steps.push({ type: 'PersonLinked', data: { person: 'someone', role: 'victim', yearGroup } });
  if (random.next() < 0.1) steps.push({ type: 'IncidentMerged', data: { into: 'another', reason: text } });
  else if (random.next() < 0.95) {
    steps.push({ type: 'IncidentAcknowledged', data: {} });
    const { code: seriousness } = common ? policy.seriousness[1]! : random.of(policy.seriousness);
    steps.push({ type: 'SeriousnessDecided', data: { seriousness, reasons: text } });
    if (random.next() < 0.1) steps.push({ type: 'IncidentRecategorised', data: { kind: kindNow(), reason: text } });
    if (random.next() < 0.7) steps.push({ type: 'ParentsInformed', data: { informedAt: '2026-03-12T10:00:00.000Z' } });
    const outcome = common ? outcomes[1] : random.of(outcomes);
    if (random.next() < 0.8) {
      const why = { summary: text, howFollowedUp: text, decision: text, reasons: text };
      steps.push({ type: 'IncidentClosed', data: { ...why, outcome } });
    }
  }
  return steps.map((event, step) => ({ incident, event, by: step < 2 ? by : 'dsl' }));
}

/** The lives of some incidents side by side, each in its order. */
function historyOf(random: Random): Happened[] {
  const incidents = 1 + random.below(36);
  const lives = Array.from({ length: incidents }, (_, nth) => lifeOf(nth, random, random.next() < 0.15));
  const all: Happened[] = [];
  // Some are under way at a time.
  for (let open = lives.splice(0, 6); open.length > 0;) {
    const life = random.of(open);
    const next = life.shift();
    if (next) all.push(next);
    if (life.length === 0) open = [...open.filter((one) => one !== life), ...lives.splice(0, 1)];
  }
  return all;
}

/** How a release is made; each leak is one way to make it wrong. */
interface Making {
  /** Who raised an incident is looked at. */
  readonly leavesOutGovernors: boolean;
  /** What was counted before is not counted again. */
  readonly onceEach: boolean;
  /** Undefined: as it is done. */
  readonly suppression?: Suppression;
}
const asItIs: Making = { leavesOutGovernors: true, onceEach: true };

interface Released {
  readonly shown: ShownLists;
  /** All that is counted, and of it what the governor knows since they raised it. */
  readonly all: readonly SortedIncident[];
  readonly own: readonly SortedIncident[];
}

const context = (now: string): Context => ({
  ...{ actor: 'dsl', role: 'dsl', roles: ['dsl'], school: '900002', now, policy },
});

/** Plays a history through the rules of production, and releases some times in between. */
function releasesOf(random: Random, making: Making): Released[] {
  const history = historyOf(random);
  const incidents = new Map<number, Sorting>();
  const past: (GovernorReleaseEvent & { by: { actor: string; role: Role; at: string } })[] = [];
  const releases: Released[] = [];
  history.forEach(({ incident, event, by }, index) => {
    const at = new Date(Date.parse('2026-03-10T11:00:00.000Z') + index * 60_000).toISOString();
    const role = making.leavesOutGovernors || by !== 'governor' ? by : 'teacher';
    const recorded = { ...event, by: { actor: by, role, at }, position: BigInt(index + 1) } as unknown;
    const before = incidents.get(incident) ?? begun;
    incidents.set(incident, sortedIncident(before, recorded as RecordedEvent & IncidentEvent));
    const last = index === history.length - 1;
    if (!last && random.next() > 2 / history.length) return;
    const found = [...incidents].flatMap(([nth, one]) => {
      const sorted = counted(one);
      return sorted ? [{ nth, sorted }] : [];
    });
    const state = fold<GovernorReleases, never>(governorReleases, past);
    const before0 = making.onceEach ? state : { ...state, upTo: '0' };
    // Where nothing is new there is nothing to release.
    if (past.length > 0 && !found.some(({ sorted }) => BigInt(sorted.position) > BigInt(before0.upTo))) return;
    const [release] = governorReleases.decide.ReleaseGovernorFigures(
      { sources: { upTo: String(index + 1), incidents: found.map(({ sorted }) => sorted), cells } },
      before0,
      context(at),
    );
    if (release?.type !== 'GovernorFiguresReleased') throw new Error('a release was to be made');
    past.push({ ...release, by: { actor: 'dsl', role: 'dsl', at } });
    const ownOnes = new Set(history.filter((one) => one.by === 'governor').map((one) => one.incident));
    const inIt = found.filter(({ sorted }) => BigInt(sorted.position) > BigInt(before0.upTo));
    const shown = fold<GovernorReleases, never>(governorReleases, past).earlier.at(-1)!;
    releases.push({
      shown: making.suppression
        ? suppressedBy(
            making.suppression,
            inIt.map(({ sorted }) => sorted),
          )
        : shown,
      all: inIt.map(({ sorted }) => sorted),
      own: inIt.filter(({ nth }) => ownOnes.has(nth)).map(({ sorted }) => sorted),
    });
  });
  return releases;
}

function suppressedBy(suppression: Suppression, things: readonly SortedIncident[]): ShownLists {
  const { total, tables } = countsOf(things, codes);
  return {
    total: suppression([total], 5).total,
    lists: Object.fromEntries(releasedLists.map((list) => [list, suppression([...tables[list].values()], 5).counts])),
    smallest: 5,
  };
}

const countsIn = (things: readonly SortedIncident[], list: ReleasedList): number[] => [
  ...countsOf(things, codes).tables[list].values(),
];

/**
 * What a governor can work out who has seen every release, knows the rules, and remembers what they raised themselves:
 * how many incidents that others raised are in a cell of a release, and how many came between two of the same cell.
 */
function derivedBy(releases: readonly Released[], making: Making): string[] {
  const known = releases.map(({ shown }, nth) => knowledgeOf(`${nth}`, shown, making.suppression));
  const unknowns: Record<string, Unknown> = {};
  const equations: Equation[] = [];
  const secrets: { name: string; mattersWhenKnown: boolean }[] = [];
  releases.forEach(({ shown, all, own }, nth) => {
    for (const list of releasedLists) {
      const [exact, ofOwn] = [countsIn(all, list), countsIn(own, list)];
      exact.forEach((count, index) => {
        const [name, others] = [countAt(`${nth}`, list, index), `${nth}/${list}/${index}/others`];
        const others0 = count - ofOwn[index]!;
        const hidden = shown.lists[list]![index] === null;
        if (ofOwn[index] === 0) {
          if (hidden) secrets.push({ name, mattersWhenKnown: true });
          else if (isSmall(count)) secrets.push({ name, mattersWhenKnown: true });
        } else {
          unknowns[others] = { least: 0, most: 100 };
          equations.push({ terms: { [name]: 1, [others]: -1 }, equals: ofOwn[index]! });
          secrets.push({ name: others, mattersWhenKnown: hidden || isSmall(others0) });
        }
        if (making.onceEach || nth === 0) return;
        const [before, between] = [countAt(`${nth - 1}`, list, index), `${nth}/${list}/${index}/between`];
        unknowns[between] = { least: 0, most: 100 };
        equations.push({ terms: { [name]: 1, [before]: -1, [between]: -1 }, equals: 0 });
        secrets.push({
          name: between,
          mattersWhenKnown: isSmall(count - countsIn(releases[nth - 1]!.all, list)[index]!),
        });
      });
    }
  });
  const knowledge: Knowledge = together([...known, { unknowns, equations, rules: [] }]);
  const asked = secrets.filter(({ mattersWhenKnown }) => mattersWhenKnown).map(({ name }) => name);
  if (making === asItIs) {
    const values = possibleValues(knowledge, valuesLeft, asked);
    return asked.filter((name) => values.get(name)!.size < valuesLeft);
  }
  // One is enough; what follows from sums alone is the soonest found.
  const first = asked
    .sort((a, b) => b.split('/').length - a.split('/').length)
    .find((name) => possibleValues(knowledge, valuesLeft, [name]).get(name)!.size < valuesLeft);
  return first === undefined ? [] : [first];
}
const isSmall = (count: number): boolean => count > 0 && count < 5;

async function leaksIn(making: Making, wanted: number, until = Infinity) {
  const found = { leaky: 0, hidden: 0, shown: 0 };
  for (let nth = 0; nth < wanted && found.leaky < until; nth++) {
    const releases = releasesOf(randomOf(firstSeed * 1_000_003 + nth), making);
    if (derivedBy(releases, making).length > 0) found.leaky += 1;
    const counts = releases.flatMap(({ shown }) => Object.values(shown.lists).flat());
    found.hidden += counts.filter((count) => count === null).length;
    found.shown += counts.filter((count) => count !== null && count > 0).length;
    if (nth % 50 === 0) await pause(0);
  }
  return found;
}

/** The small ones alone. */
const smallAlone: Suppression = (counts, smallest) => {
  const total = counts.reduce((all, count) => all + count, 0);
  if (total > 0 && total < smallest) return { total: null, counts: counts.map(() => null) };
  return { total, counts: counts.map((count) => (count > 0 && count < smallest ? null : count)) };
};

// Many histories on a machine that has much else to do.
jest.setTimeout(600_000);

describe('D24, D25: what one governor works out of all releases, who reports incidents too and knows the rules', () => {
  it(`is nothing, in ${histories} random histories`, async () => {
    const { leaky, hidden, shown } = await leaksIn(asItIs, histories);
    expect(leaky).toBe(0);
    // There was something to hide, and something is shown.
    expect([hidden > 20 * histories, shown > histories]).toEqual([true, true]);
  });

  it.each<[string, Making]>([
    ['what governors raise themselves is counted', { ...asItIs, leavesOutGovernors: false }],
    ['an incident is counted in more than one release', { ...asItIs, onceEach: false }],
    ['the small counts alone are hidden', { ...asItIs, suppression: smallAlone }],
  ])('is found if %s', async (_, making) => {
    expect((await leaksIn(making, 40, 3)).leaky).toBe(3);
  });
});
