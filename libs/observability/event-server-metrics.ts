import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const seconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];

/** What the event server does: appends and how they share commits, what is asked of the log, who follows it. */
export class EventServerMetrics {
  private readonly appends: Histogram;
  private readonly commits: Histogram;
  private readonly commitAppends: Histogram;
  private readonly commitEvents: Histogram;
  private readonly reads: Histogram;
  private readonly rows: Counter;
  private readonly subscriptions: Gauge;

  constructor(metrics: Registry) {
    const registers = [metrics];
    this.appends = new Histogram({
      name: 'eventserver_append_seconds',
      help: 'From the arrival of an append to its answer, by how it ended',
      labelNames: ['outcome'],
      buckets: seconds,
      registers,
    });
    this.commits = new Histogram({
      name: 'eventserver_commit_seconds',
      help: 'Time of a commit, with deciding what goes into it',
      buckets: seconds,
      registers,
    });
    const sizes = [1, 2, 5, 10, 20, 50, 100, 500, 1_000, 8_192];
    this.commitAppends = new Histogram({
      name: 'eventserver_commit_appends',
      help: 'Appends that shared a commit',
      buckets: sizes,
      registers,
    });
    this.commitEvents = new Histogram({
      name: 'eventserver_commit_events',
      help: 'Events of a commit; its sum is all that was written',
      buckets: [0, ...sizes],
      registers,
    });
    this.reads = new Histogram({
      name: 'eventserver_read_seconds',
      help: 'Time of a question to the database, by its kind',
      labelNames: ['query'],
      buckets: seconds,
      registers,
    });
    this.rows = new Counter({
      name: 'eventserver_read_rows_total',
      help: 'Events, or rows about streams, that the database answered',
      labelNames: ['query'],
      registers,
    });
    this.subscriptions = new Gauge({
      name: 'eventserver_subscriptions',
      help: 'Subscriptions that are open',
      labelNames: ['kind'],
      registers,
    });
    for (const kind of ['catch-up', 'persistent']) this.subscriptions.set({ kind }, 0);
  }

  appended(outcome: string, took: number): void {
    this.appends.observe({ outcome }, took);
  }

  committed(appends: number, events: number, took: number): void {
    this.commits.observe(took);
    this.commitAppends.observe(appends);
    this.commitEvents.observe(events);
  }

  read(query: string, rows: number, took: number): void {
    this.reads.observe({ query }, took);
    this.rows.inc({ query }, rows);
  }

  subscribed(kind: string): () => void {
    this.subscriptions.inc({ kind });
    return () => this.subscriptions.dec({ kind });
  }
}

/** The newest position, and whether anything can be appended, at the moment somebody looks. */
export function watchLog(metrics: Registry, log: { readonly head: () => number; readonly live: () => boolean }): void {
  new Gauge({
    name: 'eventserver_head_position',
    help: 'The position of the newest event',
    registers: [metrics],
    collect() {
      this.set(log.head());
    },
  });
  new Gauge({
    name: 'eventserver_writable',
    help: '1 while the log has its database and can be appended to',
    registers: [metrics],
    collect() {
      this.set(log.live() ? 1 : 0);
    },
  });
}
