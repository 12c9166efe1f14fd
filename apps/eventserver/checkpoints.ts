/** A place in $all up to which everything has been looked at. */
export interface Checkpoint {
  readonly commit: number;
  readonly prepare: number;
}

const mostBetweenMatches = 100;

/**
 * When a filtered subscription is told how far it has come. Catching up, events are looked at a window at a time and
 * a checkpoint names the last match of the window, or its end; live, every event counts for itself.
 */
export class Checkpoints {
  private counted = 0;
  private inWindow = 0;
  private lastMatch: number | undefined;

  constructor(
    private readonly window: number,
    private readonly every: number,
  ) {}

  lookedAt(position: number, matched: boolean): Checkpoint | undefined {
    this.inWindow += 1;
    if (matched) this.lastMatch = position;
    return this.inWindow < this.window ? undefined : this.endWindow(position);
  }

  /** Events that match nothing, up to a position; between two matches that are far apart the last checkpoint does. */
  lookedPast(from: number, to: number): Checkpoint[] {
    const intervals = Math.floor((to - from + 1) / this.every);
    const far = intervals > mostBetweenMatches;
    // A whole interval without a match leaves the counters as they were, so only the last ones are counted out.
    const start = far ? from + (intervals - 1) * this.every : from;
    if (far) this.lastMatch = undefined;
    const due: Checkpoint[] = [];
    for (let position = start; position <= to; position += 1) {
      const checkpoint = this.lookedAt(position, false);
      if (checkpoint !== undefined) due.push(checkpoint);
    }
    return far ? due.slice(-1) : due;
  }

  lookedAtLive(position: number): Checkpoint | undefined {
    this.counted += 1;
    if (this.counted < this.every) return undefined;
    this.counted = 0;
    return { commit: position, prepare: position };
  }

  /** The last window before the head may be short. */
  caughtUp(): void {
    this.counted += this.inWindow;
    this.inWindow = 0;
    this.lastMatch = undefined;
  }

  private endWindow(position: number): Checkpoint | undefined {
    const match = this.lastMatch;
    this.caughtUp();
    if (this.counted < this.every) return undefined;
    this.counted %= this.every;
    return match === undefined ? { commit: position, prepare: 0 } : { commit: match, prepare: match };
  }
}
