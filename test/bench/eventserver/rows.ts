import type { BenchPostgres } from '../bench-postgres.js';
import { residentMiB } from '../machine.js';
import type { Options } from '../options.js';
import type { Row } from '../report.js';
import { appendLatency, appendThroughput } from './append-rows.js';
import { fillLongLog, findRows, readRows } from './read-rows.js';
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
      yield* using(ourSide(postgres, 'long'), (ours) => longLogRows(ours, length, options));
    }
    if (options.wants('P12')) yield* startRows(options);
  } finally {
    await real?.stop();
  }
}

async function* longLogRows(ours: Side, length: number, options: Options): AsyncGenerator<Row> {
  await fillLongLog(ours, length);
  if (options.wants('P5')) yield* findRows(ours, length, options);
  if (options.wants('P11')) yield* slowConsumerRows(ours, length);
  if (options.wants('P12')) yield memoryRow(residentMiB(ours.serverPid ?? 0));
}

async function* using(starting: Promise<Side>, rows: (side: Side) => AsyncIterable<Row>): AsyncGenerator<Row> {
  const side = await starting;
  try {
    yield* rows(side);
  } finally {
    await side.stop();
  }
}
