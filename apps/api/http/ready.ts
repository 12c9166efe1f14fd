import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { lagOf, type Lag } from '#libs/eventing/read-models/projection-lag.js';
import { readModelStates, type ReadModelState } from '#libs/eventing/read-models/read-model-states.js';
import { assertKeepingUp, parkedIn, readiness, shared, type Readiness } from '#libs/observability/readiness.js';
import { projections } from '#projections/index.js';

/** The states of the read models, asked once a second at most. */
@Injectable()
export class ReadModelStates {
  readonly now: () => Promise<readonly ReadModelState[]>;

  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(DataSource) source: DataSource,
  ) {
    this.now = shared(1_000, () => readModelStates(store, projections, (sql) => source.query(sql)));
  }

  /** How far read models that stand at these positions are behind the log, at this moment. */
  lagsAt(positions: ReadonlyMap<string, bigint>): Promise<ReadonlyMap<string, Lag>> {
    return lagOf(this.store, projections, positions);
  }
}

/** Whether the API can do its work. */
export abstract class Ready {
  abstract now(): Promise<Readiness>;
}

export function readyWith(store: EventStore, source: DataSource, states: ReadModelStates): Ready {
  return {
    now: readiness(
      {
        'event store': () => store.head(),
        recording: () => store.assertRecording(),
        'read models': () => source.query('select 1'),
        'projection lag': async () => assertKeepingUp(await states.now()),
      },
      async () => parkedIn(await states.now()),
    ),
  };
}
