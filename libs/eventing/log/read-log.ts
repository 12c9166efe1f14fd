import type { EventStore } from './event-store.js';
import { Fault } from '../fault.js';
import type { StoredEvent } from './stored-event.js';

/** The node of the event store that answers does not hold a position that another one has given out. */
export class LogBehind extends Fault {
  override readonly name = 'LogBehind';
}

/** How long a node may take to receive what another one holds. */
const usualTimeoutMs = 30_000;
const lookEveryMs = 100;

/** Which part of the log: after a position, up to and including another one. */
interface Part {
  /** `0n`: from the first event. */
  readonly after?: bigint;
  /** Undefined: all there is. */
  readonly upTo?: bigint | undefined;
  /** How long to wait, in ms, until the log reaches that position. */
  readonly timeoutMs?: number;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}

/**
 * The events of the given categories in order.
 * @throws LogBehind if the log does not reach that position within `timeoutMs` ms.
 */
export async function* readLog(
  store: EventStore,
  categories: readonly string[],
  { after = 0n, upTo, timeoutMs = usualTimeoutMs, signal = new AbortController().signal }: Part = {},
): AsyncGenerator<readonly StoredEvent[]> {
  if (upTo !== undefined && upTo <= after) return;
  if (upTo !== undefined) await untilItHolds(store, upTo, timeoutMs);
  for await (const { events, position, caughtUp } of store.subscribe(categories, after, signal)) {
    yield upTo === undefined ? events : events.filter((event) => event.position <= upTo);
    // The position may be that of an event of other categories: then only "caught up" tells that all have come.
    if (caughtUp || (upTo !== undefined && position >= upTo)) return;
  }
}

/** A follower of a cluster may lag behind the node that the projector read: what it lacks must not look like rows too many. */
async function untilItHolds(store: EventStore, position: bigint, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  while ((await store.head()) < position) {
    if (Date.now() >= until) throw new LogBehind(`the event store does not hold position ${position} yet; try again`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
