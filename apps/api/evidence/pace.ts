/** Whoever sends slower than this is cut off, so that others get their turn. */
export interface LeastPace {
  readonly bytesPerSecond: number;
  /** How long a sender may be behind, in milliseconds: pauses and a slow start are forgiven within it. */
  readonly graceMs: number;
}

export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** How long a sender may let us wait for the next part, in milliseconds: waiting uses it up, bytes earn it again. */
export const creditAfter = (pace: LeastPace, left: number, waitedMs: number, bytes: number): number =>
  Math.min(pace.graceMs, left - waitedMs + (bytes / pace.bytesPerSecond) * 1_000);

/**
 * Hands on the parts of a body as long as they come fast enough. Only the time that is spent waiting for the sender
 * counts, not what we take over a part. Throws TooSlow; the rest of the body then stays unread.
 */
export async function* atPace(body: AsyncIterator<Buffer>, pace: LeastPace): AsyncGenerator<Buffer> {
  let left = pace.graceMs;
  for (;;) {
    const asked = performance.now();
    const next = await within(left, body.next());
    if (next.done) return;
    left = creditAfter(pace, left, performance.now() - asked, next.value.length);
    yield next.value;
  }
}

async function within<T>(ms: number, coming: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), Math.max(0, ms));
  });
  // What comes after all, or fails once the connection is closed, is nobody's any more.
  coming.catch(() => undefined);
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}
