import pg from 'pg';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { SealKeys } from '#libs/eventing/privacy/seal-keys.js';

interface Place {
  readonly eventStoreUrl: string;
  readonly keysUrl: string;
  /** 32 bytes in base64. */
  readonly masterKey: string;
}

/** Replaces the key that seals events. Nothing that appends may be running. @returns the version of the new key. */
export async function takeNewSealKey({ eventStoreUrl, keysUrl, masterKey }: Place): Promise<number> {
  const store = new EventStore(eventStoreUrl);
  const pool = new pg.Pool({ connectionString: keysUrl, max: 1 });
  try {
    const keys = new SealKeys(pool, Buffer.from(masterKey, 'base64'));
    await keys.prepare(store);
    return await keys.renew(store);
  } finally {
    await Promise.all([store.close(), pool.end()]);
  }
}
