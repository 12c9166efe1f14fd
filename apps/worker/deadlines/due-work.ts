import type { Interruptions } from '#libs/observability/interruptions.js';
import type { Deadline, Deadlines } from './deadlines.js';
import { oneAtATime } from './one-at-a-time.js';

/** Deadlines of a kind, which wait for each other and for those of no other kind. */
interface Kind {
  readonly reactions: readonly string[];
  /** So many ring at a time. */
  readonly atOnce: number;
  /** Does what is due. */
  readonly ring: (deadline: Deadline) => Promise<'done' | 'notNow'>;
}

/**
 * Rings what is due. What that is stands in the table of deadlines and nowhere else: whatever stops this process, the
 * next one finds the same. An alarm may ring twice, for two processes look; the id of its command makes that harmless.
 */
export class DueWork {
  /** Rings all that is due by now. */
  readonly look: () => Promise<void>;
  private waiting: readonly Deadline[] = [];
  private readonly ringing = new Map<string, Promise<void>>();
  private isMoreDue = false;
  private stopping = false;

  constructor(
    private readonly kind: Kind,
    private readonly deadlines: Deadlines,
    private readonly interruptions: Interruptions,
  ) {
    this.look = oneAtATime(() => this.takeDue());
  }

  /** Returns when what is ringing has rung; what waits stays due. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.look();
    await Promise.all(this.ringing.values());
  }

  private async takeDue(): Promise<void> {
    // Whatever is due besides is looked for when all that waits is under way.
    this.isMoreDue = true;
    if (this.stopping || this.waiting.length > 0) return;
    const inHand = new Set(this.ringing.keys());
    const ofEach = this.kind.atOnce + inHand.size;
    const due = await this.deadlines.due(this.kind.reactions, new Date(), ofEach).catch((error: unknown) => {
      this.interruptions.tell('deadlines interrupted, resuming', error);
      return [];
    });
    this.isMoreDue = due.length >= ofEach;
    this.waiting = due.filter((deadline) => !inHand.has(keyOf(deadline)));
    this.ringNext();
  }

  private ringNext(): void {
    while (!this.stopping && this.ringing.size < this.kind.atOnce) {
      const [next, ...rest] = this.waiting;
      if (!next) break;
      this.waiting = rest;
      const ringing = this.ring(next).finally(() => {
        this.ringing.delete(keyOf(next));
        this.ringNext();
      });
      this.ringing.set(keyOf(next), ringing);
    }
    if (!this.stopping && this.isMoreDue && this.waiting.length === 0) void this.look();
  }

  /** An alarm that failed rests for a while, so that it keeps none from ringing that can. */
  private async ring(deadline: Deadline): Promise<void> {
    try {
      const outcome = await this.kind.ring(deadline);
      // If we die before this, it rings again.
      await (outcome === 'done' ? this.deadlines.remove(deadline) : this.deadlines.rest(deadline, new Date()));
    } catch (error) {
      this.interruptions.tell('an alarm failed and will ring again', error);
      await this.deadlines.rest(deadline, new Date()).catch(() => undefined);
    }
  }
}

const keyOf = ({ reaction, id, dueAt }: Deadline): string => `${reaction}/${id}/${dueAt.toISOString()}`;
