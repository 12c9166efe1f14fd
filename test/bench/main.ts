import { eventServerRows } from './eventserver/rows.js';
import { filteringRows } from './filtering/rows.js';
import { graphqlRows } from './graphql/rows.js';
import { machineText } from './machine.js';
import { optionsOf, usage, type Options } from './options.js';
import { projectionRows } from './projections/rows.js';
import { jsonLine, table, type Row } from './report.js';
import { startBenchPostgres, type BenchPostgres } from './bench-postgres.js';

type Suite = (postgres: BenchPostgres, options: Options) => AsyncIterable<Row>;
const suites: Readonly<Record<string, Suite>> = {
  eventserver: eventServerRows,
  projections: projectionRows,
  graphql: graphqlRows,
  filtering: filteringRows,
};

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const suite = suites[options.suite];
  if (suite === undefined) throw new Error(usage);
  const postgres = await startBenchPostgres();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void postgres.remove().finally(() => process.exit(1)));
  }
  const rows: Row[] = [];
  try {
    console.error(`before: ${machineText(postgres.folder)}`);
    for await (const row of suite(postgres, options)) {
      rows.push(row);
      if (options.json) console.log(jsonLine(row));
      else console.error(`${row.id} measured`);
    }
    console.error(`after: ${machineText(postgres.folder)}`);
  } finally {
    await postgres.remove();
  }
  if (!options.json) console.log(table(rows));
}

main().catch((error: unknown) => {
  console.error('bench:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
