import { UnreadableEvent, type EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { readLog } from '#libs/eventing/log/read-log.js';
import { partsOf, type RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { incidentEvents, type IncidentEvent } from './incidents.events.js';
import { begun, counted, sortedIncident, type SortedIncident, type Sorting } from './sorted-incident.js';

interface Kept {
  /** The log has been read up to here. */
  readonly upTo: bigint;
  /** Each incident of the school; null where one of its events cannot be read. */
  readonly incidents: Map<string, Sorting | null>;
}

/** The sorted incidents of a school, and how far the log was read for them. */
export interface SortedIncidentsOf {
  readonly upTo: string;
  readonly incidents: readonly SortedIncident[];
}

/**
 * The incidents that governors count (D24), from the log itself: what is released to them for good hangs on no read model
 * that may be behind. Only what was appended since is read again.
 */
export class SortedIncidents {
  private readonly kept = new Map<string, Promise<Kept>>();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
  ) {}

  async of(school: string): Promise<SortedIncidentsOf> {
    const before = this.kept.get(school) ?? Promise.resolve({ upTo: 0n, incidents: new Map() });
    // One after another: who asks during a reading waits for it, and reads on from there.
    const now = before.then(
      (kept) => this.readOn(school, kept),
      () => this.readOn(school, { upTo: 0n, incidents: new Map() }),
    );
    this.kept.set(school, now);
    const { upTo, incidents } = await now;
    return { upTo: String(upTo), incidents: [...incidents.values()].flatMap((one) => counted(one) ?? []) };
  }

  private async readOn(school: string, { upTo: after, incidents }: Kept): Promise<Kept> {
    const upTo = await this.store.head();
    // The newest of the log may be of another kind, and further than the last one that was read.
    if (upTo <= after) return { upTo: after, incidents };
    for await (const stored of readLog(this.store, [incidentEvents.category], { after, upTo })) {
      const own = stored.filter(({ metadata }) => (metadata as { school?: unknown } | null)?.school === school);
      for (const event of await this.codec.decodeEach(own)) {
        if (event instanceof UnreadableEvent) {
          incidents.set(partsOf(event.event.stream).id, null);
          continue;
        }
        const before = incidents.get(event.id);
        if (before === null) continue;
        incidents.set(event.id, sortedIncident(before ?? begun, event as RecordedEvent & IncidentEvent));
      }
    }
    return { upTo, incidents };
  }
}
