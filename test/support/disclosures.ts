import { EventStore } from '../../libs/eventing/log/event-store.js';
import { readLog } from '../../libs/eventing/log/read-log.js';
import type { StoredEvent } from '../../libs/eventing/log/stored-event.js';

/** What is on record of readings, as the store holds it: sealed. */
export async function disclosuresIn(
  eventStoreUrl: string,
  category: 'disclosure' | 'peopleLookUp' = 'disclosure',
): Promise<StoredEvent[]> {
  const store = new EventStore(eventStoreUrl);
  const found: StoredEvent[] = [];
  const upTo = await store.head();
  for await (const events of readLog(store, [category], { after: 0n, upTo })) found.push(...events);
  await store.close();
  return found;
}
