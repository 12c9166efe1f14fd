import { createHash } from 'node:crypto';
import { normalTarget } from './filter-target.js';
import { listedForms, listNaming } from './illegal-sites.js';

const url = (value: string) => normalTarget({ kind: 'url', value });
const domain = (value: string) => normalTarget({ kind: 'domain', value });
const hash = (form: string): string => createHash('sha256').update(form).digest('hex').slice(0, 32);
const listing = (...forms: string[]) =>
  new Map([['iwf', { edition: '2026-11-22', hashes: new Set(forms.map(hash)) }]] as const);

describe('D19: a site is looked for on a list in every form under which it may stand there', () => {
  it('as the page, its folders, its site and the wider ones', () => {
    expect(listedForms(url('https://a.b.example.org:8443/one/two.html?x=1'))).toEqual([
      'a.b.example.org/one/two.html?x=1',
      'a.b.example.org/one/two.html',
      'a.b.example.org/',
      'a.b.example.org/one/',
      'b.example.org/one/two.html?x=1',
      'b.example.org/one/two.html',
      'b.example.org/',
      'b.example.org/one/',
      'example.org/one/two.html?x=1',
      'example.org/one/two.html',
      'example.org/',
      'example.org/one/',
    ]);
  });

  it('in a bounded number of them, however deep the address', () => {
    const deep = `https://${'a.'.repeat(40)}example.org/${'b/'.repeat(40)}`;
    expect(listedForms(url(deep)).length).toBeLessThanOrEqual(36);
  });

  it.each([
    ['the very page', 'https://bad.example.org/album/7', 'bad.example.org/album/7', true],
    ['a page of a listed folder', 'https://bad.example.org/album/7', 'bad.example.org/album/', true],
    ['a page of a listed site', 'https://bad.example.org/album/7?page=2', 'bad.example.org/', true],
    ['a page below a listed site', 'https://www.bad.example.org/', 'bad.example.org/', true],
    ['a page written otherwise', 'HTTP://BAD.example.org.:80/x/../album/7#top', 'bad.example.org/album/7', true],
    ['another page of the site', 'https://bad.example.org/about', 'bad.example.org/album/7', false],
    ['a site of a like name', 'https://notbad.example.org/', 'bad.example.org/', false],
  ])('finds %s: %s', (_, value, listed, found) => {
    expect(listNaming(listing(listed), url(value))).toBe(found ? 'iwf' : undefined);
  });

  it('finds a domain that is listed, or lies below a listed one', () => {
    expect(listNaming(listing('bad.example.org/'), domain('bad.example.org'))).toBe('iwf');
    expect(listNaming(listing('bad.example.org/'), domain('www.bad.example.org'))).toBe('iwf');
    expect(listNaming(listing('bad.example.org/'), domain('example.org'))).toBeUndefined();
  });

  it('knows nothing of categories and applications, which are the filter’s own', () => {
    expect(listedForms(normalTarget({ kind: 'category', value: 'games' }))).toEqual([]);
  });
});
