import pg from 'pg';
import type { SchoolCheck } from '#libs/projection-checks/projection-check.events.js';
import type { Deadline, Deadlines } from './deadlines.js';
import { nextTimeOfDay, type TimeOfDay } from './time-of-day.js';

export interface NightlyCheckSettings extends TimeOfDay {
  /** Compares every school's read models with the log. */
  readonly verify: (signal: AbortSignal) => Promise<readonly SchoolCheck[]>;
}

interface Surroundings {
  readonly jobsDatabaseUrl: string;
  readonly deadlines: Deadlines;
  /** Sends the command that records what was found of a school. */
  readonly record: (check: SchoolCheck, times: { dueAt: Date; startedAt: Date }) => Promise<void>;
  readonly report: (line: string) => void;
}

/** The name of its deadline. It is nobody's record and no school's: each school gets a record of its own result. */
const name = 'verify-projections';
const everywhere = 'every-school';
/** After a check that could not be done the next one waits for so long: the sweeper asks every minute. */
const restMs = 10 * 60_000;
/** Any number that nothing else in the database locks. */
const advisoryLock = 7_305_941_902;

/**
 * Has the read models compared with the log every night, and the result recorded for each school (D35).
 * When it is due stands among the deadlines, so the sweeper arms an alarm that the queue has lost, and a night in which
 * the machine was off is made up for in the morning. The deadline moves on only when all is recorded; a check that was
 * interrupted is done again, and what it has recorded already stays as it is.
 */
export class NightlyCheck {
  private readonly stopping = new AbortController();
  private restUntil = 0;
  private running: Promise<void> | undefined;

  constructor(
    private readonly settings: NightlyCheckSettings,
    private readonly around: Surroundings,
  ) {}

  /** Sets the first night, or leaves the one that is set. */
  async prepare(): Promise<void> {
    await this.set(undefined);
  }

  static isFor({ reaction }: Pick<Deadline, 'reaction'>): boolean {
    return reaction === name;
  }

  /** Begins, unless it is at it. It does not wait for the end: other alarms ring meanwhile. */
  ring(deadline: Deadline): void {
    if (Date.now() < this.restUntil) return;
    this.running ??= this.check(deadline)
      .catch((error: unknown) => {
        if (this.stopping.signal.aborted) return;
        this.restUntil = Date.now() + restMs;
        const { name: fault, message } = error as Error;
        // Its own message names no row; any other might quote one.
        this.around.report(`the nightly check of the read models failed: ${fault === 'CheckFailed' ? message : fault}`);
      })
      .finally(() => (this.running = undefined));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async check(deadline: Deadline): Promise<void> {
    const { dueAt } = deadline;
    const session = new pg.Client({ connectionString: this.around.jobsDatabaseUrl });
    await session.connect();
    try {
      // One worker at a time; the other one's sweeper asks again, and finds the deadline moved.
      const { rows } = await session.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [
        advisoryLock,
      ]);
      if (rows[0]?.free !== true) return;
      const startedAt = new Date();
      const checks = await this.settings.verify(this.stopping.signal);
      for (const check of checks) {
        await this.around.record(check, { dueAt, startedAt });
        this.complain(check);
      }
      await this.set(deadline);
    } finally {
      await session.end();
    }
  }

  /** For the log, which names no record: who may know which row it is finds it in `projectionChecks`. */
  private complain({ school, readModels }: SchoolCheck): void {
    for (const { name: readModel, differing } of readModels) {
      if (differing > 0)
        this.around.report(
          `ERROR ${differing} rows of ${readModel} of school ${school} do not follow from the log: see projectionChecks`,
        );
    }
  }

  /** Moves the deadline to the next night. */
  private async set(from: Deadline | undefined): Promise<void> {
    const dueAt = nextTimeOfDay(new Date(), this.settings);
    await this.around.deadlines.move({ reaction: name, id: everywhere, school: everywhere, dueAt }, from?.dueAt);
  }
}
