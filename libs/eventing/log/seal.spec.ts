import { canonicalJson } from './canonical-json.js';
import { isSealOf, keyVersionOf, sealOf, type Sealable } from './seal.js';

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
const event: Sealable = {
  stream: 'filteringChange-5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a01',
  revision: 3,
  eventId: '0B2C1F0E-6A57-4C1D-9A3E-0D6B7F1C2A02',
  type: 'SiteUnblocked',
  data: { until: '2026-03-12T10:15:00.000Z', Ω: [1, 0.1, null], 1: 'ä' },
  metadata: { school: '900001', actor: 'Zoë', $causationId: 'c' },
};
const seal = sealOf(event, { version: 7, key });

describe('a seal', () => {
  it('is the one that another program computes from the documented layout, for ever', () => {
    expect(seal).toBe('1.7.JI3opaQHwz4ri1ObXNEDumHuPRrScAXmsLs-L3cZnnk');
    expect(keyVersionOf(seal)).toBe(7);
  });

  it('is that of the event as it is read back, itself among the metadata and the fields in another order', () => {
    const metadata = { seal, $causationId: 'c', actor: 'Zoë', school: '900001' };
    expect(isSealOf(seal, { ...event, metadata }, key)).toBe(true);
  });

  it.each<[string, Partial<Sealable>]>([
    ['stream', { stream: 'filteringChange-5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a02' }],
    ['revision', { revision: 4 }],
    ['id', { eventId: '0b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a03' }],
    ['type', { type: 'SiteReblocked' }],
    ['data', { data: { ...(event.data as object), until: '2026-03-12T10:15:00.001Z' } }],
    ['data, by a field more', { data: { ...(event.data as object), more: null } }],
    ['metadata', { metadata: { ...event.metadata, actor: 'Zoé' } }],
    ['metadata, by a field more', { metadata: { ...event.metadata, policy: 'x' } }],
    ['border between two fields', { stream: event.stream + '3', revision: 3 }],
  ])('is no more that of an event with another %s', (_, change) => {
    expect(isSealOf(seal, { ...event, ...change }, key)).toBe(false);
  });

  it('is not that of another key', () => {
    expect(isSealOf(seal, event, Buffer.alloc(32))).toBe(false);
  });

  it.each([
    undefined,
    null,
    7,
    '',
    '1.7',
    seal.slice(0, -1),
    `${seal}A`,
    seal.replace('1.', '2.'),
    seal.replace('7', '0'),
  ])('is nothing like %p', (text) => {
    expect(keyVersionOf(text)).toBeUndefined();
  });
});

describe('canonical JSON', () => {
  // From RFC 8785, sections 3.2.2 and 3.2.3.
  it('is that of RFC 8785', () => {
    const numbers =
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"literals":[null,true,false]}';
    expect(canonicalJson(JSON.parse(numbers))).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
    );
    const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
  });

  it('leaves out what JSON leaves out', () => {
    expect(canonicalJson({ b: undefined, a: [undefined, -0, { d: 1, c: 2 }] })).toBe('{"a":[null,0,{"c":2,"d":1}]}');
    expect(canonicalJson(undefined)).toBe('null');
  });
});
