import { Fault } from '../fault.js';

/** How long a call is tried: a server starts again in this time, and a frozen one is noticed. */
const timeoutMs = 8_000;
/** The least and the longest wait before a call is tried again. */
const shortestPauseMs = 50;
const longestPauseMs = 500;

/** The event store did not answer in time. Nothing is known: what was asked may have been done, or be done yet. */
export class EventStoreUnavailable extends Fault {
  override readonly name = 'EventStoreUnavailable';
}

/** An answer that comes bit by bit. */
type Read<Item> = AsyncIterable<Item> & { cancel: () => Promise<void>; destroy: (error: Error) => unknown };

/** Bounds one call over all its attempts: no later than this its caller knows where it stands. */
export class RetryWindow {
  private readonly endsAt = performance.now() + timeoutMs;
  private attempts = 0;

  /** `isPassing` tells of an error whether the same call may succeed a moment later. */
  constructor(private readonly isPassing: (error: unknown) => boolean) {}

  /** The client itself would wait for ever for a server that accepts connections and is silent. */
  async await<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(silent()), this.leftMs);
    });
    try {
      return await Promise.race([answer, enough]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The items of a read. Once the first has come, the connection stands, and its keep-alive tells if it breaks. */
  async *untilFirst<Item>(reading: Read<Item>): AsyncGenerator<Item> {
    const timer = setTimeout(() => {
      void reading.cancel();
      reading.destroy(silent());
    }, this.leftMs);
    try {
      for await (const item of reading) {
        clearTimeout(timer);
        yield item;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits before the next attempt, longer each time and unevenly; throws if the error is final or the time is up. */
  async pauseAfter(error: unknown): Promise<void> {
    if (!this.isPassing(error)) throw error;
    this.attempts += 1;
    const pauseMs = Math.min(shortestPauseMs * 2 ** this.attempts, longestPauseMs) * (0.5 + Math.random() / 2);
    if (pauseMs >= this.leftMs) throw silent(error);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }

  private get leftMs(): number {
    return Math.max(0, this.endsAt - performance.now());
  }
}

const silent = (cause?: unknown): EventStoreUnavailable =>
  new EventStoreUnavailable('the event store does not answer', { cause });
