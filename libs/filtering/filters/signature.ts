import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a signed message may be, and how far ahead the sender's clock: beyond that it may be a replay. */
const windowSeconds = 300;

export const signatureHeader = 'daybook-signature';

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over the time and the very bytes of the body, so that neither can be changed. */
export function signatureOf(body: string, secret: Buffer, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1_000);
  return `t=${seconds},v1=${digest(seconds, body, secret).toString('hex')}`;
}

/** Whether somebody who knows the secret has just signed this body. */
export function isSigned(header: string | undefined, body: string, secret: Buffer, now: Date): boolean {
  const [, time, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (time === undefined || hex === undefined) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(time)) > windowSeconds) return false;
  return timingSafeEqual(digest(Number(time), body, secret), Buffer.from(hex, 'hex'));
}

const digest = (seconds: number, body: string, secret: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest();
