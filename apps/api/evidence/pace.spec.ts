import { creditAfter } from './pace.js';

const pace = { bytesPerSecond: 1_000, graceMs: 2_000 };

/** Which part comes too late, if any, where each is so many milliseconds behind the one before. */
function tooLate(parts: readonly (readonly [afterMs: number, bytes: number])[]): number | undefined {
  let left = pace.graceMs;
  for (const [part, [afterMs, bytes]] of parts.entries()) {
    if (afterMs > left) return part;
    left = creditAfter(pace, left, afterMs, bytes);
  }
  return undefined;
}

const each = (parts: number, afterMs: number, bytes: number) =>
  Array.from({ length: parts }, () => [afterMs, bytes] as const);

describe('the least pace of an upload', () => {
  it.each([
    ['just fast enough, for ever', each(500, 1_000, 1_000), undefined],
    ['a pause within the grace', each(1, 1_900, 10), undefined],
    ['a sender that stalls', each(1, 2_100, 1_000_000), 0],
    ['a trickle', each(50, 1_000, 10), 2],
    ['half the pace', each(50, 1_000, 500), 3],
    ['much at once, which buys no longer pause than the grace', [...each(1, 10, 1_000_000), ...each(1, 2_100, 10)], 1],
    ['one who fell behind and caught up', each(5, 1_900, 5_000), undefined],
  ])('%s', (_, parts, late) => {
    expect(tooLate(parts)).toBe(late);
  });
});
