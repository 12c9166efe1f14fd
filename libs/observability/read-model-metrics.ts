import { Gauge, type Registry } from 'prom-client';
import type { ReadModelState } from '#libs/eventing/read-models/read-model-states.js';
import type { Readiness } from './readiness.js';

/** Shows how the read models do at the moment somebody looks. What cannot be asked is missing, and `daybook_ready` is 0. */
export function watchReadModels(metrics: Registry, states: () => Promise<readonly ReadModelState[]>): void {
  const gauge = (name: string, help: string, valueOf: (state: ReadModelState) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: ['read_model'],
      registers: [metrics],
      async collect() {
        this.reset();
        for (const state of await states().catch(() => [])) this.set({ read_model: state.name }, valueOf(state));
      },
    });
  gauge('daybook_projection_lag_events', 'Events a read model has still to take', ({ lag }) => lag.events);
  gauge('daybook_projection_lag_seconds', 'Age of the first event it has still to take', ({ lag }) => lag.seconds);
  gauge('daybook_parked_streams', 'Streams a read model could not follow', ({ parkedStreams }) => parkedStreams);
}

/** `daybook_ready`: 1 if the process can do its work. */
export function watchReadiness(metrics: Registry, ready: () => Promise<Readiness>): void {
  new Gauge({
    name: 'daybook_ready',
    help: '1 if all that the process needs can be reached and nothing lags too far behind',
    registers: [metrics],
    async collect() {
      this.set((await ready()).status === 'notReady' ? 0 : 1);
    },
  });
}
