import pg from 'pg';
import { Fault } from '../fault.js';

/** Another projector has taken over: what this one was about to write is not written. */
export class LeaseLost extends Fault {
  override readonly name = 'LeaseLost';
}

interface Times {
  /** After so long without a renewal a holder counts as gone. */
  readonly leaseMs: number;
  readonly renewEveryMs: number;
}

const usual: Times = { leaseMs: 5_000, renewEveryMs: 1_000 };
/** Any number that nothing else in the database locks. */
const advisoryLock = 7_305_941_901;

/**
 * Sees to it that one projector writes at a time. A holder whose process has ended is replaced at once: its session's
 * advisory lock is free. A frozen one keeps its session, so it is replaced when its lease runs out; should it wake, its
 * fence number is no longer the newest and `assertHeld` stops it inside its own transaction.
 */
export class ProjectorLease {
  private readonly renewing: NodeJS.Timeout;
  private lost = false;

  private constructor(
    private readonly session: pg.Client,
    private readonly fence: string,
    private readonly times: Times,
    onLost: () => void,
  ) {
    const lose = (): void => {
      if (this.lost) return;
      this.lost = true;
      clearInterval(this.renewing);
      onLost();
    };
    session.on('error', lose);
    this.renewing = setInterval(() => {
      this.renew().then((held) => held || lose(), lose);
    }, times.renewEveryMs);
  }

  /** Waits until the lease is ours; `undefined` if `signal` aborted before. `onLost` is told once if it is lost later. */
  static async acquire(
    url: string,
    signal: AbortSignal,
    onLost: () => void,
    times: Times = usual,
  ): Promise<ProjectorLease | undefined> {
    const session = new pg.Client({ connectionString: url });
    await session.connect();
    try {
      while (!signal.aborted) {
        const fence = await take(session, times.leaseMs);
        if (fence !== undefined) return new ProjectorLease(session, fence, times, onLost);
        await new Promise((resolve) => setTimeout(resolve, Math.min(times.renewEveryMs, 250)));
      }
    } catch (error) {
      await session.end();
      throw error;
    }
    await session.end();
    return undefined;
  }

  /** Called in the transaction that writes: MUST hold until it commits, so a takeover waits for that. */
  async assertHeld(connection: pg.ClientBase): Promise<void> {
    const { rowCount } = await connection.query({
      name: 'lease',
      text: 'select from projector_lease where fence = $1 for share',
      values: [this.fence],
    });
    if (rowCount !== 1) throw new LeaseLost('another projector has taken over');
  }

  /** Lets the next one in at once. */
  async release(): Promise<void> {
    clearInterval(this.renewing);
    if (!this.lost) await this.session.query('update projector_lease set until = now() where fence = $1', [this.fence]);
    this.lost = true;
    await this.session.end();
  }

  private async renew(): Promise<boolean> {
    const { rowCount } = await this.session.query(
      `update projector_lease set until = now() + $2 * interval '1 ms' where fence = $1`,
      [this.fence, this.times.leaseMs],
    );
    return rowCount === 1;
  }
}

/** Takes the lease if its holder's session has ended, or its time has run out. @returns the new fence number. */
async function take(session: pg.Client, leaseMs: number): Promise<string | undefined> {
  const { rows } = await session.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [advisoryLock]);
  const holderIsGone = rows[0]?.free === true;
  const taken = await session.query<{ fence: string }>(
    `insert into projector_lease (fence, until) values (1, now() + $1 * interval '1 ms')
     on conflict (only_row) do update set fence = projector_lease.fence + 1, until = excluded.until
     where $2 or projector_lease.until < now()
     returning fence`,
    [leaseMs, holderIsGone],
  );
  return taken.rows[0]?.fence;
}
