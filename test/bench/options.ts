import { parseArgs } from 'node:util';

export const usage = `usage: npm run bench -- eventserver|projections|graphql|filtering [options]
  --rounds N       how often the sides alternate (5)
  --only P1,P4     only these rows; graphql has P9 and hostile
  --json           one line of JSON per row instead of a table
  --against URL    eventserver: a real EventStoreDB (esdb://…) beside ours
  --against DIR,…  graphql: only the list, against other checkouts that are built
  --quick          eventserver: a log of 100,000 events for P5 and P11, not 1,000,000
  --events N,…     projections: lengths of the history (10000,100000)`;

export interface Options {
  readonly suite: string;
  readonly rounds: number;
  readonly json: boolean;
  readonly quick: boolean;
  readonly against: string | undefined;
  readonly events: readonly number[];
  wants(id: string): boolean;
}

export function optionsOf(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      against: { type: 'string' },
      events: { type: 'string', default: '10000,100000' },
    },
  });
  const only = values.only?.split(',');
  return {
    suite: positionals[0] ?? '',
    rounds: count(values.rounds),
    json: values.json,
    quick: values.quick,
    against: values.against,
    events: values.events.split(',').map(count),
    wants: (id) => only?.includes(id) ?? true,
  };
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`not a number of at least 1: ${text}\n${usage}`);
  return number;
}
