import type { FilterScope } from './filter-scope.js';
import { normalTarget, type FilterTarget } from './filter-target.js';
import { narrows, openPeriods, type Block, type Opening } from './open-time.js';

const day = (nth: number): Date => new Date(Date.UTC(2026, 2, nth, 9));
const year = (name: string): FilterScope => ({ kind: 'yearGroup', name });
const year4 = year('Year 4');
const everyone: FilterScope = { kind: 'everyone' };
const target = (value: string, kind: FilterTarget['kind'] = 'domain'): FilterTarget => normalTarget({ kind, value });
const page = (value: string): FilterTarget => target(value, 'url');

const opened = (what: FilterTarget, to: number | null = 20, scope: FilterScope = year4): Opening => ({
  target: what,
  scope,
  openedAt: day(10),
  closedAt: to === null ? null : day(to),
});
const blocked = (what: FilterTarget, from: number, to: number | null, scope: FilterScope = everyone): Block => ({
  target: what,
  scope,
  blockedAt: day(from),
  liftedAt: to === null ? null : day(to),
});
const days = (opening: Opening, blocks: readonly Block[], forWhom?: FilterScope): (number | undefined)[][] =>
  openPeriods(opening, blocks, forWhom).map(({ from, to }) => [from.getUTCDate(), to?.getUTCDate()]);

describe('D20: an opening is open while no block is above all of it', () => {
  const site = target('maps.example.org');

  it.each<[string, [number, number | null][], (number | undefined)[][]]>([
    ['no block', [], [[10, 20]]],
    [
      'a block that came after it, and was lifted',
      [[12, 14]],
      [
        [10, 12],
        [14, 20],
      ],
    ],
    ['a block that stays', [[12, null]], [[10, 12]]],
    ['a block that was there before it', [[2, null]], []],
    ['a block from before, lifted meanwhile', [[2, 13]], [[13, 20]]],
    ['a block that outlasts it', [[15, 25]], [[10, 15]]],
    [
      'blocks that overlap, the longer one first',
      [
        [11, 16],
        [12, 13],
      ],
      [
        [10, 11],
        [16, 20],
      ],
    ],
    [
      'blocks one after another',
      [
        [17, 18],
        [12, 13],
      ],
      [
        [10, 12],
        [13, 17],
        [18, 20],
      ],
    ],
    ['one that was lifted before', [[2, 9]], [[10, 20]]],
    ['one that came after its end', [[21, null]], [[10, 20]]],
    ['one from the moment at which it was opened', [[10, 12]], [[12, 20]]],
  ])('%s', (_, blocks, expected) => {
    expect(
      days(
        opened(site),
        blocks.map(([from, to]) => blocked(site, from, to)),
      ),
    ).toEqual(expected);
  });

  it('also one that is not at its end yet', () => {
    expect(days(opened(site, null), [])).toEqual([[10, undefined]]);
    expect(days(opened(site, null), [blocked(site, 12, 14)])).toEqual([
      [10, 12],
      [14, undefined],
    ]);
    expect(days(opened(site, null), [blocked(site, 12, null)])).toEqual([[10, 12]]);
  });

  it.each<[string, FilterTarget, FilterTarget, 'closed' | 'narrowed' | 'open']>([
    [
      'in another spelling',
      page('https://maps.example.org/%61tlas//1'),
      page('https://maps.example.org/atlas/1'),
      'closed',
    ],
    ['of which it is a page', site, page('https://maps.example.org/atlas'), 'closed'],
    ['of which it is a part', target('example.org'), site, 'closed'],
    ['that is a page of it', page('https://maps.example.org/atlas'), site, 'narrowed'],
    ['that is a part of it', target('uk.maps.example.org'), site, 'narrowed'],
    ['without TLS', page('http://maps.example.org/atlas'), page('https://maps.example.org/atlas'), 'narrowed'],
    ['at another port', page('https://maps.example.org:8443/a'), page('https://maps.example.org/a'), 'narrowed'],
    ['that is another page', page('https://maps.example.org/b'), page('https://maps.example.org/a'), 'open'],
    ['of a like name', target('amaps.example.org'), site, 'open'],
    ['of a category that may hold it', target('Maps', 'category'), site, 'narrowed'],
    ['of the same category', target('Maps', 'category'), target('maps', 'category'), 'closed'],
    ['of a site that may be in it', site, target('maps', 'category'), 'narrowed'],
    ['of another category', target('games', 'category'), target('maps', 'category'), 'open'],
  ])('a block %s', (_, above, what, expected) => {
    const [block, opening] = [blocked(above, 12, null), opened(what)];
    expect(days(opening, [block])).toEqual(expected === 'closed' ? [[10, 12]] : [[10, 20]]);
    expect(narrows(block, opening)).toBe(expected === 'narrowed');
  });

  it.each<[string, FilterScope, FilterScope, FilterScope | undefined, 'closed' | 'narrowed' | 'open']>([
    ['for the same group, written otherwise', year('y4'), year4, undefined, 'closed'],
    ['for all pupils', { kind: 'allPupils' }, year4, undefined, 'closed'],
    ['for some of those who have it', year4, { kind: 'allPupils' }, undefined, 'narrowed'],
    ['for some, who are asked about', year4, { kind: 'allPupils' }, year4, 'closed'],
    ['for some, and others are asked about', year4, { kind: 'allPupils' }, year('Year 5'), 'open'],
    ['for others', year('Year 5'), year4, undefined, 'open'],
    ['for staff', { kind: 'staff' }, { kind: 'allPupils' }, undefined, 'open'],
  ])('a block %s', (_, scope, has, forWhom, expected) => {
    const [block, opening] = [blocked(site, 12, null, scope), opened(site, 20, has)];
    expect(days(opening, [block], forWhom)).toEqual(expected === 'closed' ? [[10, 12]] : [[10, 20]]);
    expect(narrows(block, opening, forWhom)).toBe(expected === 'narrowed');
  });
});
