import { parse as parseHost } from 'tldts';
import { canonicalAddress, canonicalText } from './canonical-address.js';
import { reject } from '#libs/eventing/commands/decider.js';
import type { TargetKind } from './filter-scope.js';

export interface FilterTarget {
  readonly kind: TargetKind;
  readonly value: string;
}

/** Browsers and filters agree on addresses up to this length; a longer one is not something a person read. */
const longestAddress = 2_000;

/**
 * The one way in which a target is written down, so that the same site is always the same text: addresses as browsers
 * read them (WHATWG), lower case, in ASCII, so that a name in look-alike letters shows as the `xn--` name it is.
 */
export function normalTarget({ kind, value }: FilterTarget): FilterTarget {
  switch (kind) {
    case 'url':
      return { kind, value: normalAddress(value) };
    case 'domain':
      return { kind, value: normalDomain(value) };
    case 'category':
    case 'application':
      return { kind, value: value.toLowerCase().replace(/\s+/g, ' ').trim() };
  }
}

function normalAddress(text: string): string {
  const url = parseAddress(text);
  url.hostname = siteName(url);
  if (url.hostname.includes('*'))
    refuse('An address has no asterisk in its host; name a site and all below it as a domain.');
  url.hash = '';
  if (url.href.length > longestAddress)
    refuse(`An address has at most ${longestAddress} characters; name the page, or the site as a domain.`);
  return url.href;
}

/** A domain stands for itself and everything below it; `*.example.org` and `.example.org` are other ways to write it. */
function normalDomain(text: string): string {
  const url = parseAddress(`https://${text.trim().replace(/^\*?\.+/, '')}`);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    refuse('A domain has no path; name the page as a web address.');
  if (url.port !== '') refuse('A domain has no port; name the page as a web address.');
  const name = siteName(url);
  if (name.includes('*')) refuse('A domain stands for all below it; write it without an asterisk.');
  // A name under which anybody can register, as com, co.uk or github.io, is no one site.
  if (parseHost(name, { allowPrivateDomains: true }).domain === null)
    reject('TARGET_TOO_WIDE', `'${name}' covers sites of many owners; name one of them.`, 'D17');
  return name;
}

function parseAddress(text: string): URL {
  const url = urlOf(text) ?? refuse();
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('Only http and https addresses can be named.');
  if (url.username !== '' || url.password !== '') refuse('Name the address without a user name or password.');
  return url;
}

/** Not by `URL.canParse`: once optimised, that of Node 20 denies addresses with letters such as `ü`. */
function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** The host name without dots to spare. A number says which machine answers today, not whose site it is. */
function siteName(url: URL): string {
  const name = url.hostname.replace(/\.{2,}/g, '.').replace(/^\.|\.$/g, '');
  if (parseHost(name).isIp)
    refuse('Name the site by its name, not by a number: the number may be another site tomorrow.');
  if (!name.includes('.')) refuse();
  return name;
}

function refuse(message = 'Name a site as https://example.org/page, or a domain as example.org.'): never {
  reject('NOT_A_WEB_ADDRESS', message, 'D17');
}

/** Whether letting `wide` through lets `narrow` through as well. Categories are the filter's own: nobody knows what is in them. */
export function includes(wide: FilterTarget, narrow: FilterTarget): boolean {
  if (wide.kind === narrow.kind && wide.value === narrow.value) return true;
  if (wide.kind === 'url' && narrow.kind === 'url') return canonicalText(wide.value) === canonicalText(narrow.value);
  if (wide.kind !== 'domain') return false;
  const host =
    narrow.kind === 'url' ? canonicalAddress(narrow.value).host : narrow.kind === 'domain' ? narrow.value : '';
  return host === wide.value || host.endsWith(`.${wide.value}`);
}
