import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * The secrets of webhooks follow from the master key and are kept nowhere: a new generation makes the old one worthless,
 * and a copy of the log or of the read models holds none.
 */
export class WebhookSecrets {
  constructor(private readonly masterKey: Buffer) {}

  of(school: string, source: string, generation: number): string {
    const purpose = `daybook monitoring webhook|${school}|${source}|${generation}`;
    return Buffer.from(hkdfSync('sha256', this.masterKey, '', purpose, 32)).toString('base64url');
  }
}

/** A call that was caught and is sent once more later is refused; within this time it only repeats what is known. */
const replayWindowMs = 5 * 60_000;

interface Signed {
  /** Seconds since 1970, as the sender's clock has it. */
  readonly timestamp: string;
  /** HMAC-SHA256 over `<timestamp>.<body>` in hexadecimal. */
  readonly signature: string;
}

/** Whether whoever knows the secret has signed this body just now. */
export function isSignedBy(secret: string, { timestamp, signature }: Signed, body: Buffer, now: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1_000) > replayWindowMs) return false;
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
