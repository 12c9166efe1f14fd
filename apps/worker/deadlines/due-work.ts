import type { Interruptions } from '#libs/observability/interruptions.js';
import { oneAtATime } from './one-at-a-time.js';

/** Work of a kind that is due. It waits for its own kind and for no other. */
interface Kind<Item> {
  /** What may have failed, as "a deadline has fired in vain". */
  readonly name: string;
  /** So many are worked on at a time. */
  readonly atOnce: number;
  /** What is due and does not rest: so many, or twice as many if that is all the same to it. */
  readonly due: (atMost: number) => Promise<readonly Item[]>;
  readonly keyOf: (item: Item) => string;
  readonly work: (item: Item) => Promise<void>;
  /** Lets one that has failed rest for a while, so that it holds up none that can succeed. */
  readonly rest: (item: Item) => Promise<void>;
}

/**
 * Works on what is due. What that is stands in a table and nowhere else: whatever stops this process, the next one finds
 * the same. It may be worked on twice, for two processes look; the ids of commands make that harmless.
 */
export class DueWork<Item> {
  /** Works on all that is due by now. */
  readonly look: () => Promise<void>;
  private waiting: readonly Item[] = [];
  private readonly inHand = new Map<string, Promise<void>>();
  private isMoreDue = false;
  private stopping = false;

  constructor(
    private readonly kind: Kind<Item>,
    private readonly interruptions: Interruptions,
  ) {
    this.look = oneAtATime(() => this.takeDue());
  }

  /** Returns when what is in hand is done; what waits stays due. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.look();
    await Promise.all(this.inHand.values());
  }

  private async takeDue(): Promise<void> {
    // Whatever is due besides is looked for when all that waits is under way.
    this.isMoreDue = true;
    if (this.stopping || this.waiting.length > 0) return;
    const inHand = new Set(this.inHand.keys());
    const atMost = this.kind.atOnce + inHand.size;
    const due = await this.kind.due(atMost).catch((error: unknown) => {
      this.interruptions.tell('deadlines interrupted, resuming', error);
      return [];
    });
    this.isMoreDue = due.length >= atMost;
    this.waiting = due.filter((item) => !inHand.has(this.kind.keyOf(item)));
    this.beginNext();
  }

  private beginNext(): void {
    while (!this.stopping && this.inHand.size < this.kind.atOnce) {
      const [next, ...rest] = this.waiting;
      if (!next) break;
      this.waiting = rest;
      const key = this.kind.keyOf(next);
      const working = this.workOn(next).finally(() => {
        this.inHand.delete(key);
        this.beginNext();
      });
      this.inHand.set(key, working);
    }
    if (!this.stopping && this.isMoreDue && this.waiting.length === 0) void this.look();
  }

  private async workOn(item: Item): Promise<void> {
    try {
      await this.kind.work(item);
    } catch (error) {
      this.interruptions.tell(`${this.kind.name} failed and is tried again`, error);
      await this.kind.rest(item).catch(() => undefined);
    }
  }
}
