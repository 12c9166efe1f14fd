import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How the alarms are kept. */
export class DeadlineMetrics {
  private readonly rung: Counter;
  private readonly lateness: Histogram;

  /** `deadlines` counts those that are set, and those of them whose moment has passed. */
  constructor(metrics: Registry, deadlines: () => Promise<{ set: number; due: number }>) {
    this.rung = new Counter({
      name: 'daybook_alarms_rung_total',
      help: 'DeadlineTimer that rang at their moment and whose command was answered',
      labelNames: ['reaction'],
      registers: [metrics],
    });
    this.lateness = new Histogram({
      name: 'daybook_alarm_lateness_seconds',
      help: 'From the moment of a deadline to the answer of its command',
      buckets: [0.1, 0.5, 1, 2, 5, 30, 60, 600, 3_600],
      registers: [metrics],
    });
    new Gauge({
      name: 'daybook_deadlines',
      help: 'Deadlines that are set; due: their moment has passed and nothing has come of them yet',
      labelNames: ['state'],
      registers: [metrics],
      async collect() {
        this.reset();
        const counts = await deadlines().catch(() => undefined);
        for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
      },
    });
  }

  /** An alarm's command has been answered. */
  fired(reaction: string, dueAt: Date): void {
    this.rung.inc({ reaction });
    this.lateness.observe(Math.max(0, (Date.now() - dueAt.getTime()) / 1000));
  }
}
