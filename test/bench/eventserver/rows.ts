import type { BenchPostgres } from '../bench-postgres.js';
import type { Options } from '../options.js';
import type { Row } from '../report.js';
import { appendLatency, appendThroughput } from './append-rows.js';
import type { Fill } from './client-calls.js';
import { bytes, needles, writeLongLog } from './long-log.js';
import { findRows, readRows } from './read-rows.js';
import { ourSide, realSide, stubbedSide, type Side } from './sides.js';
import { slowConsumerRows } from './slow-consumer-rows.js';
import { memoryRow, startRows } from './start-rows.js';

/** The rows of the event server, each measured on databases of its own. */
export async function* eventServerRows(postgres: BenchPostgres, options: Options): AsyncGenerator<Row> {
  const real = options.against === undefined ? undefined : await realSide(options.against);
  try {
    if (options.wants('P4')) {
      yield* using(ourSide(postgres, 'reads'), (ours) => readRows(ours, real, options));
    }
    if (options.wants('P1')) {
      yield* using(ourSide(postgres, 'latency'), (ours) => appendLatency(postgres, ours, real, options));
    }
    if (options.wants('P2') || options.wants('P3')) {
      yield* using(ourSide(postgres, 'throughput'), (ours) =>
        using(stubbedSide(postgres, 'stubbed'), (stubbed) => appendThroughput(ours, stubbed, real, options)),
      );
    }
    if (options.wants('P5') || options.wants('P11')) {
      const length = options.quick ? 100_000 : 1_000_000;
      if (options.wants('P5')) await real?.client.call('fill', { events: length, needles, bytes } satisfies Fill);
      const filled = ourSide(postgres, 'long', (databaseUrl) => writeLongLog(databaseUrl, length));
      yield* using(filled, (ours) => longLogRows(ours, real, length, options));
    }
    if (options.wants('P12')) {
      yield* startRows(postgres.folder, options);
      yield* using(ourSide(postgres, 'memory'), memoryRow);
    }
  } finally {
    await real?.stop();
  }
}

async function* longLogRows(ours: Side, real: Side | undefined, length: number, options: Options): AsyncGenerator<Row> {
  if (options.wants('P5')) yield* findRows(ours, real, length, options);
  if (options.wants('P11')) yield* slowConsumerRows(ours, length);
}

async function* using(starting: Promise<Side>, rows: (side: Side) => AsyncIterable<Row>): AsyncGenerator<Row> {
  const side = await starting;
  try {
    yield* rows(side);
  } finally {
    await side.stop();
  }
}
