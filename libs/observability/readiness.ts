import { NotRecording } from '#libs/eventing/log/recording.js';
import type { ReadModelState } from '#libs/eventing/read-models/read-model-states.js';

/** What a process says of itself; never a name or a value. */
export interface Readiness {
  /** `degraded`: it works, but some streams are parked. */
  readonly status: 'ready' | 'degraded' | 'notReady';
  /** What cannot be reached, lags too far behind, or takes no events, with the reason. */
  readonly failing: readonly string[];
  readonly parkedStreams?: number;
}

const timeoutMs = 3_000;
/** Whoever asks, and however often, the stores are asked once in so long. */
const freshMs = 500;

/** `checks` throw, or take longer than 3 s, where what they are named after is not in order. */
export function readiness(
  checks: Readonly<Record<string, () => Promise<unknown>>>,
  parkedStreams?: () => Promise<number>,
): () => Promise<Readiness> {
  return shared(freshMs, async () => {
    const found = await Promise.all(
      Object.entries(checks).map(([name, check]) =>
        inTime(check).then(
          () => [],
          (error: unknown) => [error instanceof NotRecording ? `${name}: ${error.message}` : name],
        ),
      ),
    );
    const failing = found.flat();
    const parked = parkedStreams === undefined ? undefined : await inTime(parkedStreams).catch(() => undefined);
    const status = failing.length > 0 ? 'notReady' : (parked ?? 0) > 0 ? 'degraded' : 'ready';
    return { status, failing, ...(parked !== undefined && { parkedStreams: parked }) };
  });
}

/** One answer for all who ask within `ms`. */
export function shared<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (!last || Date.now() - last.at >= ms) last = { at: Date.now(), answer: ask() };
    return last.answer;
  };
}

async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), timeoutMs);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Beyond this a read model counts as not keeping up: what people read is old. */
const mostLagSeconds = 60;

export function assertKeepingUp(states: readonly ReadModelState[]): void {
  if (states.some(({ lag }) => lag.seconds > mostLagSeconds)) throw new Error('a read model is more than 60 s behind');
}

export const parkedIn = (states: readonly ReadModelState[]): number =>
  states.reduce((sum, { parkedStreams }) => sum + parkedStreams, 0);
