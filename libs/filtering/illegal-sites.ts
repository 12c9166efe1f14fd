import { createHash } from 'node:crypto';
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
 * lists of harmful sites (Safe Browsing, URLs and hashing), so that an entry for a site catches every page of it.
 */
export function listedForms({ kind, value }: FilterTarget): readonly string[] {
  if (kind === 'category' || kind === 'application') return [];
  const { hostname, pathname, search } = new URL(kind === 'domain' ? `https://${value}/` : value);
  const paths = new Set([`${pathname}${search}`, pathname, ...foldersOf(pathname)]);
  return hostsOf(hostname).flatMap((host) => [...paths].map((path) => `${host}${path}`));
}

/** The host itself, and those made by taking its first names away, down to two. */
function hostsOf(hostname: string): string[] {
  const names = hostname.split('.');
  const wider = names.slice(-mostHosts).map((_, index, last) => last.slice(index).join('.'));
  return [...new Set([hostname, ...wider.filter((host) => host.includes('.'))])];
}

function foldersOf(pathname: string): string[] {
  const folders = pathname.split('/').slice(1, -1);
  return ['/', ...folders.map((_, index) => `/${folders.slice(0, index + 1).join('/')}/`)].slice(0, mostFolders);
}

/** One list as a school holds it. */
export interface IllegalList {
  readonly edition: string;
  readonly hashes: ReadonlySet<string>;
}

/** The lists a school holds, by code. */
export type IllegalSites = ReadonlyMap<IllegalListCode, IllegalList>;

/** The list on which a site stands, if it stands on one. */
export function listNaming(sites: IllegalSites, target: FilterTarget): IllegalListCode | undefined {
  const hashes = listedForms(target).map(hashOf);
  for (const [code, list] of sites) if (hashes.some((hash) => list.hashes.has(hash))) return code;
  return undefined;
}

/** Whether a web address is under one of the hashes. */
export const isListed = (hashes: ReadonlySet<string>, address: string): boolean =>
  listedForms({ kind: 'url', value: address }).some((form) => hashes.has(hashOf(form)));
