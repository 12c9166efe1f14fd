import { NotThereYet } from '../graphql/errors.js';

/** How long a query waits for the read model to reach the position it names. */
const usualTimeoutMs = 5_000;
const lookEveryMs = 2;

interface Waiting {
  readonly projection: string;
  readonly position: bigint;
  readonly until: number;
  readonly end: (failure?: Error) => void;
}

/** Queries that wait until a read model shows what their sender has just done. There is one look for all of them. */
export class AwaitedPositions {
  private readonly waiting = new Set<Waiting>();
  private looking = false;

  /** `positions` tells how far each read model has come. */
  constructor(
    private readonly positions: () => Promise<ReadonlyMap<string, bigint>>,
    private readonly timeoutMs = usualTimeoutMs,
  ) {}

  /** @throws NotThereYet if the read model does not come to the position in time. */
  reach(projection: string, position: bigint): Promise<void> {
    const reached = new Promise<void>((resolve, reject) => {
      const end = (failure?: Error): void => {
        this.waiting.delete(waiting);
        if (failure === undefined) resolve();
        else reject(failure);
      };
      const waiting = { projection, position, until: Date.now() + this.timeoutMs, end };
      this.waiting.add(waiting);
    });
    if (!this.looking) void this.look();
    return reached;
  }

  private async look(): Promise<void> {
    this.looking = true;
    while (this.waiting.size > 0) {
      // Who comes while it is asked is answered by the next look: this one may have been before their act.
      const asked = [...this.waiting];
      try {
        const positions = await this.positions();
        for (const { projection, position, until, end } of asked) {
          if ((positions.get(projection) ?? -1n) >= position) end();
          else if (Date.now() >= until)
            end(new NotThereYet(`The read model has not reached position ${position} yet; ask again.`));
        }
      } catch (error) {
        for (const { end } of asked) end(error as Error);
      }
      if (this.waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    this.looking = false;
  }
}
