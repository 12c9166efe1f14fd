import type { FilterScope } from '../filter-scope.js';
import type { FilterTarget } from '../filter-target.js';
import type { FilterEntry } from './filter.js';
import { entriesIn, foundEntry, mustFit, squidPolicy } from './squid-policy.js';

const settings = {
  folder: '/etc/daybook',
  groups: { everyone: {}, staff: { acl: 'staff' }, 'yearGroup/year 4': { acl: 'year4' } },
  seesPages: true,
};
const everyone: FilterScope = { kind: 'everyone' };
const year4: FilterScope = { kind: 'yearGroup', name: 'Year 4' };
const id = (nth: number): string => `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;
const entry = (
  nth: number,
  target: FilterTarget,
  scope: FilterScope = everyone,
  does: FilterEntry['does'] = 'letThrough',
): FilterEntry => ({ order: id(nth), change: id(nth), does, target, scope });
const domain = (value: string): FilterTarget => ({ kind: 'domain', value });
const page = (value: string): FilterTarget => ({ kind: 'url', value });

const filesOf = (entries: readonly FilterEntry[], hashes: string[] = [], more = {}): ReadonlyMap<string, string> =>
  squidPolicy(
    entries,
    new Map(hashes.length > 0 ? [['iwf', { edition: '1', hashes: new Set(hashes) }]] : []),
    { ...settings, ...more },
    ['/usr/bin/node', '/opt/day book/main.js'],
  );
const rulesOf = (files: ReadonlyMap<string, string>): string[] =>
  files
    .get('daybook.conf')!
    .split('\n')
    .filter((line) => line.startsWith('http_access'));

describe('SL6, SW7: what squid reads', () => {
  it('lets each site through for its group only, and names the change beside it', () => {
    const files = filesOf([entry(1, domain('maps.example.org'), year4), entry(2, domain('news.example.org'))]);
    expect([...files.keys()].sort()).toEqual([
      'daybook.conf',
      'open-everyone-domains',
      expect.stringMatching(/^open-yearGroup-[0-9a-f]{8}-domains$/),
    ]);
    expect(files.get('open-everyone-domains')).toMatch(
      new RegExp(`^# ${id(2)} [0-9a-f]{16}\n\\.news\\.example\\.org\n$`),
    );
    // Without its quotes the name of the file would be taken for a site.
    expect(files.get('daybook.conf')).toContain('dstdomain "/etc/daybook/open-everyone-domains"');
    expect(rulesOf(files)).toEqual([
      'http_access allow daybook_open-everyone-domains',
      expect.stringMatching(/^http_access allow year4 daybook_open-yearGroup-[0-9a-f]{8}-domains$/),
    ]);
  });

  it('refuses what is illegal before it refuses what is blocked, before it lets anything through (D19)', () => {
    const files = filesOf(
      [entry(1, domain('example.org')), entry(2, domain('chat.example.org'), everyone, 'block')],
      ['ab'.repeat(16)],
    );
    expect(rulesOf(files)).toEqual([
      'http_access deny daybook_illegal',
      'http_access deny daybook_block-everyone-domains',
      'http_access allow daybook_open-everyone-domains',
    ]);
    expect(files.get('illegal-sites')).toBe(`${'ab'.repeat(16)}\n`);
    expect(files.get('daybook.conf')).toContain(
      '%URI /usr/bin/node "/opt/day book/main.js" /etc/daybook/illegal-sites',
    );
  });

  it('takes one page as that page and nothing more', () => {
    const files = filesOf([entry(1, page('https://example.org/a?b=(1)'))]);
    const pattern = new RegExp(files.get('open-everyone-urls')!.split('\n')[1]!);
    expect(pattern.test('https://example.org/a?b=(1)')).toBe(true);
    for (const other of [
      'https://example.org/a?b=(1)2',
      'https://exampleXorg/a?b=(1)',
      'http://a/https://example.org/a?b=(1)',
    ])
      expect(pattern.test(other)).toBe(false);
  });

  it('writes a domain inside another once: squid refuses to read both', () => {
    const files = filesOf([
      entry(1, domain('www.example.org')),
      entry(2, domain('example.org')),
      entry(3, domain('example.org')),
    ]);
    expect(
      files
        .get('open-everyone-domains')!
        .split('\n')
        .filter((line) => line.startsWith('.')),
    ).toEqual(['.example.org']);
    const found = [...entriesIn(files)].map(foundEntry);
    expect(found.map(({ change }) => change).sort()).toEqual([id(1), id(2), id(2), id(3)]);
    expect(new Set(found.map(({ does }) => does))).toEqual(new Set(['letThrough']));
  });

  it.each([
    ['groupUnknown', entry(1, domain('example.org'), { kind: 'yearGroup', name: 'Year 5' }), {}],
    ['kindNotSupported', entry(1, { kind: 'category', value: 'games' }), {}],
    ['kindNotSupported', entry(1, { kind: 'application', value: 'scratch' }), {}],
    ['pageNotVisible', entry(1, page('https://example.org/a')), { seesPages: false }],
  ])('never widens what it cannot keep to (%s): it is refused, and left out of every file', (code, unfit, more) => {
    expect(() => mustFit(unfit, { ...settings, ...more })).toThrow(code);
    expect(rulesOf(filesOf([unfit], [], more))).toEqual([]);
  });

  it('holds nothing that a name of a group could smuggle in', () => {
    const groups = { ...settings.groups, 'pupilGroup/x http_access allow all': { acl: 'choir' } };
    const files = filesOf(
      [entry(1, domain('example.org'), { kind: 'pupilGroup', name: 'x\nhttp_access allow all' })],
      [],
      { groups },
    );
    expect([...files.values()].join('')).not.toContain('allow all');
    expect(rulesOf(files)).toHaveLength(1);
  });
});
