import type { FilterScope, TargetKind } from './filter-scope.js';
import { overlapOf, placeOf } from './filtering-overlap.js';

const year4: FilterScope = { kind: 'yearGroup', name: 'Year 4' };
const reach = (kind: TargetKind, value: string, scope: FilterScope = year4) => ({ target: { kind, value }, scope });
const page = reach('url', 'https://www.example.org/maps');

describe('SL6: what is asked for is compared with what is under way', () => {
  it.each([
    ['the same page', reach('url', 'https://www.example.org/maps'), 'same'],
    ['another page of the site', reach('url', 'https://www.example.org/'), undefined],
    ['the site it is on', reach('domain', 'www.example.org'), 'wider'],
    ['the domain above', reach('domain', 'example.org'), 'wider'],
    ['another domain that ends alike', reach('domain', 'w.example.org'), undefined],
    ['a category, which only the filter can look into', reach('category', 'maps'), 'perhaps'],
    ['an application', reach('application', 'maps'), 'perhaps'],
  ])('%s', (_, other, how) => {
    expect(overlapOf(page, other)).toBe(how);
  });

  it('a domain with a page of it, and a category with its own kind alone', () => {
    expect(overlapOf(reach('domain', 'example.org'), page)).toBe('narrower');
    expect(overlapOf(reach('category', 'maps'), reach('category', 'maps'))).toBe('same');
    expect(overlapOf(reach('category', 'maps'), reach('category', 'games'))).toBeUndefined();
    expect(overlapOf(reach('category', 'maps'), page)).toBeUndefined();
  });

  it.each([
    ['the same class', year4, true],
    ['another class', { kind: 'yearGroup', name: 'Year 5' }, false],
    ['all pupils', { kind: 'allPupils' }, true],
    ['everyone', { kind: 'everyone' }, true],
    ['staff', { kind: 'staff' }, false],
  ] as const)('for %s', (_, scope, shares) => {
    const other = { ...page, scope };
    expect([overlapOf(page, other), overlapOf(other, page)]).toEqual(Array(2).fill(shares ? 'same' : undefined));
  });

  it('and only where the two times touch: one that ends before the other begins is none', () => {
    const [monday, thursday] = ['2026-03-09T09:00:00.000Z', '2026-03-12T09:00:00.000Z'];
    const early = { ...page, until: thursday };
    const late = { ...page, from: thursday };
    for (const [one, other, how] of [
      [early, late, undefined],
      [late, early, undefined],
      [{ ...page, until: '2026-03-12T09:00:00.001Z' }, late, 'same'],
      [late, { ...page, from: monday }, 'same'],
      [page, early, 'same'],
      [late, page, 'same'],
    ] as const)
      expect(overlapOf(one, other)).toBe(how);
  });

  it('where all that can overlap stands in one place, by the name that was registered', () => {
    for (const inside of [page, reach('domain', 'example.org'), reach('domain', 'a.b.example.org')])
      expect(placeOf(inside.target)).toBe('site example.org');
    expect(placeOf({ kind: 'url', value: 'https://me.github.io/page' })).toBe('site me.github.io');
    expect(placeOf({ kind: 'application', value: 'maps' })).toBe('categories');
  });
});
