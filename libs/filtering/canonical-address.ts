import { domainToASCII } from 'node:url';

/** A web address in its one canonical form, without a scheme, a user, a port or a fragment. */
export interface CanonicalAddress {
  readonly host: string;
  /** Begins with a slash. */
  readonly path: string;
  /** With its question mark; an empty text where there is none. */
  readonly query: string;
}

/**
 * The canonical form of an address as Safe Browsing defines it (URLs and Hashing, v4): escapes are undone until none is
 * left, dots and slashes of host and path are resolved, and what is no plain ASCII is escaped again. However an address is
 * spelt, and whatever bytes it holds, it has one; so it is never a reason to refuse anything by itself.
 *
 * @param address as text, or as the bytes that another program hands over
 */
export function canonicalAddress(address: string | Buffer): CanonicalAddress {
  // One character for each byte from here on.
  const bytes = (typeof address === 'string' ? Buffer.from(address) : address).toString('latin1');
  const [whole = ''] = bytes
    .replace(/[\t\r\n]/g, '')
    .trim()
    .split('#');
  const rest = unescapedWholly(whole).replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const [, authority = '', path = '', query = ''] = /^([^/?]*)([^?]*)(\?[^]*)?$/.exec(rest) ?? [];
  return { host: canonicalHost(authority), path: escaped(canonicalPath(path)), query: escaped(query) };
}

/** What two spellings of one address have in common, as a text. */
export function canonicalText(address: string): string {
  const { host, path, query } = canonicalAddress(address);
  return `${host}${path}${query}`;
}

/** What is escaped over and over costs no more than once: an escaped percent sign is undone to its end in one go. */
function unescapedWholly(text: string): string {
  for (let before = text; ;) {
    const after = before
      .replace(/%(?:25)+/g, '%')
      .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
    if (after === before) return after;
    before = after;
  }
}

/** Space and below, and what is no ASCII; and the two signs that would mean something else. */
const escaped = (text: string): string =>
  text.replace(/[^\x21-\x7e]|[#%]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

function canonicalHost(authority: string): string {
  const host = authority.replace(/^.*@/, '').replace(/:\d*$/, '');
  const name = withoutSpareDots(asciiOf(host).toLowerCase());
  return ipv4Of(name) ?? escaped(name);
}

const withoutSpareDots = (name: string): string => name.replace(/\.{2,}/g, '.').replace(/^\.|\.$/g, '');

/** A name in other letters as it is registered; one that cannot be registered stays as it is. */
function asciiOf(host: string): string {
  if (!/[^\x00-\x7f]/.test(host)) return host;
  return domainToASCII(Buffer.from(host, 'latin1').toString('utf8')) || host;
}

/** As programs have always read numbers: one to four parts, each decimal, octal or hexadecimal, the last one filling up. */
function ipv4Of(name: string): string | undefined {
  const parts = name.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(0x[0-9a-f]*|\d+)$/.test(part))) return undefined;
  const numbers = parts.map((part) =>
    /^0x/.test(part) ? parseInt(part.slice(2) || '0', 16) : /^0\d/.test(part) ? parseInt(part, 8) : Number(part),
  );
  const last = numbers.pop() ?? NaN;
  const room = 256 ** (4 - numbers.length);
  if (Number.isNaN(last) || last >= room || numbers.some((number) => !(number < 256))) return undefined;
  const value = numbers.reduce((sum, number, index) => sum + number * 256 ** (3 - index), last);
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
}

function canonicalPath(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.' && segment !== '') kept.push(segment);
  }
  const endsInFolder = ['', '.', '..'].includes(segments.at(-1) ?? '');
  return kept.length === 0 ? '/' : `/${kept.join('/')}${endsInFolder ? '/' : ''}`;
}
