import type { Progress } from './rebuild.js';

/** How fast a rebuild goes and how long it will take. */
export interface Pace {
  /** From 0 to 1: how much of the log lies behind it. */
  readonly share: number;
  readonly eventsPerSecond: number;
  /** Undefined while nothing can be said. */
  readonly remainingMs: number | undefined;
}

/** The pace since it began; the rest is taken to go as fast as what is done. */
export function paceOf({ events, position, target }: Progress, elapsedMs: number): Pace {
  // Positions may be those of a file of many gigabytes: parts per million are exact enough.
  const share = target > 0n ? Math.min(1, Number((position * 1_000_000n) / target) / 1_000_000) : 1;
  return {
    share,
    eventsPerSecond: elapsedMs > 0 ? Math.round((events * 1_000) / elapsedMs) : 0,
    remainingMs: share > 0 && elapsedMs > 0 ? Math.round((elapsedMs * (1 - share)) / share) : undefined,
  };
}
