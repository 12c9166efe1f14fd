import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { eventCategories } from '../../libs/record-kinds.js';
import { EventCodec } from '../../libs/eventing/schemas/event-codec.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import { streamName, type NewEvent, type NewEventMetadata, type Stamp } from '../../libs/eventing/log/stored-event.js';

/** What a record has behind it when a test begins. */
export interface PastEvent {
  readonly type: string;
  readonly data: unknown;
  readonly by?: Partial<Stamp>;
}

/** Where the history goes: what a Daybook under test has. */
export interface Surroundings {
  readonly eventStoreUrl: string;
  readonly keysUrl: string;
  readonly masterKey: Buffer;
}

/** Writes records as if they had been recorded earlier: what would take hours, as a clock running out, is then about to. */
export class History {
  private constructor(
    private readonly store: EventStore,
    private readonly pool: pg.Pool,
    private readonly codec: EventCodec,
  ) {}

  static async of({ eventStoreUrl, keysUrl, masterKey }: Surroundings): Promise<History> {
    const pool = new pg.Pool({ connectionString: keysUrl });
    const keys = new KeyRing(pool, masterKey);
    const store = new EventStore(eventStoreUrl);
    await keys.prepare(store);
    return new History(store, pool, new EventCodec(eventCategories, keys));
  }

  /** Begins a record with these events, in one append. @returns its id. */
  async record(
    category: string,
    school: string,
    past: readonly PastEvent[],
    id: string = randomUUID(),
  ): Promise<string> {
    const stream = streamName(category, id);
    const events: NewEvent[] = [];
    for (const { type, data, by } of past) {
      const eventId = randomUUID();
      const encoded = await this.codec.encode({ stream, type, eventId }, school, data);
      const metadata: NewEventMetadata = {
        school,
        actor: by?.actor ?? 'somebody',
        // Also one that no release of today knows.
        role: (by?.role ?? 'teacher') as NewEventMetadata['role'],
        command: 'History',
        commandId: eventId,
        schemaVersion: encoded.schemaVersion,
        recordedAt: by?.at ?? new Date().toISOString(),
        $correlationId: eventId,
        $causationId: eventId,
      };
      events.push({ eventId, type, data: encoded.data, metadata });
    }
    await this.store.append(stream, -1, await this.codec.seal(stream, -1, events));
    return id;
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.pool.end();
  }
}
