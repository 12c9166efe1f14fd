import type { ClientConfig } from 'pg';

/** A database that has not answered for so long counts as gone: the line to it may be dead without anyone being told. */
export const usualTimeoutMs = 10_000;

/** `who` is the name that an operator sees in pg_stat_activity. `toAnswerMs` is for statements that may take long. */
export const connectionSettings = (
  connectionString: string,
  who: string,
  toAnswerMs = usualTimeoutMs,
): ClientConfig => ({
  connectionString,
  application_name: `eventserver ${who}`,
  keepAlive: true,
  connectionTimeoutMillis: Math.min(toAnswerMs, usualTimeoutMs) / 2,
  query_timeout: toAnswerMs,
});
