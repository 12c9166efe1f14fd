import type { LoggedEvent } from './event-log.js';

/** What is kept in memory of the newest events, for all subscribers together. */
const mostEvents = 8_192;
const mostBytes = 16 * 1024 * 1024;
/** What one subscriber is handed at a time, which it may hold on to for as long as its consumer is slow. */
const handedEvents = 500;
const handedBytes = 256 * 1024;

/**
 * The newest committed events, handed to every subscriber from one place. A subscriber keeps only its own position:
 * one that falls behind what is kept here reads the log again, so a slow subscriber costs no memory.
 */
export class LiveFeed {
  private events: LoggedEvent[] = [];
  private bytes = 0;
  private wakers = new Set<() => void>();

  /** `head` is the position of the newest committed event. */
  constructor(private newest: number) {}

  get head(): number {
    return this.newest;
  }

  publish(events: readonly LoggedEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    for (const event of events) {
      this.events.push(event);
      this.bytes += event.record.length;
    }
    this.newest = last.position;
    this.forgetOldest();
    this.wake();
  }

  /** After a gap in what was published: subscribers read from the log what they have not seen. */
  restart(head: number): void {
    this.events = [];
    this.bytes = 0;
    this.newest = head;
    this.wake();
  }

  /** What was removed from the log up to a position must not be handed out any more. */
  forget(upTo: number): void {
    const kept = this.events.findIndex((event) => event.position > upTo);
    const forgotten = this.events.splice(0, kept === -1 ? this.events.length : kept);
    for (const event of forgotten) this.bytes -= event.record.length;
  }

  /** The next events after a position, or undefined if they are not kept any more. */
  after(position: number): readonly LoggedEvent[] | undefined {
    if (position >= this.newest) return [];
    const first = this.events[0];
    if (first === undefined || first.position > position + 1) return undefined;
    const start = this.indexAfter(position);
    let [end, bytes] = [start, 0];
    while (end < this.events.length && end - start < handedEvents && bytes < handedBytes)
      bytes += this.events[end++]?.record.length ?? 0;
    return this.events.slice(start, end);
  }

  /** Resolves when something was committed after the position, or when `signal` is aborted. */
  async changed(position: number, signal: AbortSignal): Promise<void> {
    if (this.newest > position || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.wakers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.wakers.add(done);
      signal.addEventListener('abort', done);
    });
  }

  private wake(): void {
    const woken = this.wakers;
    this.wakers = new Set();
    for (const waker of woken) waker();
  }

  private indexAfter(position: number): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.position ?? Infinity) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private forgetOldest(): void {
    if (this.events.length <= mostEvents && this.bytes <= mostBytes) return;
    // Half is dropped at once, so that the cost of moving the rest is spread over many events.
    let drop = 0;
    while (this.events.length - drop > mostEvents / 2 || this.bytes > mostBytes / 2) {
      this.bytes -= this.events[drop]?.record.length ?? 0;
      drop += 1;
    }
    this.events = this.events.slice(drop);
  }
}
