/** What a Daybook process tells its supervisor once it can serve. */
export interface Ready {
  readonly ready: true;
  /** Where it listens, if it does: `host:port`. */
  readonly address?: string;
}

/** Tells the supervisor, if there is one, that this process can serve. */
export function reportReady(address?: string): void {
  process.send?.(address === undefined ? { ready: true } : { ready: true, address });
}

/**
 * Runs `stop` once when the process is asked to end, then exits.
 * A supervisor that was killed cannot ask: its closed channel counts as the request, so no orphan is left behind.
 */
export function onStopRequested(stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error('could not stop cleanly:', error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
}
