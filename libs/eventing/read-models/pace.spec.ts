import { paceOf } from './pace.js';

describe('the pace of a rebuild', () => {
  it('is what was done in the time, and says when the rest is done', () => {
    expect(paceOf({ events: 5_000, position: 10_000n, target: 40_000n }, 2_000)).toEqual({
      share: 0.25,
      eventsPerSecond: 2_500,
      remainingMs: 6_000,
    });
  });

  it('knows nothing of the rest before anything is done, and has no rest at the end', () => {
    expect(paceOf({ events: 0, position: 0n, target: 40_000n }, 0)).toEqual({
      share: 0,
      eventsPerSecond: 0,
      remainingMs: undefined,
    });
    expect(paceOf({ events: 9, position: 9n, target: 9n }, 100)).toMatchObject({ share: 1, remainingMs: 0 });
    expect(paceOf({ events: 0, position: 0n, target: 0n }, 100)).toMatchObject({ share: 1, remainingMs: 0 });
  });

  it('takes positions that no number holds', () => {
    const target = 2n ** 62n;
    expect(paceOf({ events: 1, position: target / 2n, target }, 10).share).toBe(0.5);
  });
});
