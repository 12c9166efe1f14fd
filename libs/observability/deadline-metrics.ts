import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How deadlines and follow-ups are kept. */
export class DeadlineMetrics {
  private readonly firedCount: Counter;
  private readonly withoutEffect: Counter;
  private readonly lateness: Histogram;

  /** `deadlines` counts those that are set, and those of them whose moment has passed; `followUps` those not done yet. */
  constructor(
    metrics: Registry,
    deadlines: () => Promise<{ set: number; due: number }>,
    followUps: () => Promise<number>,
  ) {
    this.firedCount = new Counter({
      name: 'daybook_deadlines_fired_total',
      help: 'Deadlines that fell due and whose command was answered',
      labelNames: ['reaction'],
      registers: [metrics],
    });
    this.withoutEffect = new Counter({
      name: 'daybook_deadlines_fired_without_effect_total',
      help: 'Deadlines that have fired again and again, and the record stays as it is',
      labelNames: ['reaction'],
      registers: [metrics],
    });
    this.lateness = new Histogram({
      name: 'daybook_deadline_lateness_seconds',
      help: 'From the moment of a deadline to the answer of its command, the first time it fires',
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
    new Gauge({
      name: 'daybook_follow_ups',
      help: 'Commands that follow from an event and have not been sent yet, or were refused',
      registers: [metrics],
      async collect() {
        this.reset();
        const count = await followUps().catch(() => undefined);
        if (count !== undefined) this.set(count);
      },
    });
  }

  /** A deadline's command has been answered. */
  fired(reaction: string, dueAt: Date): void {
    this.firedCount.inc({ reaction });
    this.lateness.observe(Math.max(0, (Date.now() - dueAt.getTime()) / 1000));
  }

  /** It has fired again, and the record stays as it is. */
  firedWithoutEffect(reaction: string): void {
    this.withoutEffect.inc({ reaction });
  }
}
