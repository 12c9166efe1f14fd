import { createHash } from 'node:crypto';
import { canonicalAddress } from './canonical-address.js';
import type { FilterTarget } from './filter-target.js';

/**
 * Lists of illegal sites (D19), as the bodies that keep them hand them out: never the addresses, only their hashes, so
 * that holding the list gives nobody a way to what is on it.
 */
export const illegalListCodes = ['iwf', 'ctiru', 'other'] as const;
export type IllegalListCode = (typeof illegalListCodes)[number];

/** A hash is the first 16 bytes of a SHA-256, as 32 hexadecimal digits: enough that no two sites share one by chance. */
export const hashDigits = 32;

const hashOf = (form: string): string => createHash('sha256').update(form).digest('hex').slice(0, hashDigits);

const mostHosts = 5;
const mostFolders = 4;

/**
 * The forms under which a site may stand on a list, as `host/path` without a scheme: its host and the wider ones, each
 * with the whole address, the page without its query, and the folders above it. The same rule as browsers use for their
 * lists of harmful sites (Safe Browsing, URLs and hashing), so that an entry for a site catches every page of it. A
 * category or an application is the filter's own, but one that is called like a site may be meant to reach it.
 */
export function listedForms({ kind, value }: FilterTarget): readonly string[] {
  switch (kind) {
    case 'url':
      return formsOfAddress(value);
    case 'domain':
      return formsOfWholeSite(value);
    case 'category':
    case 'application':
      return sitesNamedIn(value).flatMap(formsOfWholeSite);
  }
}

const formsOfWholeSite = (address: string): string[] => [
  ...formsOfAddress(address),
  pagesOf(canonicalAddress(address).host),
];

/** The words of a name that have a dot in them, whatever stands around them and however the dot is written. */
const sitesNamedIn = (name: string): string[] =>
  name
    .split(/[\s,;|()<>[\]{}"'`„“”‘’«»]+/)
    .map((word) => word.replace(/[。．｡]/g, '.'))
    .filter((word) => canonicalAddress(word).host.includes('.'));

/** The forms of an address in any spelling. */
function formsOfAddress(address: string | Buffer): string[] {
  const spellings = spellingsOf(address.toString(typeof address === 'string' ? 'utf8' : 'latin1')).map((spelling) =>
    typeof address === 'string' ? spelling : Buffer.from(spelling, 'latin1'),
  );
  return [
    ...new Set(spellings.flatMap((spelling) => [...formsInOneWay(spelling), ...formsAsBrowsersWriteIt(spelling)])),
  ];
}

/**
 * What servers take for the same address: browsers write a backslash as a slash, and many a program reads an address up
 * to an escaped NUL, or passes over it.
 */
function spellingsOf(address: string): string[] {
  const spellings = [address];
  if (address.includes('\\')) spellings.push(address.replaceAll('\\', '/'));
  const escapedNul = /%(?:25)*00/;
  for (const spelling of [...spellings])
    if (escapedNul.test(spelling))
      spellings.push(spelling.split(escapedNul, 1)[0] ?? '', spelling.split(new RegExp(escapedNul, 'g')).join(''));
  return spellings;
}

function formsInOneWay(address: string | Buffer): string[] {
  const { host, path, query } = canonicalAddress(address);
  return formsOf(host, path, query);
}

/** As lists were hashed that were made from addresses as browsers write them: with the escapes that they came with. */
function formsAsBrowsersWriteIt(address: string | Buffer): string[] {
  const text = address.toString('latin1');
  try {
    const { hostname, pathname, search } = new URL(text.includes('://') ? text : `https://${text}`);
    return formsOf(hostname.replace(/\.$/, ''), pathname, search);
  } catch {
    // What browsers cannot read is on no list of theirs; its canonical form is looked for all the same.
    return [];
  }
}

function formsOf(host: string, path: string, query: string): string[] {
  const pages = [path, ...withOtherEnd(path)];
  const paths = new Set([...pages.flatMap((page) => [`${page}${query}`, page]), ...foldersOf(path)]);
  return hostsOf(host).flatMap((name) => [...paths].map((page) => `${name}${page}`));
}

/** A page with a slash at its end and the same without one are one page to servers. */
const withOtherEnd = (path: string): string[] =>
  path === '/' ? [] : [/\/$/.test(path) ? path.slice(0, -1) : `${path}/`];

/** The host itself, and those made by taking its first names away, down to two; a number has no wider ones. */
const hostsOf = (hostname: string): string[] => [...new Set([hostname, ...allHostsOf(hostname).slice(-mostHosts + 1)])];

/** The host and each wider one, however many there are. */
function allHostsOf(hostname: string): string[] {
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith('[')) return [hostname];
  const names = hostname.split('.');
  return names.map((_, index) => names.slice(index).join('.')).filter((host) => host.includes('.'));
}

function foldersOf(pathname: string): string[] {
  const folders = pathname.split('/').slice(1, -1);
  return ['/', ...folders.map((_, index) => `/${folders.slice(0, index + 1).join('/')}/`)].slice(0, mostFolders);
}

/** That something of a domain is listed. No address has this form: it stands for none of its pages. */
const pagesOf = (host: string): string => `pages of ${host}`;

/** An entry of a list, as it is held: by its hash alone. */
export interface HashedEntry {
  readonly hash: string;
  /** The hashes that say of each wider domain that something in it is listed; where only a hash came, nobody can tell. */
  readonly pagesOf: readonly string[];
}

/**
 * The entry for an address as browsers read it: a page, or with a slash at its end a folder or a whole site.
 *
 * @returns undefined for what is no web address
 */
export function entryFor(address: string): HashedEntry | undefined {
  const read = asBrowsersRead(address);
  if (read === undefined) return undefined;
  const { host, path, query } = canonicalAddress(read);
  return { hash: hashOf(`${host}${path}${query}`), pagesOf: allHostsOf(host).map((name) => hashOf(pagesOf(name))) };
}

/** With its scheme or without; what browsers cannot read, but what is plainly a host and a path, stays as it came. */
function asBrowsersRead(address: string): string | undefined {
  const [, scheme] = /^([a-z][a-z\d+.-]*):(?!\d)/i.exec(address) ?? [];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) return undefined;
  try {
    const { href, hostname } = new URL(/^https?:/i.test(address) ? address : `https://${address}`);
    return /[.[]/.test(hostname) ? href : undefined;
  } catch {
    return /^(https?:\/\/)?[^\s/?#:]*[^\s/?#.:]\.[^\s/?#.:]+([/?#].*)?$/i.test(address) ? address : undefined;
  }
}

/** What two editions of the same entries have in common, as a text. */
export const contentsOf = (hashes: ReadonlySet<string>): string =>
  createHash('sha256')
    .update([...hashes].sort().join('\n'))
    .digest('hex');

/** One list as a school holds it. */
export interface IllegalList {
  readonly edition: string;
  /** How many entries it has. */
  readonly entries?: number;
  readonly hashes: ReadonlySet<string>;
  /** What an edition that is held back adds: that does not wait. */
  readonly addedAlready?: ReadonlySet<string>;
  /** The most entries that it has had since a second person last agreed to an edition. */
  readonly most?: number;
  /** What editions of the last days added and took away, and when. */
  readonly come?: ReadonlyMap<string, string>;
  readonly taken?: ReadonlyMap<string, string>;
  /** The contents of each edition that came, by its name. */
  readonly editions?: ReadonlyMap<string, string> | undefined;
  /** An edition that does not take effect before a second person has agreed to it. */
  readonly heldBack?: HeldBackEdition | undefined;
}

/** What an edition changes, and who sent it. */
export interface HeldBackEdition {
  readonly edition: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly entries: number;
  readonly contents?: string | undefined;
  readonly sentBy: string;
}

/** All hashes whose sites are blocked. */
export const blockedHashes = (sites: IllegalSites): string[] =>
  [...new Set([...sites.values()].flatMap(({ hashes, addedAlready = [] }) => [...hashes, ...addedAlready]))].sort();

/** The lists a school holds, by code. */
export type IllegalSites = ReadonlyMap<IllegalListCode, IllegalList>;

/** The list on which a site stands, if it stands on one. */
export function listNaming(sites: IllegalSites, target: FilterTarget): IllegalListCode | undefined {
  const hashes = listedForms(target).map(hashOf);
  for (const [code, { hashes: listed, addedAlready }] of sites)
    if (hashes.some((hash) => listed.has(hash) || addedAlready?.has(hash))) return code;
  return undefined;
}

/** Whether a web address, in any spelling or as the bytes of a request, is under one of the hashes. */
export const isListed = (hashes: ReadonlySet<string>, address: string | Buffer): boolean =>
  formsOfAddress(address).some((form) => hashes.has(hashOf(form)));
