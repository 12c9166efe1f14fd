import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** What a seal is made over: an event and where it stands. */
export interface Sealable {
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: object;
}

/** How the bytes below are laid out. It never changes: another layout is another number. */
const layout = 1;
const macBytes = 32;

/**
 * The seal of an event: `1.<version of the key>.<base64url of an HMAC-SHA-256>`. The HMAC is taken over
 *
 *     daybook event seal 1 · stream · revision · event id · type · data · metadata
 *
 * where each of the seven is preceded by its length in bytes (32 bits, big-endian); texts in UTF-8, the revision in
 * decimal digits, the id in lower case, data and metadata as RFC 8785 writes them, the metadata without `seal`.
 */
export function sealOf(event: Sealable, { version, key }: { version: number; key: Buffer }): string {
  return `${layout}.${version}.${macOf(event, key).toString('base64url')}`;
}

/** Which key a seal says it was made with; undefined for what is no seal. */
export function keyVersionOf(seal: unknown): number | undefined {
  const [, version] = (typeof seal === 'string' && /^1\.([1-9]\d{0,8})\.[\w-]{43}$/.exec(seal)) || [];
  return version === undefined ? undefined : Number(version);
}

/** Whether a seal is that of just this event at just this place. */
export function isSealOf(seal: string, event: Sealable, key: Buffer): boolean {
  const mac = Buffer.from(seal.slice(seal.lastIndexOf('.') + 1), 'base64url');
  return mac.length === macBytes && timingSafeEqual(mac, macOf(event, key));
}

function macOf({ stream, revision, eventId, type, data, metadata }: Sealable, key: Buffer): Buffer {
  const fields = [
    `daybook event seal ${layout}`,
    stream,
    String(revision),
    eventId.toLowerCase(),
    type,
    canonicalJson(data),
    canonicalJson({ ...metadata, seal: undefined }),
  ];
  // In one piece: a hash takes many small ones at three times the price.
  const bytes = Buffer.allocUnsafe(fields.reduce((sum, field) => sum + 4 + field.length * 3, 0));
  let end = 0;
  for (const field of fields) {
    const length = bytes.write(field, end + 4, 'utf8');
    bytes.writeUInt32BE(length, end);
    end += 4 + length;
  }
  return createHmac('sha256', key).update(bytes.subarray(0, end)).digest();
}
