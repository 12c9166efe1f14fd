import type { Batch, EventStore } from './event-store.js';

/** The least and the longest wait before a lost subscription is taken up again, within a second of the server's return. */
const shortestMs = 50;
const longestMs = 800;

interface Follower {
  readonly categories: readonly string[];
  /** Where to begin: asked again after every interruption, so that the follower's own checkpoint counts. */
  readonly start: () => Promise<bigint>;
  /** Takes a batch; the next one is asked for when it returns. */
  readonly take: (batch: Batch) => Promise<void>;
  /** Told of each interruption. */
  readonly interrupted: (error: unknown) => void;
}

/** Follows the log until `signal` aborts; resumes by itself, with growing and uneven waits, after any interruption. */
export async function follow(store: EventStore, follower: Follower, signal: AbortSignal): Promise<void> {
  const over = (): boolean => signal.aborted;
  let waitMs = shortestMs;
  while (!over()) {
    try {
      const start = await follower.start();
      for await (const batch of store.subscribe(follower.categories, start, signal)) {
        await follower.take(batch);
        waitMs = shortestMs;
      }
    } catch (error) {
      if (over()) return;
      follower.interrupted(error);
      await rest(waitMs * (0.5 + Math.random() / 2), signal);
      waitMs = Math.min(waitMs * 2, longestMs);
    }
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
