import { Registry } from 'prom-client';
import { EventServerMetrics, watchLog } from '../../libs/observability/event-server-metrics.js';
import { startMonitor } from '../../libs/observability/monitor.js';
import { watchReadiness } from '../../libs/observability/read-model-metrics.js';
import { readiness } from '../../libs/observability/readiness.js';
import type { LogWatch } from './log-watch.js';
import type { EventServer } from './server.js';

/** Counts what a server does and shows it on a port of its own. */
export class WatchedServer {
  private readonly metrics = new Registry();
  /** What the server has to be started with. */
  readonly watch: LogWatch = new EventServerMetrics(this.metrics);

  constructor(private readonly port: string) {}

  /** @returns how to end it. */
  show(server: EventServer): Promise<() => Promise<void>> {
    const ready = readiness({
      log: () => (server.live() ? Promise.resolve() : Promise.reject(new Error('the log is not writable'))),
    });
    watchLog(this.metrics, server);
    watchReadiness(this.metrics, ready);
    return startMonitor({ metrics: this.metrics, ready }, { ...process.env, METRICS_PORT: this.port });
  }
}
