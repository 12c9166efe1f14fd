import type { Interruptions } from '#libs/observability/interruptions.js';
import { WakeUpQueue, type QueueSettings } from './wake-up-queue.js';
import type { Deadlines } from './deadlines.js';
import type { DueWork } from './due-work.js';
import { oneAtATime } from './one-at-a-time.js';

/** How often the deadlines are looked through for what is due. */
const sweepEveryMs = 1_000;
/** What falls due until the next sweep and a little longer is in the queue; nothing that lies further ahead. */
const aheadMs = 2_000;

interface Parts {
  readonly deadlines: Deadlines;
  readonly due: readonly Pick<DueWork<unknown>, 'look' | 'stop'>[];
  readonly interruptions: Interruptions;
}

/** Looks at what is due in time: the queue wakes it at the moment, the sweep within a second where the queue does not. */
export class DeadlineTimer {
  private readonly queue: WakeUpQueue;
  private readonly sweep = oneAtATime(() => this.armWhatIsNext());
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    settings: QueueSettings,
    private readonly parts: Parts,
  ) {
    this.queue = new WakeUpQueue(
      settings,
      () => this.look(),
      (error) => parts.interruptions.tell('the queue is interrupted', error),
    );
  }

  /** What is due fires from now on, before the queue can be reached. */
  start(): void {
    this.sweeping = setInterval(() => this.lookAndSweep(), sweepEveryMs);
    this.lookAndSweep();
  }

  /** To be told of moments that were set just now: some have come already, or come before the next sweep. */
  set(moments: readonly Date[]): void {
    const soon = Date.now() + aheadMs;
    if (moments.some((at) => at.getTime() <= soon)) this.lookAndSweep();
  }

  /** Returns when the queue has been reached for the first time. */
  async ready(): Promise<void> {
    await this.queue.ready();
  }

  /** Fails if the queue cannot be reached. */
  async ping(): Promise<void> {
    await this.queue.ping();
  }

  /** Returns when what is in hand is done. */
  async stop(): Promise<void> {
    clearInterval(this.sweeping);
    await Promise.all(this.parts.due.map((due) => due.stop()));
    await this.queue.close();
  }

  private look(): void {
    for (const due of this.parts.due) void due.look();
  }

  /** What is due does not wait for the queue. */
  private lookAndSweep(): void {
    this.look();
    void this.sweep();
  }

  private async armWhatIsNext(): Promise<void> {
    const { deadlines, interruptions } = this.parts;
    const now = Date.now();
    try {
      await this.queue.arm(await deadlines.moments(new Date(now), new Date(now + aheadMs)));
    } catch (error) {
      interruptions.tell('the queue could not be told of deadlines, trying again', error);
    }
  }
}
