import type { Batch, EventStore } from './event-store.js';

/** The least and the longest wait before a lost subscription is taken up again, within a second of the server's return. */
const shortestMs = 50;
const longestMs = 800;
/** From so many events on, the next batch is read while one is taken: fewer are soon taken, and what comes meanwhile is best taken together. */
const manyEvents = 250;

interface Follower<Read> {
  readonly categories: readonly string[];
  /** Where to begin: asked again after every interruption, so that the follower's own checkpoint counts. */
  readonly start: () => Promise<bigint>;
  /** Reads a batch; while the one before is still being taken, if that is a large one. */
  readonly read: (batch: Batch) => Promise<Read>;
  /** Takes what was read, one after another, in order. */
  readonly take: (read: Read) => Promise<void>;
  /** Told of each interruption. */
  readonly interrupted: (error: unknown) => void;
}

/** Follows the log until `signal` aborts; resumes by itself, with growing and uneven waits, after any interruption. */
export async function follow<Read>(store: EventStore, follower: Follower<Read>, signal: AbortSignal): Promise<void> {
  const over = (): boolean => signal.aborted;
  let waitMs = shortestMs;
  while (!over()) {
    // A batch that cannot be taken ends the subscription, which may be waiting for the next one.
    const attempt = new AbortController();
    try {
      const start = await follower.start();
      const batches = store.subscribe(follower.categories, start, AbortSignal.any([signal, attempt.signal]));
      for await (const read of readAhead(batches, follower.read, ({ events }) => events.length >= manyEvents)) {
        await follower.take(read).catch((error: unknown) => {
          attempt.abort();
          throw error;
        });
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

/**
 * Reads the next item while the last one is being worked on, never more than one; after an item that is `worthIt` only.
 * After another it waits: whatever has come up in the meantime is then read as one.
 */
export async function* readAhead<Item, Read>(
  items: AsyncGenerator<Item>,
  read: (item: Item) => Promise<Read>,
  worthIt: (item: Item) => boolean = () => true,
): AsyncGenerator<Read, void> {
  const readNext = async (): Promise<{ item: Item; read: Read } | undefined> => {
    const next = await items.next();
    return next.done === true ? undefined : { item: next.value, read: await read(next.value) };
  };
  let next: ReturnType<typeof readNext> | undefined;
  try {
    for (;;) {
      const current = await (next ?? readNext());
      if (current === undefined) return;
      next = worthIt(current.item) ? readNext() : undefined;
      // Its failure is told when its turn comes, if it ever does.
      next?.catch(() => undefined);
      yield current.read;
    }
  } finally {
    await items.return(undefined);
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
