import fc from 'fast-check';
import { possibleValues } from './possible-values.js';
import {
  countAt,
  derivable,
  hiddenIn,
  knowledgeOf,
  together,
  type ShownLists,
  type Suppression,
} from './shown-lists.js';
import { suppressed } from './suppressed-counts.js';

/** Every table of so many counts whose total is at most `most`. */
function* tables(cells: number, most: number): Generator<number[]> {
  if (cells === 0) yield [];
  else
    for (let first = 0; first <= most; first++)
      for (const rest of tables(cells - 1, most - first)) yield [first, ...rest];
}

/** As it was done once: a large count beside the small ones, until what is hidden comes to the threshold and two. */
const untilTwoAbove: Suppression = (counts, smallest) => {
  const total = counts.reduce((all, count) => all + count, 0);
  if (total > 0 && total < smallest) return { total: null, counts: counts.map(() => null) };
  const hidden = new Set(counts.flatMap((count, index) => (count < smallest ? [index] : [])));
  let behind = [...hidden].reduce((all, index) => all + counts[index]!, 0);
  if (behind === 0) return { total, counts };
  const small = hidden.size;
  for (const [index, count] of counts.entries()) {
    if (hidden.size > small && behind >= smallest + 2) break;
    if (hidden.has(index)) continue;
    hidden.add(index);
    behind += count;
  }
  return { total, counts: counts.map((count, index) => (hidden.has(index) ? null : count)) };
};

/** The small ones alone. */
const smallAlone: Suppression = (counts, smallest) => {
  const total = counts.reduce((all, count) => all + count, 0);
  if (total > 0 && total < smallest) return { total: null, counts: counts.map(() => null) };
  return { total, counts: counts.map((count) => (count > 0 && count < smallest ? null : count)) };
};

const shownOf = (counts: readonly number[], suppression: Suppression, smallest = 5): ShownLists => {
  const { total, counts: shown } = suppression(counts, smallest);
  return { total, lists: { kind: shown }, smallest };
};
const valuesOf = (shown: ShownLists, suppression: Suppression): number[][] => {
  const values = possibleValues(knowledgeOf('r', shown, suppression), 100);
  return shown.lists['kind']!.map((_, index) => [...values.get(countAt('r', 'kind', index))!].sort((a, b) => a - b));
};
const asSeen = (total: number, ...kind: (number | null)[]): ShownLists => ({ total, lists: { kind }, smallest: 5 });

describe('D24: what somebody can work out who knows how the numbers were made', () => {
  it('is found: of 17 over [?, 5, ?, 5] the third was 1 or 2', () => {
    const first = valuesOf(asSeen(17, null, 5, null, 5), untilTwoAbove);
    expect([first[0], first[2]]).toEqual([
      [5, 6],
      [1, 2],
    ]);
    // Of 22 over [?, ?, 5, ?] the last is 4 for who is sure that none is above nine.
    const known = knowledgeOf('r', asSeen(22, null, null, 5, null), untilTwoAbove);
    const atMostNine = Object.fromEntries(
      Object.entries(known.unknowns).map(([name, { least, most }]) => [name, { least, most: Math.min(most, 9) }]),
    );
    const unknowns = atMostNine;
    expect([...possibleValues({ ...known, unknowns }, 100).get('r/kind/3')!]).toEqual([4]);
  });

  it('is as much as there is: the search agrees with every table there is, for three ways of hiding', () => {
    for (const suppression of [suppressed, untilTwoAbove, smallAlone]) {
      const seen = new Map<string, Set<number>[]>();
      for (const counts of tables(3, 16)) {
        const answer = JSON.stringify(shownOf(counts, suppression));
        const values = seen.get(answer) ?? counts.map(() => new Set<number>());
        counts.forEach((count, index) => values[index]!.add(count));
        seen.set(answer, values);
      }
      for (const [answer, values] of seen) {
        const found = valuesOf(JSON.parse(answer) as ShownLists, suppression);
        expect([answer, found]).toEqual([answer, values.map((all) => [...all].sort((a, b) => a - b))]);
      }
    }
  });

  it('is put together: two numbers of the same things tell the one that is hidden in one of them', () => {
    const known = together([
      knowledgeOf('r', asSeen(9, null, null)),
      {
        unknowns: { r2: { least: 0, most: 9 } },
        equations: [{ terms: { 'r/kind/0': 1, r2: 1 }, equals: 6 }],
        rules: [],
      },
      { unknowns: {}, equations: [{ terms: { r2: 2 }, equals: 4 }], rules: [] },
    ]);
    expect([...possibleValues(known, 100).get('r/kind/0')!]).toEqual([4]);
    expect(derivable(known, ['r/kind/0', 'r/kind/1'])).toEqual(['r/kind/0', 'r/kind/1']);
  });

  it('never is a hidden count, however many lists and counts there are', () => {
    const small = fc.nat({ max: 6 });
    const any = fc.oneof(
      { arbitrary: fc.constant(0), weight: 3 },
      { arbitrary: small, weight: 3 },
      fc.nat({ max: 30 }),
    );
    const list = fc.array(any, { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(list, fc.integer({ min: 2, max: 9 }), (counts, smallest) => {
        const shown = shownOf(counts, suppressed, smallest);
        expect(derivable(knowledgeOf('r', shown), hiddenIn('r', shown))).toEqual([]);
      }),
      { seed: 24, numRuns: 400 },
    );
  });

  it('is too much under a way of hiding that is not ours', () => {
    const derived = (counts: number[], suppression: Suppression) => {
      const shown = shownOf(counts, suppression);
      return derivable(knowledgeOf('r', shown, suppression), hiddenIn('r', shown));
    };
    expect(derived([6, 5, 1, 5], untilTwoAbove)).toEqual(['r/kind/0', 'r/kind/2']);
    expect(derived([7, 3, 9], smallAlone)).toEqual(['r/kind/1']);
  });
});
