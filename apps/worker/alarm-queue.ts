import { createPostgresBackend, Queue, Worker, type QueueOptions } from 'bullmq';
import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Deadline } from './deadlines.js';

const queueName = 'alarms';
/** Alarms answered at once. Each of them mostly waits for the event store, and many may fall due at the same minute. */
const concurrency = 16;
/** Beyond this an alarm is re-armed by the sweeper later; timers of the queue count in 32 bits. */
const longestDelayMs = 24 * 3_600_000;

interface Settings {
  readonly jobsDatabaseUrl: string;
  /** Undefined: BullMQ's own Postgres backend. */
  readonly redisUrl: string | undefined;
}

type Alarm = Pick<Deadline, 'reaction' | 'id'>;

/** The name of one alarm at one moment: adding it twice makes one job. */
const jobId = ({ reaction, id, dueAt }: Deadline): string =>
  createHash('sha256').update(`${reaction}/${id}/${dueAt.toISOString()}`).digest('hex');

/**
 * BullMQ as an alarm clock and nothing more: a job says which deadline to look at, never what to do.
 * It may ring twice or be lost; the deadline and the record's own rules make that harmless.
 */
export class AlarmQueue {
  private constructor(
    private readonly queue: Queue,
    private readonly worker: Worker,
    private readonly redis: readonly Redis[],
  ) {}

  static async open(
    settings: Settings,
    ring: (alarm: Alarm) => Promise<void>,
    report: (line: string) => void,
  ): Promise<AlarmQueue> {
    const process = ({ data }: { data: Alarm }): Promise<void> => ring(data);
    const { queue, worker, redis } =
      settings.redisUrl === undefined
        ? onPostgres(settings.jobsDatabaseUrl, process)
        : onRedis(settings.redisUrl, process);
    queue.on('error', (error) => report(`the alarm queue reports ${error.name}`));
    worker.on('error', (error) => report(`the alarm queue's worker reports ${error.name}`));
    worker.on('failed', (_job, error) => report(`an alarm failed and will ring again: ${error.name}`));
    await queue.waitUntilReady();
    await worker.waitUntilReady();
    return new AlarmQueue(queue, worker, redis);
  }

  /** Sets alarms; those that are set already, or lie too far ahead, stay as they are. */
  async arm(deadlines: readonly Deadline[]): Promise<void> {
    const now = Date.now();
    const soon = deadlines.filter(({ dueAt }) => dueAt.getTime() - now <= longestDelayMs);
    if (soon.length === 0) return;
    await this.queue.addBulk(
      soon.map((deadline) => ({
        name: deadline.reaction,
        data: { reaction: deadline.reaction, id: deadline.id } satisfies Alarm,
        opts: {
          jobId: jobId(deadline),
          delay: Math.max(0, deadline.dueAt.getTime() - now),
          attempts: 5,
          backoff: { type: 'exponential', delay: 500 },
          // A job that stays in the queue after its end would keep the sweeper from arming it again.
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

  async close(): Promise<void> {
    await this.worker.close();
    await this.queue.close();
    for (const connection of this.redis) connection.disconnect();
  }
}

type Process = (job: { data: Alarm }) => Promise<void>;
interface Parts {
  readonly queue: Queue;
  readonly worker: Worker;
  readonly redis: readonly Redis[];
}

function onPostgres(connectionString: string, process: Process): Parts {
  const options = { connection: { connectionString, migrate: true } } as unknown as QueueOptions;
  return {
    queue: new Queue(queueName, options, createPostgresBackend as never),
    worker: new Worker(queueName, process as never, { ...options, concurrency }, createPostgresBackend as never),
    redis: [],
  };
}

function onRedis(url: string, process: Process): Parts {
  const connect = (): Redis => new Redis(url, { maxRetriesPerRequest: null });
  const [forQueue, forWorker] = [connect(), connect()];
  return {
    queue: new Queue(queueName, { connection: forQueue, prefix: 'daybook' }),
    worker: new Worker(queueName, process as never, { connection: forWorker, prefix: 'daybook', concurrency }),
    redis: [forQueue, forWorker],
  };
}
