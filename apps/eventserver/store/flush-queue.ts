/** What goes into one flush at most, so that one commit stays short. */
const mostBytes = 8 * 1024 * 1024;
const mostEvents = 8_192;

export interface Queued {
  readonly events: readonly unknown[];
  readonly bytes: number;
}

/** What has been asked and waits for the next flush, in order. */
export class FlushQueue<Item extends Queued> {
  private readonly items: Item[] = [];

  get length(): number {
    return this.items.length;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  /** As much as one flush may hold, and at least one item. */
  take(): Item[] {
    let [bytes, events, count] = [0, 0, 0];
    for (const item of this.items) {
      bytes += item.bytes;
      events += item.events.length;
      if (count > 0 && (bytes > mostBytes || events > mostEvents)) break;
      count += 1;
    }
    return this.items.splice(0, count);
  }

  takeAll(): Item[] {
    return this.items.splice(0);
  }
}
