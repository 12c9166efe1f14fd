import { reject } from '#libs/eventing/decider.js';
import type { TargetKind } from './filter-scope.js';

interface Target {
  readonly kind: TargetKind;
  readonly value: string;
}

/**
 * The one way in which a target is written down, so that the same site is always the same text:
 * web addresses and domains as browsers read them (WHATWG), lower case, without user names or a trailing dot.
 */
export function normalTarget({ kind, value }: Target): Target {
  if (kind === 'category') return { kind, value: value.toLowerCase() };
  const url = parse(kind === 'domain' ? `https://${value}` : value);
  const host = url.hostname.replace(/\.$/, '');
  if (!host.includes('.')) refuse();
  if (kind === 'domain') {
    if (url.pathname !== '/' || url.search !== '' || url.port !== '') refuse();
    return { kind, value: host };
  }
  url.hostname = host;
  url.hash = '';
  return { kind, value: url.href };
}

function parse(text: string): URL {
  if (!URL.canParse(text)) refuse();
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse();
  if (url.username !== '' || url.password !== '') refuse();
  return url;
}

function refuse(): never {
  reject(
    'NOT_A_WEB_ADDRESS',
    'Name a site as https://example.org/page, or a domain as example.org, without a user name.',
    'D17',
  );
}
