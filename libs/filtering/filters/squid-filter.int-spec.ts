import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { squidIsInstalled, startSquid } from '../../../test/support/squid.js';
import { normalTarget } from '../filter-target.js';
import type { IllegalSites } from '../illegal-sites.js';
import { filtersFile } from './filter-settings.js';
import type { FilterEntry } from './filter.js';
import { SquidFilter } from './squid-filter.js';

const id = (nth: number): string => `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;
const hashOf = (form: string): string => createHash('sha256').update(form).digest('hex').slice(0, 32);

const withSquid = squidIsInstalled ? describe : describe.skip;
if (!squidIsInstalled) console.warn('SKIPPED: no squid on this machine: addresses are not tried on a real one');

withSquid('SL6, D19: squid compares each address in the form in which Daybook hands it over', () => {
  let site: Server;
  let squid: Awaited<ReturnType<typeof startSquid>>;
  let host: string;
  beforeAll(async () => {
    site = createServer((request, response) => response.end(`page ${request.url}`));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    squid = await startSquid(['maps.example.org', 'bad.example.org']);
    host = `http://maps.example.org:${(site.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await squid.stop();
    await new Promise((resolve) => site.close(resolve));
  });

  const filter = () => {
    const settings = filtersFile.parse({ '900001': { squid: squid.settings } })['900001']!.squid!;
    return new SquidFilter(settings, []);
  };
  const entry = (nth: number, value: string): FilterEntry => ({
    order: id(nth),
    change: id(nth),
    does: 'letThrough',
    target: normalTarget({ kind: 'url', value }),
    scope: { kind: 'everyone' },
  });
  const open = async (entries: readonly FilterEntry[], illegalSites: IllegalSites = new Map()): Promise<string> => {
    const [first, ...others] = entries as [FilterEntry, ...FilterEntry[]];
    return filter().carryOut({ key: 'key', school: '900001', entry: first, undo: false }, { others, illegalSites });
  };
  const opens = async (page: string, from = host): Promise<boolean> =>
    (await squid.get(`${from}${page}`)).status === 200;

  it('each opens what was agreed, and nothing beside it', async () => {
    const pages = [
      '/plain',
      '/a b',
      '/café',
      '/caf%E9',
      '/p%2Fq',
      '/hash%23tag',
      '/100%25',
      '/q?r=100%',
      '/(x)+[y]{z}^|\\',
      '/%2541',
      "/o'clock",
      '/end%20',
    ];
    expect(await open(pages.map((page, nth) => entry(nth, `${host}${page}`)))).toBe('probe');
    const asBrowsersSendThem = [
      '/plain',
      '/a%20b',
      '/caf%C3%A9',
      '/caf%E9',
      '/p%2Fq',
      '/hash%23tag',
      '/100%25',
      '/q?r=100%',
      '/(x)+[y]%7Bz%7D%5E%7C/',
      '/%2541',
      "/o'clock",
      '/end%20',
    ];
    const seen = await Promise.all(asBrowsersSendThem.map(async (page) => [page, await opens(page)]));
    expect(seen).toEqual(asBrowsersSendThem.map((page) => [page, true]));
    const others = ['/plain/', '/a', '/ab', '/cafe', '/caf', '/hash', '/q?r=1', '/end', '/x+y', '/A'];
    const refused = await Promise.all(others.map(async (page) => [page, await opens(page)]));
    expect(refused).toEqual(others.map((page) => [page, false]));
  });

  it('an address with a line end is refused, since a list of squid has a line for each', async () => {
    await expect(open([entry(1, `${host}/two%0Alines`)])).rejects.toMatchObject({ code: 'kindNotSupported' });
  });

  it('what is on no list is not refused for its spelling, and what is on one is, however it is spelt', async () => {
    const hashes = new Set(['bad.example.org/caf%E9', 'bad.example.org/a%20b', 'bad.example.org/album/7'].map(hashOf));
    const illegal: IllegalSites = new Map([['iwf', { edition: '1', hashes }]]);
    const bad = host.replace('maps.', 'bad.');
    const domain = (nth: number, value: string): FilterEntry => ({
      ...entry(nth, host),
      target: { kind: 'domain', value },
    });
    await open([domain(1, 'maps.example.org'), domain(2, 'bad.example.org')], illegal);
    const listed = [
      '/caf%E9',
      '/caf%e9',
      '/a%20b',
      '/a%2520b',
      '/album/7',
      '/%61lbum/%37',
      '//album//7',
      '/x/../album/7',
      '/album/7?x',
    ];
    expect(await Promise.all(listed.map(async (page) => [page, await opens(page, bad)]))).toEqual(
      listed.map((page) => [page, false]),
    );
    const fine = ['/', '/caf%C3%A9', '/album/70', '/?q=100%', '/%', '/%zz'];
    for (const from of [host, bad])
      expect(await Promise.all(fine.map(async (page) => [page, await opens(page, from)]))).toEqual(
        fine.map((page) => [page, true]),
      );
    expect(await opens('/caf%E9')).toBe(true);
  });
});
