import fc from 'fast-check';
import { canonicalAddress, canonicalText } from './canonical-address.js';

describe('D19: a web address has one canonical form, as Safe Browsing defines it', () => {
  // The test cases of its definition, without their schemes.
  it.each([
    ['http://host/%25%32%35', 'host/%25'],
    ['http://host/%25%32%35%25%32%35', 'host/%25%25'],
    ['http://host/%2525252525252525', 'host/%25'],
    ['http://host/asdf%25%32%35asd', 'host/asdf%25asd'],
    ['http://host/%%%25%32%35asd%%', 'host/%25%25%25asd%25%25'],
    ['http://www.google.com/', 'www.google.com/'],
    [
      'http://%31%36%38%2e%31%38%38%2e%39%39%2e%32%36/%2E%73%65%63%75%72%65/%77%77%77%2E%65%62%61%79%2E%63%6F%6D/',
      '168.188.99.26/.secure/www.ebay.com/',
    ],
    ['http://195.127.0.11/uploads/%20%20%20%20/.verify/', '195.127.0.11/uploads/%20%20%20%20/.verify/'],
    [
      'http://host%23.com/%257Ea%2521b%2540c%2523d%2524e%25f%255E00%252611%252A22%252833%252944_55%252B',
      'host%23.com/~a!b@c%23d$e%25f^00&11*22(33)44_55+',
    ],
    ['http://3279880203/blah', '195.127.0.11/blah'],
    ['http://0xC3.0177.0/blah', '195.127.0.0/blah'],
    ['http://www.google.com/blah/..', 'www.google.com/'],
    ['www.google.com/', 'www.google.com/'],
    ['www.google.com', 'www.google.com/'],
    ['http://www.evil.com/blah#frag', 'www.evil.com/blah'],
    ['http://www.GOOgle.com/', 'www.google.com/'],
    ['http://www.google.com.../', 'www.google.com/'],
    ['http://..www..google.com/', 'www.google.com/'],
    ['http://www.google.com/foo\tbar\rbaz\n2', 'www.google.com/foobarbaz2'],
    ['http://www.google.com/q?', 'www.google.com/q?'],
    ['http://www.google.com/q?r?s', 'www.google.com/q?r?s'],
    ['http://evil.com/foo#bar#baz', 'evil.com/foo'],
    ['http://evil.com/foo;', 'evil.com/foo;'],
    ['http://notrailingslash.com', 'notrailingslash.com/'],
    ['http://www.gotaport.com:1234/', 'www.gotaport.com/'],
    ['  http://www.google.com/  ', 'www.google.com/'],
    ['http:// leadingspace.com/', '%20leadingspace.com/'],
    ['%20leadingspace.com/', '%20leadingspace.com/'],
    ['https://www.securesite.com/', 'www.securesite.com/'],
    ['http://host.com/ab%23cd', 'host.com/ab%23cd'],
    ['http://host.com//twoslashes?more//slashes', 'host.com/twoslashes?more//slashes'],
    ['http://ann:secret@evil.com/', 'evil.com/'],
    ['http://bücher.example/café', 'xn--bcher-kva.example/caf%C3%A9'],
    ['evil.com:443', 'evil.com/'],
  ])('%j', (address, canonical) => {
    expect(canonicalText(address)).toBe(canonical);
  });

  it('bytes that are no text of any alphabet have one too', () => {
    const { path } = canonicalAddress(Buffer.from('http://example.org/caf\xe9', 'latin1'));
    expect(path).toBe('/caf%E9');
    expect(canonicalAddress('http://example.org/caf%E9').path).toBe(path);
    expect(canonicalText('http://\x01%80.com/')).toBe('%01%80.com/');
  });

  it('whatever it is given, and twice is as once', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })), (address) => {
        const once = canonicalText(address);
        expect(canonicalText(once.replace(/^\//, 'no-name/'))).toBe(once.replace(/^\//, 'no-name/'));
      }),
      { numRuns: 2_000 },
    );
  });
});
