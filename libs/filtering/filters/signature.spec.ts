import { isSigned, signatureOf } from './signature.js';

const secret = Buffer.alloc(32, 7);
const now = new Date('2026-03-12T09:00:00.000Z');
const body = '{"key":"x","state":"done"}';
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);

describe('SL6: a message between Daybook and a filter', () => {
  it('is signed over its time and its bytes, so that both sides can compute it', () => {
    // printf '1773306000.{"key":"x","state":"done"}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…
    expect(signatureOf(body, secret, now)).toBe(
      't=1773306000,v1=b68c48299dcf896d98a4ac3cccf1ff67ad55d2c966ec3de8c5ebc69d9f365c89',
    );
  });

  it('is taken for five minutes, and by a clock that is five minutes off', () => {
    const signature = signatureOf(body, secret, now);
    expect([0, 300, -300].map((seconds) => isSigned(signature, body, secret, later(seconds)))).toEqual([
      true,
      true,
      true,
    ]);
    expect([301, -301].map((seconds) => isSigned(signature, body, secret, later(seconds)))).toEqual([false, false]);
  });

  it('is not taken with another body, secret or time', () => {
    const signature = signatureOf(body, secret, now);
    expect(isSigned(signature, body.replace('done', 'dona'), secret, now)).toBe(false);
    expect(isSigned(signature, body, Buffer.alloc(32, 8), now)).toBe(false);
    expect(isSigned(signature.replace('t=1773306000', 't=1773306001'), body, secret, now)).toBe(false);
  });

  it.each([undefined, '', 't=1773306000', 'v1=ab', 't=x,v1=y', `t=1773306000,v1=${'g'.repeat(64)}`])(
    'is not taken as %p',
    (signature) => {
      expect(isSigned(signature, body, secret, now)).toBe(false);
    },
  );
});
