import { Budgets } from './budgets.js';

function budgets(perSecond: number): { of: Budgets; pass: (ms: number) => void } {
  let now = 1_000_000;
  return { of: new Budgets(perSecond, () => now), pass: (ms) => (now += ms) };
}

describe('what a person may ask for', () => {
  it('is ten seconds of their budget at once, and the budget from then on', () => {
    const { of, pass } = budgets(100);
    of.spend('ann', 999);
    expect(of.wait('ann')).toBe(0);
    of.spend('ann', 1);
    expect(of.wait('ann')).toBe(1);
    pass(10);
    expect(of.wait('ann')).toBe(0);
  });

  it('may be overdrawn by one request, and has to be made good', () => {
    const { of, pass } = budgets(100);
    of.spend('ann', 1_500);
    expect(of.wait('ann')).toBe(5);
    pass(4_999);
    expect(of.wait('ann')).toBe(1);
    pass(2);
    expect(of.wait('ann')).toBe(0);
  });

  it('does not grow above ten seconds, and is not taken from anybody else', () => {
    const { of, pass } = budgets(100);
    of.spend('ann', 10);
    pass(3_600_000);
    of.spend('ann', 1_001);
    expect(of.wait('ann')).toBe(1);
    expect(of.wait('ben')).toBe(0);
  });

  it('is neither more nor less after the clock was put back', () => {
    const { of, pass } = budgets(100);
    of.spend('ann', 1_500);
    pass(-3_600_000);
    expect(of.wait('ann')).toBe(5);
    pass(5_001);
    expect(of.wait('ann')).toBe(0);
  });

  it('is remembered of whoever owes, however many others ask', () => {
    const { of } = budgets(100);
    of.spend('ann', 5_000);
    for (let n = 0; n < 25_000; n++) of.wait(`person ${n}`);
    expect(of.wait('ann')).toBe(40);
  });

  it('is without limit where none is set', () => {
    const { of } = budgets(0);
    of.spend('ann', 1e9);
    expect(of.wait('ann')).toBe(0);
  });
});
