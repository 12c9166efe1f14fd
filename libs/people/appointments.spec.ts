import fc from 'fast-check';
import { plusDays } from '#libs/calendar/london-time.js';
import { coversPartOf, gapsIn, isIn, type Period } from './appointments.js';

const september = { from: '2026-09-01', until: '2026-09-30' };

describe('D23: a day on which nobody held the role shows', () => {
  it.each<[string, Period[], Period[]]>([
    ['nobody at all', [], [september]],
    ['somebody throughout', [{ from: '2025-09-01' }], []],
    [
      'one day between two holders',
      [{ from: '2026-01-01', until: '2026-09-09' }, { from: '2026-09-11' }],
      [{ from: '2026-09-10', until: '2026-09-10' }],
    ],
    ['one holder after the other', [{ from: '2026-09-10' }, { from: '2026-01-01', until: '2026-09-09' }], []],
    ['a holder until the last day but one', [{ from: '2026-01-01', until: '2026-09-29' }], [day('2026-09-30')]],
    ['a holder from the second day on', [{ from: '2026-09-02' }], [day('2026-09-01')]],
    ['a holder of the month before, and one of the month after', [monthBefore(), { from: '2026-10-01' }], [september]],
  ])('%s', (_, held, gaps) => {
    expect(gapsIn(held, september)).toEqual(gaps);
  });

  it('every day of the time asked for is either in a gap or held by somebody, whatever the appointments', () => {
    const someDay = fc.integer({ min: -20, max: 50 }).map((nth) => plusDays(september.from, nth));
    const period = fc
      .tuple(someDay, fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }))
      .map(([from, days]) => ({ from, ...(days !== undefined && { until: plusDays(from, days) }) }));
    fc.assert(
      fc.property(fc.array(period, { maxLength: 5 }), (held) => {
        const gaps = gapsIn(held, september);
        for (let on = september.from; on <= september.until; on = plusDays(on, 1))
          expect(gaps.some((gap) => isIn(on, gap))).toBe(!held.some((each) => isIn(on, each)));
        for (const gap of gaps) expect(held.some((each) => coversPartOf(each, gap))).toBe(false);
      }),
    );
  });
});

function day(on: string): Period {
  return { from: on, until: on };
}

function monthBefore(): Period {
  return { from: '2026-08-01', until: '2026-08-31' };
}
