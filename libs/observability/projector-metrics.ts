import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { paceOf } from '#libs/eventing/read-models/pace.js';
import type { Progress } from '#libs/eventing/read-models/rebuild.js';

/** What a projector does; how far it has come is told by the read models themselves. */
export class ProjectorMetrics {
  private readonly leader: Gauge;
  private readonly events: Counter;
  private readonly sizes: Histogram;
  private readonly durations: Histogram;
  private readonly built: Gauge;
  private readonly builtShare: Gauge;

  constructor(metrics: Registry) {
    this.leader = new Gauge({
      name: 'daybook_projector_leader',
      help: '1 while this process holds the lease and so writes the read models',
      registers: [metrics],
    });
    this.events = new Counter({
      name: 'daybook_projected_events_total',
      help: 'Events taken into the read models',
      registers: [metrics],
    });
    this.sizes = new Histogram({
      name: 'daybook_projection_batch_events',
      help: 'Events per batch',
      buckets: [0, 1, 10, 100, 1_000, 10_000],
      registers: [metrics],
    });
    this.durations = new Histogram({
      name: 'daybook_projection_batch_seconds',
      help: 'Time from a batch to its commit',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers: [metrics],
    });
    this.built = new Gauge({
      name: 'daybook_rebuild_events',
      help: 'Events taken into the read models that are being built anew; 0 while none is',
      registers: [metrics],
    });
    this.builtShare = new Gauge({
      name: 'daybook_rebuild_share',
      help: 'How much of the log lies behind the read models that are being built anew; 1 while none is',
      registers: [metrics],
    });
    this.builtShare.set(1);
  }

  /** How far the building of stale read models is; `undefined` once it is over. */
  builds(progress: Progress | undefined): void {
    this.built.set(progress?.events ?? 0);
    this.builtShare.set(progress ? paceOf(progress, 0).share : 1);
  }

  leads(does: boolean): void {
    this.leader.set(does ? 1 : 0);
  }

  /** Called when a batch arrives. @returns what to call when it has been committed. */
  batch(events: number): () => void {
    const committed = this.durations.startTimer();
    return () => {
      committed();
      this.sizes.observe(events);
      this.events.inc(events);
    };
  }
}
