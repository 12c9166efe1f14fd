import { createPostgresBackend, Queue, Worker, type QueueOptions } from 'bullmq';
import { Redis } from 'ioredis';

const queueName = 'deadlines';
/** The clock face: what falls due between two marks is looked at at the second, all of it with one job. */
const markMs = 50;
/** Timers of the queue and of this machine count apart: it wakes so much too late rather than too early. */
const afterMs = 10;

export interface QueueSettings {
  readonly jobsDatabaseUrl: string;
  /** Undefined: BullMQ's own Postgres backend. */
  readonly redisUrl: string | undefined;
}

/**
 * BullMQ says that something falls due now, and nothing more.
 * It may say so twice, late, or never: whoever is woken looks into the table of deadlines, and so does the sweep.
 */
export class WakeUpQueue {
  private readonly queue: Queue;
  private readonly worker: Worker;
  private readonly redis: readonly Redis[];

  constructor(settings: QueueSettings, wake: () => void, interrupted: (error: Error) => void) {
    const process = (): Promise<void> => {
      wake();
      return Promise.resolve();
    };
    ({
      queue: this.queue,
      worker: this.worker,
      redis: this.redis,
    } = settings.redisUrl === undefined
      ? onPostgres(settings.jobsDatabaseUrl, process)
      : onRedis(settings.redisUrl, process));
    this.queue.on('error', interrupted);
    this.worker.on('error', interrupted);
  }

  /** Returns when the queue has been reached for the first time. */
  async ready(): Promise<void> {
    await this.queue.waitUntilReady();
    await this.worker.waitUntilReady();
  }

  /** Has it wake at these moments, or up to 60 ms after; for those that it knows already it wakes once all the same. */
  async arm(moments: readonly Date[]): Promise<void> {
    const now = Date.now();
    const marks = new Set(moments.map((moment) => Math.ceil((moment.getTime() + afterMs) / markMs) * markMs));
    if (marks.size === 0) return;
    await this.queue.addBulk(
      [...marks].map((mark) => ({
        name: 'due',
        data: {},
        opts: {
          jobId: `at-${mark}`,
          delay: Math.max(0, mark - now),
          // One that stays in the queue after its end would keep its mark from being set again.
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
  }

  /** Fails if the queue cannot be reached. */
  async ping(): Promise<void> {
    await this.queue.count();
  }

  /** Does not wait for a Redis that is gone: a job that is cut off wakes again, and nothing is due. */
  async close(): Promise<void> {
    for (const connection of this.redis) connection.disconnect();
    await this.worker.close(this.redis.length > 0);
    await this.queue.close();
  }
}

type Process = () => Promise<void>;
interface Parts {
  readonly queue: Queue;
  readonly worker: Worker;
  readonly redis: readonly Redis[];
}

function onPostgres(connectionString: string, process: Process): Parts {
  const options = { connection: { connectionString, migrate: true } } as unknown as QueueOptions;
  return {
    queue: new Queue(queueName, options, createPostgresBackend as never),
    worker: new Worker(queueName, process, options, createPostgresBackend as never),
    redis: [],
  };
}

function onRedis(url: string, process: Process): Parts {
  const connect = (): Redis => new Redis(url, { maxRetriesPerRequest: null });
  const [forQueue, forWorker] = [connect(), connect()];
  return {
    queue: new Queue(queueName, { connection: forQueue, prefix: 'daybook' }),
    worker: new Worker(queueName, process, { connection: forWorker, prefix: 'daybook' }),
    redis: [forQueue, forWorker],
  };
}
