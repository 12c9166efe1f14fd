import { Counter, type Registry } from 'prom-client';
import { UnreadableEvent } from '#libs/eventing/schemas/event-codec.js';
import { describeFault } from '#libs/eventing/fault.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';

/** What is remembered of what was told does not grow with a log that this Daybook cannot read. */
const mostRemembered = 10_000;

/**
 * What the worker cannot read, as when an older Daybook meets a newer log, it passes over: one record holds up no other's
 * deadlines, and the projector parks it where people see it. Each is told once, and counted; at the next start its deadlines
 * are looked for again.
 */
export class UnreadableRecords {
  private readonly told = new Set<string>();
  private readonly count: Counter;

  constructor(
    metrics: Registry,
    private readonly report: (line: string) => void,
  ) {
    this.count = new Counter({
      name: 'daybook_unreadable_events_total',
      help: 'Events that this process passed over because it cannot read them: their deadlines and notices are missing',
      registers: [metrics],
    });
  }

  /** The others. */
  without<Event extends RecordedEvent>(events: readonly (Event | UnreadableEvent)[]): Event[] {
    this.tellOf(events);
    return events.filter((event): event is Event => !(event instanceof UnreadableEvent));
  }

  tellOf(events: readonly (RecordedEvent | UnreadableEvent)[]): void {
    for (const event of events) if (event instanceof UnreadableEvent) this.tell(event);
  }

  tell(unreadable: UnreadableEvent): void {
    const { stream, revision } = unreadable.event;
    const place = `${stream}/${revision}`;
    if (this.told.has(place)) return;
    if (this.told.size >= mostRemembered) this.told.clear();
    this.told.add(place);
    this.count.inc();
    this.report(`passed over: ${describeFault(unreadable)}`);
  }
}
