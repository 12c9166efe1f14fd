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
      return [...formsOfAddress(value), pagesOf(canonicalAddress(value).host)];
    case 'category':
    case 'application':
      return value.split(/\s+/).flatMap((word) => (word.includes('.') ? formsOfAddress(word) : []));
  }
}

/** The forms of an address in any spelling. */
function formsOfAddress(address: string | Buffer): string[] {
  const { host, path, query } = canonicalAddress(address);
  return [...new Set([...formsOf(host, path, query), ...formsAsBrowsersWriteIt(address)])];
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
  const paths = new Set([`${path}${query}`, path, ...foldersOf(path)]);
  return hostsOf(host).flatMap((name) => [...paths].map((page) => `${name}${page}`));
}

/** The host itself, and those made by taking its first names away, down to two; a number has no wider ones. */
function hostsOf(hostname: string): string[] {
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith('[')) return [hostname];
  const names = hostname.split('.');
  const wider = names.slice(-mostHosts).map((_, index, last) => last.slice(index).join('.'));
  return [...new Set([hostname, ...wider.filter((host) => host.includes('.'))])];
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

/** The entry for an address: a page, or with a slash at its end a folder or a whole site. */
export function entryFor(address: string): HashedEntry {
  const { host, path, query } = canonicalAddress(address);
  return { hash: hashOf(`${host}${path}${query}`), pagesOf: hostsOf(host).map((name) => hashOf(pagesOf(name))) };
}

/** One list as a school holds it. */
export interface IllegalList {
  readonly edition: string;
  /** How many entries it has. */
  readonly entries?: number;
  readonly hashes: ReadonlySet<string>;
  /** An edition that does not take effect before a second person has agreed to it. */
  readonly heldBack?: HeldBackEdition | undefined;
}

/** What an edition changes, and who sent it. */
export interface HeldBackEdition {
  readonly edition: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly entries: number;
  readonly sentBy: string;
}

/** The lists a school holds, by code. */
export type IllegalSites = ReadonlyMap<IllegalListCode, IllegalList>;

/** The list on which a site stands, if it stands on one. */
export function listNaming(sites: IllegalSites, target: FilterTarget): IllegalListCode | undefined {
  const hashes = listedForms(target).map(hashOf);
  for (const [code, list] of sites) if (hashes.some((hash) => list.hashes.has(hash))) return code;
  return undefined;
}

/** Whether a web address, in any spelling or as the bytes of a request, is under one of the hashes. */
export const isListed = (hashes: ReadonlySet<string>, address: string | Buffer): boolean =>
  formsOfAddress(address).some((form) => hashes.has(hashOf(form)));
