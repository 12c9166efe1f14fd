import { safelyShown } from './safely-shown.js';
import type { Suppression } from './shown-lists.js';
import { suppressed } from './suppressed-counts.js';

const exact = (lists: Record<string, number[]>) => {
  const [first = []] = Object.values(lists);
  return { total: first.reduce((all, count) => all + count, 0), lists, smallest: 5 };
};
/** A way of hiding that leaves a hidden count to be worked out: the small ones alone. */
const smallAlone: Suppression = (counts, smallest) => ({
  total: suppressed(counts, smallest).total,
  counts: counts.map((count) => (count > 0 && count < smallest ? null : count)),
});

describe('D24: what is shown is looked at as somebody would who has seen all before', () => {
  it('shows what the suppression leaves', () => {
    const figures = exact({ kind: [9, 0, 4, 2, 7], place: [22, 0], outcome: [11, 11] });
    expect(safelyShown([], figures)).toEqual({
      ...{ total: 22, smallest: 5 },
      lists: { kind: [9, null, null, null, 7], place: [22, 0], outcome: [11, 11] },
    });
  });

  it('shows nothing of lists of which so few are counted that their total is hidden', () => {
    expect(safelyShown([], exact({ kind: [1, 2], place: [3, 0] }))).toEqual({
      ...{ total: null, smallest: 5 },
      lists: { kind: [null, null], place: [null, null] },
    });
  });

  it('shows nothing of a list of which a hidden count could be worked out, and the others', () => {
    const figures = exact({ kind: [7, 3, 9], place: [19, 0] });
    expect(safelyShown([], figures, smallAlone).lists).toEqual({ kind: [null, null, null], place: [19, 0] });
  });

  it('does the same after others that were shown', () => {
    const earlier = [
      safelyShown([], exact({ kind: [9, 0, 4, 2, 7] })),
      safelyShown([], exact({ kind: [1, 1, 0, 0, 0] })),
    ];
    const figures = exact({ kind: [0, 0, 0, 0, 6] });
    expect(safelyShown(earlier, figures).lists).toEqual({ kind: [0, 0, 0, 0, 6] });
  });
});
