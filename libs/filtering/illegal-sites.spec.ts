import { createHash } from 'node:crypto';
import { normalTarget } from './filter-target.js';
import { entryFor, isListed, listedForms, listNaming } from './illegal-sites.js';

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
      'a.b.example.org/one/two.html/?x=1',
      'a.b.example.org/one/two.html/',
      'a.b.example.org/',
      'a.b.example.org/one/',
      'b.example.org/one/two.html?x=1',
      'b.example.org/one/two.html',
      'b.example.org/one/two.html/?x=1',
      'b.example.org/one/two.html/',
      'b.example.org/',
      'b.example.org/one/',
      'example.org/one/two.html?x=1',
      'example.org/one/two.html',
      'example.org/one/two.html/?x=1',
      'example.org/one/two.html/',
      'example.org/',
      'example.org/one/',
    ]);
  });

  it('in a bounded number of them, however deep the address', () => {
    const deep = `https://${'a.'.repeat(40)}example.org/${'b/'.repeat(40)}`;
    expect(listedForms(url(deep)).length).toBeLessThanOrEqual(40);
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

  it('finds what an edition adds that waits for a second person', () => {
    const [listed] = listing('bad.example.org/').values();
    const addedAlready = new Set([hash('worse.example.org/')]);
    const sites = new Map([['iwf', { ...listed!, addedAlready }]] as const);
    for (const value of ['bad.example.org', 'worse.example.org']) expect(listNaming(sites, domain(value))).toBe('iwf');
    expect(listNaming(sites, domain('good.example.org'))).toBeUndefined();
  });

  it('finds a domain that is listed, or lies below a listed one', () => {
    expect(listNaming(listing('bad.example.org/'), domain('bad.example.org'))).toBe('iwf');
    expect(listNaming(listing('bad.example.org/'), domain('www.bad.example.org'))).toBe('iwf');
    expect(listNaming(listing('bad.example.org/'), domain('example.org'))).toBeUndefined();
  });

  it('finds a domain of which a page is listed, where the list came as addresses', () => {
    const { hash: page, pagesOf } = entryFor('https://www.bad.example.org/album/7')!;
    const sites = new Map([['iwf', { edition: '1', hashes: new Set([page, ...pagesOf]) }]] as const);
    for (const value of ['www.bad.example.org', 'bad.example.org', 'example.org'])
      expect(listNaming(sites, domain(value))).toBe('iwf');
    expect(listNaming(sites, domain('good.bad.example.org'))).toBeUndefined();
    expect(listNaming(sites, url('https://www.bad.example.org/'))).toBeUndefined();
    expect(listNaming(sites, url('https://www.bad.example.org/album/7'))).toBe('iwf');
  });

  it.each([
    ['url', 'https://bad.example.org.../album/7'],
    ['url', 'https://bad..example.org/album/7'],
    ['url', 'https://%62ad%2Eexample%2Eorg/album/7'],
    ['url', 'https://bad.example.org/%61lbum/%37'],
    ['url', 'https://bad.example.org/%2561lbum/7'],
    ['url', 'https://bad.example.org//album//7'],
    ['url', 'https://bad.example.org/x/%2e%2e/album/./7'],
    ['domain', '.bad.example.org'],
    ['domain', '*.bad.example.org'],
    ['domain', 'bad.example.org...'],
    ['category', 'Bad.Example.org'],
    ['application', 'The https://bad.example.org/album/7 viewer'],
  ] as const)('finds it in another spelling, as a %s: %s', (kind, value) => {
    const listed = listing('bad.example.org/album/7', 'bad.example.org/');
    expect(listNaming(listed, normalTarget({ kind, value }))).toBe('iwf');
    if (kind === 'url')
      expect(listNaming(listing('bad.example.org/album/7'), normalTarget({ kind, value }))).toBe('iwf');
  });

  it.each([
    ['with a slash at its end', 'https://bad.example.org/album/7/', 'bad.example.org/album/7', true],
    ['without the slash at its end', 'https://bad.example.org/album', 'bad.example.org/album/', true],
    ['with a question', 'https://bad.example.org/album/7/?page=2', 'bad.example.org/album/7', true],
    ['up to a NUL', 'https://bad.example.org/album/7%00.html', 'bad.example.org/album/7', true],
    ['up to an escaped NUL', 'https://bad.example.org/album/7%252500x', 'bad.example.org/album/7', true],
    ['with a NUL inside', 'https://bad.example.org/al%00bum/7', 'bad.example.org/album/7', true],
    ['with a backslash', 'https://bad.example.org\\album\\7', 'bad.example.org/album/7', true],
    ['but not a page below it', 'https://bad.example.org/album/7/8', 'bad.example.org/album/7', false],
    ['nor one beside it', 'https://bad.example.org/album/70', 'bad.example.org/album/7', false],
    ['nor the folder above it', 'https://bad.example.org/album/', 'bad.example.org/album/7', false],
    ['nor another page with a NUL', 'https://bad.example.org/about%00', 'bad.example.org/album/7', false],
  ])('finds a listed page %s: %s, in a request and in squid’s helper', (_, address, listed, found) => {
    expect(listNaming(listing(listed), url(address))).toBe(found ? 'iwf' : undefined);
    expect(isListed(new Set([hash(listed)]), Buffer.from(address))).toBe(found);
  });

  it.each(['category', 'application'] as const)('finds a site of which a page is listed, named as a %s', (kind) => {
    const { hash: page, pagesOf } = entryFor('https://www.bad.example.org/album/7')!;
    const sites = new Map([['iwf', { edition: '1', hashes: new Set([page, ...pagesOf]) }]] as const);
    for (const value of [
      'bad.example.org',
      'all of (www.bad.example.org), please',
      'bad%2Eexample%2Eorg',
      'bad。example．org',
      'news|bad.example.org',
    ])
      expect(listNaming(sites, normalTarget({ kind, value }))).toBe('iwf');
    for (const value of ['good.example.com', 'games v2.0', 'example'])
      expect(listNaming(sites, normalTarget({ kind, value }))).toBeUndefined();
  });

  it('knows of every wider domain, however many names the listed host has', () => {
    const { hash: page, pagesOf } = entryFor('a.b.c.d.e.f.g.example.org/album/7')!;
    const sites = new Map([['iwf', { edition: '1', hashes: new Set([page, ...pagesOf]) }]] as const);
    for (const value of ['b.c.d.e.f.g.example.org', 'e.f.g.example.org', 'example.org'])
      expect(listNaming(sites, domain(value))).toBe('iwf');
  });

  it.each([
    ['https:bad.example.org/album/7', true],
    ['HTTPS://bad.example.org:443\\album/7', true],
    ['bad.example.org:8080/album/7#top', true],
    ['bad.example.org./x/../album/7', true],
    ['https://ann@bad.example.org/album/7', true],
    ['ftp://bad.example.org/album/7', false],
    ['bad', false],
    ['/album/7', false],
    ['mailto:ann@bad.example.org', false],
  ])('takes an entry as browsers read it: %s', (line, taken) => {
    expect(entryFor(line)?.hash).toBe(taken ? hash('bad.example.org/album/7') : undefined);
  });

  it('finds an entry that was hashed with the escapes of a browser, as older lists may be', () => {
    expect(listNaming(listing('bad.example.org/%7Eann/a%2Fb'), url('https://bad.example.org/%7Eann/a%2Fb'))).toBe(
      'iwf',
    );
  });

  it('knows nothing of other categories and applications, which are the filter’s own', () => {
    expect(listedForms(normalTarget({ kind: 'category', value: 'games' }))).toEqual([]);
  });
});

describe('D19: squid’s helper looks for the address as it came', () => {
  const hashes = new Set(['bad.example.org/caf%E9', 'bad.example.org/a%20b'].map(hash));

  it.each([
    ['http://bad.example.org/caf%E9', true],
    ['http://bad.example.org/caf%e9', true],
    ['http://bad.example.org/a%20b', true],
    ['http://bad.example.org/a%2520b', true],
    ['http://good.example.org/caf%E9', false],
    ['http://good.example.org/?q=100%', false],
    ['http://good.example.org/%', false],
    ['good.example.org:443', false],
    ['', false],
    ['http://[', false],
  ])('%s: %s', (address, expected) => {
    expect(isListed(hashes, Buffer.from(address, 'latin1'))).toBe(expected);
  });

  it('and a tunnel by its host', () => {
    expect(isListed(new Set([hash('bad.example.org/')]), Buffer.from('www.BAD.example.org.:443'))).toBe(true);
  });
});
