import { EventStore } from '../../libs/eventing/log/event-store.js';
import type { StoredEvent } from '../../libs/eventing/log/stored-event.js';

/** What is on record of readings, as the store holds it: sealed. */
export async function disclosuresIn(eventStoreUrl: string): Promise<StoredEvent[]> {
  const store = new EventStore(eventStoreUrl);
  const found: StoredEvent[] = [];
  const stop = new AbortController();
  const head = await store.head();
  for await (const { events, position } of store.subscribe(['disclosure'], 0n, stop.signal)) {
    found.push(...events);
    if (position >= head) break;
  }
  stop.abort();
  await store.close();
  return found;
}
