import { eventMetadata, streamName, type StoredEvent } from './stored-event.js';
import type { EventStore } from './event-store.js';

/** What is to be known of a kind of record to find the stream of one. */
interface Kind {
  readonly category: string;
}

/** A record as it stands in the store. */
interface Stored {
  /** Where it stands, or will. */
  readonly stream: string;
  readonly events: StoredEvent[];
}

const ofSchool = eventMetadata.pick({ school: true });

/**
 * The record of a school. An id that another school has used before is free: the record of it then stands in a stream
 * that names the school too, and nobody learns that the other one is there (ADR 44).
 */
export async function readRecord(store: EventStore, kind: Kind, id: string, school: string): Promise<Stored> {
  const plain = await eventsOf(store, streamName(kind.category, id));
  const owner = ofSchool.safeParse(plain.events[0]?.metadata).data?.school;
  if (owner === undefined || owner === school) return plain;
  return eventsOf(store, streamName(kind.category, `${school}.${id}`));
}

async function eventsOf(store: EventStore, stream: string): Promise<Stored> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(stream)) events.push(event);
  return { stream, events };
}
