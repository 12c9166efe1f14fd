import {
  binaryEvent,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  StreamNotFoundError,
  type EventData,
  type JSONRecordedEvent,
} from '@eventstore/db-client';

/** The official client, as anybody may use it. */
export const clientOf = (eventStoreUrl: string): EventStoreDBClient =>
  EventStoreDBClient.connectionString(eventStoreUrl);

/** Somebody who reaches the event store with the official client, past Daybook. */
export class Intruder {
  private readonly client: EventStoreDBClient;

  constructor(eventStoreUrl: string) {
    this.client = clientOf(eventStoreUrl);
  }

  /** Appends what it likes. At just the revision that the stream has, so that an id which is known is written again. */
  async appends(stream: string, ...events: readonly EventData[]): Promise<void> {
    const last = (await this.reads(stream)).at(-1)?.revision;
    await this.client.appendToStream(stream, [...events], { expectedRevision: last ?? NO_STREAM });
  }

  /** Deletes a stream for good. */
  async tombstones(stream: string): Promise<void> {
    await this.client.tombstoneStream(stream);
  }

  async deletes(stream: string): Promise<void> {
    await this.client.deleteStream(stream);
  }

  async reads(stream: string): Promise<JSONRecordedEvent[]> {
    const events: JSONRecordedEvent[] = [];
    try {
      for await (const { event } of this.client.readStream(stream)) if (event) events.push(event as JSONRecordedEvent);
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
    return events;
  }

  close(): Promise<void> {
    return this.client.dispose();
  }
}

/** What finds its way into an event store by other hands than Daybook's, each of another kind. */
export const foreignEvents: readonly (readonly [kind: string, make: () => EventData])[] = [
  ['an unknown event', () => jsonEvent({ type: 'SiteOpenedByHand', data: { site: 'hand.example' } })],
  ['a known type without metadata', () => jsonEvent({ type: 'UnblockAgreed', data: {} })],
  ['a known type with metadata of another program', () => jsonEvent({ type: 'UnblockAgreed', data: {}, metadata: {} })],
  ['bytes that are no JSON', () => binaryEvent({ type: 'UnblockAgreed', data: Buffer.from([0, 255, 1]) })],
  ['a link', () => binaryEvent({ type: '$>', data: Buffer.from('0@incident-1') })],
  ['a system event', () => jsonEvent({ type: '$maintenance', data: {} })],
  ['a name over two lines', () => jsonEvent({ type: 'Fine\nparked: nothing', data: {} })],
];
