import { Counter, type Registry } from 'prom-client';
import { describeFault } from '#libs/eventing/fault.js';

/** The same line is said again only after so long, however often its fault comes back. */
const quietMs = 60_000;

/** Tells of what keeps a process from its work, and counts it: a fault that comes back all the time shows in the metric. */
export class Interruptions {
  private readonly count: Counter;
  private readonly saidAt = new Map<string, number>();

  constructor(
    metrics: Registry,
    private readonly report: (line: string) => void,
  ) {
    this.count = new Counter({
      name: 'daybook_interruptions_total',
      help: 'How often work was interrupted and taken up again, by the kind of fault',
      labelNames: ['fault'],
      registers: [metrics],
    });
  }

  /** `what` was interrupted, as "interrupted, resuming". */
  tell(what: string, error: unknown): void {
    this.count.inc({ fault: error instanceof Error ? error.name : 'unknown' });
    const line = `${what}: ${describeFault(error)}`;
    const now = Date.now();
    if (now - (this.saidAt.get(line) ?? -Infinity) < quietMs) return;
    // What was said long ago need not be remembered.
    for (const [said, at] of this.saidAt) if (now - at >= quietMs) this.saidAt.delete(said);
    this.saidAt.set(line, now);
    this.report(line);
  }
}
