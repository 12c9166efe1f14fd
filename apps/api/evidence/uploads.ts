import { Gauge, type Registry } from 'prom-client';
import type { Who } from '#libs/eventing/commands/command.js';
import type { LeastPace } from './pace.js';

/** What an upload may take up. */
export interface UploadLimits {
  /** The longest file, in bytes. */
  readonly bytes: number;
  readonly pace: LeastPace;
}

export const uploadLimits: UploadLimits = {
  bytes: 50 * 1024 * 1024,
  pace: { bytesPerSecond: 64 * 1024, graceMs: 20_000 },
};

/** How many may be under way at once: so no person and no school can take all the room. */
const most = { person: 2, school: 8, all: 32 };

/** Keeps count of the files that are on their way in. */
export class Uploads {
  private readonly open = new Map<string, number>();
  private readonly gauge: Gauge;

  constructor(
    metrics: Registry,
    readonly limits: UploadLimits,
  ) {
    this.gauge = new Gauge({
      name: 'daybook_uploads_open',
      help: 'Evidence files that are on their way in',
      registers: [metrics],
    });
  }

  /** @returns how to end it; or whose limit is reached, and then there is nothing to end. */
  begin({ actor, school }: Who): (() => void) | keyof typeof most {
    const counted = { all: 'all', school, person: `${school}/${actor}` };
    const full = (['person', 'school', 'all'] as const).find((whose) => this.at(counted[whose]) >= most[whose]);
    if (full) return full;
    const count = (by: number): void => {
      for (const key of Object.values(counted)) {
        const now = this.at(key) + by;
        if (now === 0) this.open.delete(key);
        else this.open.set(key, now);
      }
      this.gauge.set(this.at('all'));
    };
    count(1);
    return () => count(-1);
  }

  private at(key: string): number {
    return this.open.get(key) ?? 0;
  }
}
