import fc from 'fast-check';
import { plausibleMost, suppressed, valuesLeft } from './suppressed-counts.js';

/** Every table of so many counts whose total is at most `most`. */
function* tables(cells: number, most: number): Generator<number[]> {
  if (cells === 0) yield [];
  else
    for (let first = 0; first <= most; first++)
      for (const rest of tables(cells - 1, most - first)) yield [first, ...rest];
}

const sumOf = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

describe('D24: no count of few children is shown to governors, nor can it be derived', () => {
  it('hides counts below the threshold, and one more so that subtraction from the total finds nothing', () => {
    expect(suppressed([7, 3, 9], 5)).toEqual({ total: 19, counts: [null, null, 9] });
    expect(suppressed([9, 0, 4, 2, 7], 5)).toEqual({ total: 22, counts: [9, null, null, null, 7] });
    expect(suppressed([9, 0, 1, 2, 7], 5)).toEqual({ total: 19, counts: [null, null, null, null, 7] });
    expect(suppressed([7, 6, 9], 5)).toEqual({ total: 22, counts: [7, 6, 9] });
  });

  it('shows that there was nothing, where nothing small is hidden beside it', () => {
    expect(suppressed([0, 0, 6], 5)).toEqual({ total: 6, counts: [0, 0, 6] });
    expect(suppressed([0, 0, 0], 5)).toEqual({ total: 0, counts: [0, 0, 0] });
  });

  it('hides a total that is itself too small, and all beneath it', () => {
    expect(suppressed([0, 3, 1], 5)).toEqual({ total: null, counts: [null, null, null] });
  });

  it('hides nothing where the school shows every count', () => {
    expect(suppressed([1, 0, 2], 1)).toEqual({ total: 3, counts: [1, 0, 2] });
  });

  it.each([
    [5, 2, 45],
    [5, 3, 60],
    [5, 4, 30],
    [3, 3, 40],
    [7, 3, 40],
    [10, 3, 45],
    [2, 2, 30],
  ])(
    'threshold %i, %i counts: who knows the rule and that none is above 30 finds four values at least',
    (smallest, cells, most) => {
      const seen = new Map<string, Set<number>[]>();
      for (const counts of tables(cells, most)) {
        // Beyond this the total itself says that a count is above 30.
        if (counts.some((count) => count > plausibleMost) || sumOf(counts) > plausibleMost * (cells - 1)) continue;
        const answer = JSON.stringify(suppressed(counts, smallest));
        const known = seen.get(answer) ?? counts.map(() => new Set<number>());
        counts.forEach((count, index) => known[index]!.add(count));
        seen.set(answer, known);
      }
      expect(seen.size).toBeGreaterThan(10);
      const derived = [...seen].flatMap(([answer, values]) => {
        const { counts } = JSON.parse(answer) as { counts: (number | null)[] };
        return counts.flatMap((shown, index) => (shown === null && values[index]!.size < valuesLeft ? [answer] : []));
      });
      expect(derived).toEqual([]);
    },
  );

  it('in tables of any size, none below the threshold is shown beside others, and never one alone is hidden', () => {
    const table = fc.array(fc.nat({ max: 40 }), { minLength: 2, maxLength: 25 });
    fc.assert(
      fc.property(table, fc.integer({ min: 3, max: 10 }), (counts, smallest) => {
        const shown = suppressed(counts, smallest);
        const hidden = shown.counts.filter((count) => count === null);
        expect(shown.counts.every((count) => count === null || count === 0 || count >= smallest)).toBe(true);
        expect(hidden).not.toHaveLength(1);
        if (hidden.length > 0) expect(shown.counts).not.toContain(0);
        if (shown.total !== null) {
          const behind = shown.total - shown.counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
          if (hidden.length > 0) expect(behind).toBeGreaterThanOrEqual(smallest);
        }
      }),
    );
  });
});
