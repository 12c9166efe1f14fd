import type { BenchPostgres } from '../bench-postgres.js';
import type { Options } from '../options.js';
import type { Row } from '../report.js';
import { onePassRows, rebuildRows } from './rebuild-rows.js';
import { burstRows, visibilityRows } from './visibility-rows.js';

/** The rows of the read models. */
export async function* projectionRows(postgres: BenchPostgres, options: Options): AsyncGenerator<Row> {
  if (options.wants('P6')) yield* rebuildRows(postgres, options);
  if (options.wants('P7')) yield* onePassRows(postgres, options);
  if (options.wants('P8')) {
    yield* visibilityRows(postgres, options);
    yield* burstRows(postgres, options);
  }
}
