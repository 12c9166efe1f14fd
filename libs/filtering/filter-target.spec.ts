import fc from 'fast-check';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import type { TargetKind } from './filter-scope.js';
import { includes, normalTarget } from './filter-target.js';

const normal = (kind: TargetKind, value: string): string => normalTarget({ kind, value }).value;

function refusal(kind: TargetKind, value: string): { code: string; clause?: string | undefined } {
  try {
    normalTarget({ kind, value });
  } catch (error) {
    if (error instanceof Rejection) return { code: error.code, clause: error.clause };
    throw error;
  }
  throw new Error(`${value} was taken`);
}

describe('D17: a site is written down in one way', () => {
  it.each([
    ['mixed case', 'HTTPS://Example.ORG/Page', 'https://example.org/Page'],
    ['a usual port', 'https://example.org:443/', 'https://example.org/'],
    ['another port', 'https://example.org:8443/', 'https://example.org:8443/'],
    ['a trailing dot', 'https://example.org./a', 'https://example.org/a'],
    ['a fragment', 'https://example.org/a#b', 'https://example.org/a'],
    ['dots to spare', 'https://example..org.../a', 'https://example.org/a'],
    ['steps upwards', 'https://example.org/a/../b', 'https://example.org/b'],
    ['backslashes', 'https:\\\\example.org\\a', 'https://example.org/a'],
    ['letters of another script', 'https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['look-alike letters', 'https://аpple.com/', 'https://xn--pple-43d.com/'],
    ['full-width letters', 'https://ｅxample.org/', 'https://example.org/'],
    ['tabs and line ends', 'https://exam\tple.org/\n', 'https://example.org/'],
  ])('an address with %s', (_, value, written) => {
    expect(normal('url', value)).toBe(written);
  });

  it.each([
    ['mixed case', 'Example.ORG', 'example.org'],
    ['a trailing dot', 'example.org.', 'example.org'],
    ['an asterisk for all below it', '*.example.org', 'example.org'],
    ['a dot for all below it', '.example.org', 'example.org'],
    ['dots to spare', 'example..org...', 'example.org'],
    ['a site of a shared host', 'class4.github.io', 'class4.github.io'],
  ])('a domain with %s', (_, value, written) => {
    expect(normal('domain', value)).toBe(written);
  });

  it('a category or application in lower case and single spaces', () => {
    expect(normal('category', '  Image   Sharing ')).toBe('image sharing');
    expect(normal('application', 'Scratch')).toBe('scratch');
  });

  it('also the ten-thousandth time', () => {
    const written = Array.from({ length: 10_000 }, () => normal('url', 'https://bücher.example/'));
    expect(new Set(written)).toEqual(new Set(['https://xn--bcher-kva.example/']));
  });

  it('the second time as the first', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (address) => {
        const once = normal('url', address);
        expect(normal('url', once)).toBe(once);
      }),
    );
  });
});

describe('D17: what names no one site is refused with the reason', () => {
  it.each([
    ['a script', 'javascript:alert(1)'],
    ['an asterisk for a whole part of the web', 'https://*.org/'],
    ['an asterisk for a name', 'https://*.example.org/a'],
    ['data', 'data:text/html,<p>'],
    ['a file', 'file:///etc/passwd'],
    ['a user name', 'https://ann@example.org/'],
    ['a password', 'https://ann:secret@example.org/'],
    ['no domain', 'https://intranet/'],
    ['no address', 'the bird site'],
    ['an IPv4 address', 'https://192.0.2.7/'],
    ['an IPv4 address as one number', 'https://3221225991/'],
    ['an IPv4 address in hexadecimal', 'https://0xC0.0.2.7/'],
    ['an IPv6 address', 'https://[2001:db8::1]/'],
    ['more than 2,000 characters', `https://example.org/${'a'.repeat(4_000)}`],
    ['more than 2,000 characters once it is in ASCII', `https://example.org/${'é'.repeat(500)}`],
  ])('%s as an address', (_, value) => {
    expect(refusal('url', value)).toEqual({ code: 'NOT_A_WEB_ADDRESS', clause: 'D17' });
  });

  it.each([
    ['a path', 'example.org/a'],
    ['a query', 'example.org?a'],
    ['a port', 'example.org:8443'],
    ['an asterisk inside', 'a.*.example.org'],
    ['a number', '192.0.2.7'],
    ['a user name', 'ann@example.org'],
  ])('%s in a domain', (_, value) => {
    expect(refusal('domain', value)).toEqual({ code: 'NOT_A_WEB_ADDRESS', clause: 'D17' });
  });

  it.each(['co.uk', '*.co.uk', 'sch.uk', 'github.io'])('%s, under which anybody may register', (value) => {
    expect(refusal('domain', value)).toEqual({ code: 'TARGET_TOO_WIDE', clause: 'D17' });
  });

  it.each(['com', '*.com', '*'])('%s, a whole part of the web', (value) => {
    expect(refusal('domain', value).clause).toBe('D17');
  });
});

describe('which openings include another', () => {
  const site = (kind: TargetKind, value: string) => normalTarget({ kind, value });

  it.each([
    [site('domain', 'example.org'), site('url', 'https://www.example.org/a'), true],
    [site('domain', 'example.org'), site('domain', 'shop.example.org'), true],
    [site('domain', 'example.org'), site('domain', 'example.org'), true],
    [site('domain', 'example.org'), site('domain', 'anexample.org'), false],
    [site('url', 'https://example.org/a'), site('url', 'https://example.org/a#b'), true],
    [site('url', 'https://example.org/a'), site('url', 'https://example.org/a/b'), false],
    [site('url', 'https://example.org/a'), site('url', 'https://example.org//%61'), true],
    [site('url', 'https://example.org/'), site('domain', 'example.org'), false],
    [site('category', 'Games'), site('category', 'games'), true],
    [site('category', 'games'), site('url', 'https://example.org/'), false],
  ])('%j of %j: %s', (wide, narrow, expected) => {
    expect(includes(wide, narrow)).toBe(expected);
  });
});
