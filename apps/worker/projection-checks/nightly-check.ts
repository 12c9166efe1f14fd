import pg from 'pg';
import type { SchoolCheck } from '#libs/projection-checks/projection-check.events.js';
import type { Deadline, Deadlines } from '../deadlines/deadlines.js';
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
export const nightlyDeadline = 'verify-projections';
const everywhere = 'every-school';
/** After a check that could not be done the next one waits for so long. */
const restMs = 10 * 60_000;
/** Any number that nothing else in the database locks. */
const advisoryLock = 7_305_941_902;

/**
 * Has the read models compared with the log every night, and the result recorded for each school (D35).
 * When it is due stands among the deadlines, so a night in which the machine was off is made up for in the
 * morning. The deadline moves on only when all is recorded; a check that was interrupted is done again, and what it has
 * recorded already stays as it is.
 */
export class NightlyCheck {
  private readonly stopping = new AbortController();
  private restUntil = 0;

  constructor(
    private readonly settings: NightlyCheckSettings,
    private readonly around: Surroundings,
  ) {}

  /** Sets the first night, or leaves the one that is set. */
  async prepare(): Promise<void> {
    await this.set(undefined);
  }

  /** Checks, unless another worker is at it or the last time has failed a short while ago. */
  async run(deadline: Deadline): Promise<'done' | 'notNow'> {
    if (Date.now() < this.restUntil) return 'notNow';
    try {
      return await this.check(deadline);
    } catch (error) {
      if (this.stopping.signal.aborted) return 'notNow';
      this.restUntil = Date.now() + restMs;
      const { name: fault, message } = error as Error;
      // Its own message names no row; any other might quote one.
      this.around.report(`the nightly check of the read models failed: ${fault === 'CheckFailed' ? message : fault}`);
      return 'notNow';
    }
  }

  /** Ends a check that is under way. */
  stop(): void {
    this.stopping.abort();
  }

  private async check(deadline: Deadline): Promise<'done' | 'notNow'> {
    const { dueAt } = deadline;
    const session = new pg.Client({ connectionString: this.around.jobsDatabaseUrl });
    await session.connect();
    try {
      // One worker at a time; the other one asks again, and finds the deadline moved.
      const { rows } = await session.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [
        advisoryLock,
      ]);
      if (rows[0]?.free !== true) return 'notNow';
      // Whoever was at it until now has moved it.
      if (!(await this.around.deadlines.stands(deadline))) return 'done';
      const startedAt = new Date();
      const checks = await this.settings.verify(this.stopping.signal);
      for (const check of checks) {
        await this.around.record(check, { dueAt, startedAt });
        this.complain(check);
      }
      await this.set(deadline);
      return 'done';
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
    await this.around.deadlines.move(
      { reaction: nightlyDeadline, id: everywhere, school: everywhere, dueAt },
      from?.dueAt,
    );
  }
}
