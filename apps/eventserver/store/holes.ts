import pg from 'pg';
import { connectionSettings } from './connection-settings.js';
import { LogCorrupted } from './event-log.js';

/** Counting a whole log may take a while, and nobody waits for it. */
const timeoutMs = 300_000;
/** So many are told; a log with more has lost more than a list could say. */
const mostTold = 100;

/** Positions at which there should be an event; both ends belong to it. */
export interface Hole {
  readonly first: number;
  readonly last: number;
}

export type Asking = <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) => Promise<Row[]>;

/** Revisions of a stream, or positions of the log if none is named, that a reader should have been shown. */
export interface Expected {
  readonly stream?: string | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * Refuses what was taken out of the log underneath: what is neither there nor was removed by a scavenge. (An event that is
 * there and was not shown was too old for its stream.)
 */
export async function refuseHole(ask: Asking, { stream, from, to }: Expected): Promise<void> {
  const [column, of, condition] =
    stream === undefined
      ? (['position', 'positions', 'true'] as const)
      : (['revision', 'revisions', 'stream = $3'] as const);
  const [row] = await ask<{ missing: string | null }>(
    `holes-of-${of}`,
    `select lower(int8multirange(int8range($1, $2, '[]'))
       - coalesce((select range_agg(one) from removed_events, unnest(${of}) one
           where ${condition} and ${of} && int8range($1, $2, '[]')), '{}')
       - coalesce((select range_agg(int8range(${column}, ${column}, '[]')) from events
           where ${condition} and ${column} between $1 and $2), '{}')) as missing`,
    [from, to, ...(stream === undefined ? [] : [Buffer.from(stream)])],
  );
  if (row?.missing === null || row === undefined) return;
  throw missing({ stream, at: row.missing });
}

/** `at` is a revision of the stream, or a position of the log if none is named. */
export function missing({ stream, at }: { stream?: string | undefined; at: number | string }): LogCorrupted {
  const where = stream === undefined ? `at position ${at}` : `of revision ${at} in the stream ${stream}`;
  return new LogCorrupted(`the event ${where} is missing, and no scavenge has removed it`);
}

/** The holes of the whole log up to its head. */
export async function holesOf(databaseUrl: string, head: number, signal: AbortSignal): Promise<Hole[]> {
  const client = new pg.Client(connectionSettings(databaseUrl, 'examiner', timeoutMs));
  // A connection that breaks is noticed by the next query.
  client.on('error', () => undefined);
  const giveUp = (): void => void client.end();
  signal.addEventListener('abort', giveUp);
  try {
    await client.connect();
    const { rows: counted } = await client.query<{ missing: string }>(
      `select $1::bigint - (select count(*) from events where position <= $1)
         - (select coalesce(sum(upper(one) - lower(one)), 0) from removed_events, unnest(positions) one) as missing`,
      [head],
    );
    if (Number(counted[0]?.missing) === 0) return [];
    const { rows } = await client.query<{ first: string; last: string }>(
      `select lower(hole) as first, upper(hole) - 1 as last from unnest(
         coalesce((select range_agg(int8range(before + 1, position)) from (
             select position, lag(position, 1, 0::bigint) over (order by position) as before from events
             union all select $1::bigint + 1, coalesce(max(position), 0) from events where position <= $1
           ) neighbours where position > before + 1), '{}')
         - coalesce((select range_agg(one) from removed_events, unnest(positions) one), '{}')
       ) hole order by 1 limit ${mostTold}`,
      [head],
    );
    return rows.map(({ first, last }) => ({ first: Number(first), last: Number(last) }));
  } finally {
    signal.removeEventListener('abort', giveUp);
    await client.end();
  }
}

export const toldOf = ({ first, last }: Hole): string =>
  first === last
    ? `the event at position ${first} is missing, and no scavenge has removed it`
    : `the events at positions ${first} to ${last} are missing, and no scavenge has removed them`;
