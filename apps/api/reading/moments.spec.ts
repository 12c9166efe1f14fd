import fc from 'fast-check';
import pg from 'pg';
import { momentOf } from './moments.js';

const asPgDoes = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => unknown;

describe('a moment as PostgreSQL writes it', () => {
  it.each([
    '2026-03-12 10:15:00+00',
    '2026-03-12 10:15:00.1+00',
    '2026-03-12 10:15:00.12+00',
    '2026-03-12 10:15:00.123999+00',
    '2026-03-29 01:30:00+01',
    '2026-03-12 10:15:00-05:30',
    '0099-01-01 00:00:00+00',
    '12026-03-12 10:15:00+00',
    '0044-03-15 12:00:00+00 BC',
    'infinity',
  ])('%s is read as pg reads it', (text) => {
    expect(momentOf(text)).toEqual(asPgDoes(text));
  });

  it('is read as pg reads it, whichever it is', () => {
    const moments = fc.date({
      min: new Date('1000-01-01'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        const text = moment
          .toISOString()
          .replace('T', ' ')
          .replace(/\.?0*Z$/, '+00');
        expect(momentOf(text)).toEqual(moment);
      }),
    );
  });
});
