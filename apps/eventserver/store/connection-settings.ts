import type { ClientConfig } from 'pg';

/** A database that has not answered for so long counts as gone: the line to it may be dead without anyone being told. */
const patienceMs = { toConnect: 5_000, toAnswer: 10_000 };

/** `who` is the name that an operator sees in pg_stat_activity. `toAnswerMs` is for statements that may take long. */
export const connectionSettings = (
  connectionString: string,
  who: string,
  toAnswerMs = patienceMs.toAnswer,
): ClientConfig => ({
  connectionString,
  application_name: `eventserver ${who}`,
  keepAlive: true,
  connectionTimeoutMillis: patienceMs.toConnect,
  query_timeout: toAnswerMs,
});
