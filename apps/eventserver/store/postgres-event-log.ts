import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { secondsSince, type LogWatch } from '../log-watch.js';
import { historyMetadata } from '../scavenge/history.js';
import { connectionSettings, usualTimeoutMs } from './connection-settings.js';
import { copyOut } from './copy-out.js';
import {
  LogCorrupted,
  LogUnavailable,
  type AppendOutcome,
  type EventLog,
  type ExpectedRevision,
  type LoggedEvent,
  type NamePrefixes,
  type Page,
  type ProposedEvent,
  type Removal,
  type RemovalOutcome,
  type StreamView,
} from './event-log.js';
import { holesOf, missing, refuseHole, toldOf, type Expected, type Hole } from './holes.js';
import { LiveFeed } from './live-feed.js';
import { copiedColumns, copiedEventOf, eventColumns, eventOf, type EventRow, type NoEventRow } from './rows.js';
import { createSchema } from './schema.js';
import { describedStream, isMetadataStream, metadataStream } from './stream-metadata.js';
import { revisionText, storedMetadata, tombstoneText } from './stream-states.js';
import { metadataEvent } from './system-events.js';
import { connectAsWriter, headPosition } from './writer-connection.js';
import { Writer } from './writer.js';

/** A page of a read holds at most this much; a reader that stands still keeps two pages, one of them encoded. */
const pageBytes = 256 * 1024;
const readers = 8;
/** So few matches of a filter are looked up by an index instead of being found by reading everything. */
const rareEvents = 2_000;
const pageEvents = 1_000;
const examinedAgainMs = 5_000;

export interface PostgresEventLogOptions {
  readonly databaseUrl: string;
  /** Creates the tables and owns them; the server's own role then only has the right to read and to add. */
  readonly ownerUrl?: string | undefined;
  /** How long the database may take to answer before the line to it counts as dead; 10 s unless told. */
  readonly timeoutMs?: number | undefined;
  /** Whether what metadata hides may be removed when an operator asks for it. */
  readonly scavenge: boolean;
  readonly watch?: LogWatch | undefined;
  /** Told when this server can never write again, because another one has taken over. */
  readonly lost: (error: Error) => void;
  /** Told of what is missing of the log. */
  readonly found: (finding: string) => void;
}

export class PostgresEventLog implements EventLog {
  private readonly closing = new AbortController();
  private examined: Promise<void> = Promise.resolve();
  private holes: readonly Hole[] = [];

  private constructor(
    private readonly pool: pg.Pool,
    private readonly writer: Writer,
    readonly feed: LiveFeed,
    readonly watch: LogWatch | undefined,
  ) {}

  static async open(options: PostgresEventLogOptions): Promise<PostgresEventLog> {
    const { databaseUrl, timeoutMs = usualTimeoutMs } = options;
    const connection = await connectAsWriter(databaseUrl, timeoutMs);
    const { client } = connection;
    try {
      await prepare(client, options);
      const feed = new LiveFeed(await headPosition(client));
      const writer = Writer.start(connection, feed, { ...options, timeoutMs });
      const pool = new pg.Pool({ ...connectionSettings(databaseUrl, 'reader', timeoutMs), max: readers });
      // An idle reader that breaks is replaced by the next read.
      pool.on('error', () => undefined);
      const log = new PostgresEventLog(pool, writer, feed, options.watch);
      log.examined = log.examine(options);
      if (feed.head === 0) await log.append('$$$scavenges', 'no_stream', [metadataEvent(Buffer.from(historyMetadata))]);
      return log;
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  /** Looks for what was taken out of the log while nobody watched; what can be read is served meanwhile. */
  private async examine({ databaseUrl, found }: PostgresEventLogOptions): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        this.holes = await holesOf(databaseUrl, this.feed.head, signal);
        for (const hole of this.holes) found(toldOf(hole));
        return;
      } catch {
        // A database that is away is told about by those who want something of it.
        await sleep(examinedAgainMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Whether events can be appended now: the log has its database, and that has room. */
  get writable(): boolean {
    return this.writer.writable;
  }

  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly ProposedEvent[],
    deadline?: number,
  ): Promise<AppendOutcome> {
    const start = performance.now();
    const answer = this.writer.append(stream, expected, events, deadline);
    if (this.watch !== undefined)
      answer.then(
        ({ kind }) => this.watch?.appended(kind, secondsSince(start)),
        () => this.watch?.appended('failed', secondsSince(start)),
      );
    return answer;
  }

  remove(stream: string, expected: ExpectedRevision, how: Removal): Promise<RemovalOutcome> {
    return this.writer.remove(stream, expected, how);
  }

  async viewStream(stream: string): Promise<StreamView> {
    // Whether the stream a metadata stream describes was tombstoned decides over both.
    const owner = isMetadataStream(stream) ? describedStream(stream) : stream;
    const committed = this.writer.committedHead(stream);
    const [row] = await this.query<{ head: string | null; ended: boolean } & (EventRow | NoEventRow)>(
      'view-stream',
      `select known.*, metadata.* from (
         select (select revision from events where stream = $1 and revision < $4 order by revision desc limit 1) as head,
           exists (select from events where stream in ($1, $2) and revision = $4) as ended
       ) known left join lateral (
         select ${eventColumns} from events where stream = $3 and revision < $4 order by revision desc limit 1
       ) metadata on true`,
      [Buffer.from(stream), Buffer.from(owner), Buffer.from(metadataStream(stream)), tombstoneText],
    );
    if (row === undefined) throw new Error('a query that always has a row had none');
    const head = row.head === null ? -1 : Number(row.head);
    // A scavenge leaves the newest event of a stream, except of one that was tombstoned.
    if (head < committed && !row.ended) throw missing({ stream, at: committed });
    const metadata = storedMetadata(stream, row);
    const kept = metadata.maxCount === undefined ? 0 : head + 1 - metadata.maxCount;
    return {
      state: row.ended ? 'tombstoned' : head < 0 ? 'missing' : metadata.softDeleted ? 'deleted' : 'live',
      head,
      firstRevision: Math.max(0, metadata.truncateBefore, kept),
      createdAfter: metadata.maxAgeSeconds === undefined ? 0 : Date.now() - metadata.maxAgeSeconds * 1000,
    };
  }

  async readStream(stream: string, view: StreamView, page: Page): Promise<LoggedEvent[]> {
    const forwards = page.direction === 'forwards';
    const low = forwards ? Math.max(page.from ?? 0, view.firstRevision) : view.firstRevision;
    const high = forwards ? view.head : Math.min(page.from ?? view.head, view.head);
    if (low > high) return [];
    const query = `select ${eventColumns} from events
      where stream = $3 and revision between $4 and $5 and created >= $6
      order by revision ${forwards ? 'asc' : 'desc'} limit $1`;
    const rows = await this.query<EventRow>(`read-stream-${page.direction}`, pageOf(query, page, '$2', eventColumns), [
      limitOf(page),
      pageBytes,
      Buffer.from(stream),
      revisionText(low),
      revisionText(high),
      Math.floor(view.createdAfter),
    ]);
    const events = rows.map(eventOf);
    await this.refuseHole(events, page, { stream, from: low, to: high });
    return events;
  }

  async readAll(page: Page): Promise<LoggedEvent[]> {
    const forwards = page.direction === 'forwards';
    // A client may name any position, also one that no column could hold.
    if (forwards && (page.from ?? 0) > this.feed.head) return [];
    const from = forwards ? (page.from ?? 0) : Math.min(page.from ?? this.feed.head, this.feed.head);
    const head = this.feed.head;
    const query = `select ${eventColumns} from events where position ${forwards ? '>=' : '<='} ${from}
      order by position ${forwards ? 'asc' : 'desc'} limit ${limitOf(page)}`;
    const copied = pageOf(query, page, String(pageBytes), copiedColumns);
    const events = await this.timed(`read-all-${page.direction}`, () => copyOut(this.pool, copied, copiedEventOf));
    const expected = forwards ? { from: Math.max(from, 1), to: head } : { from: 1, to: from };
    await this.refuseHole(events, page, expected);
    return events;
  }

  async rarePositions({ on, prefixes }: NamePrefixes, after: number, to: number): Promise<number[] | undefined> {
    // Whether one of them was taken away nobody knows, so the log is read until it says so.
    if (this.holes.some(({ first, last }) => last > after && first <= to)) return undefined;
    const found = new Set<number>();
    for (const prefix of prefixes) {
      const low = Buffer.from(prefix);
      // UTF-8 never uses this byte, so everything that begins with the prefix is below it.
      const high = Buffer.concat([low, Buffer.of(0xff)]);
      const rows = await this.query<{ position: string }>(
        `rare-${on}`,
        `select position from events
         where ${on} >= $1 and ${on} < $2 and position > $3 and position <= $4 limit ${rareEvents + 1}`,
        [low, high, Math.min(after, to), to],
      );
      for (const row of rows) found.add(Number(row.position));
      if (found.size > rareEvents) return undefined;
    }
    return [...found].sort((a, b) => a - b);
  }

  async readPositions(positions: readonly number[]): Promise<LoggedEvent[]> {
    const rows = await this.query<EventRow>(
      'read-positions',
      `select ${eventColumns} from events where position = any($1::bigint[]) order by position`,
      [positions],
    );
    return rows.map(eventOf);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.examined;
    await this.writer.close();
    await this.pool.end();
  }

  /** A page that is full goes on where it ends; any other must reach the end. */
  private async refuseHole(
    events: readonly LoggedEvent[],
    { direction, limit }: Page,
    { stream, from, to }: Expected,
  ): Promise<void> {
    const last = events.at(-1);
    const end = last && (stream === undefined ? last.position : last.revision);
    const full =
      events.length === Math.min(limit, pageEvents) ||
      events.reduce((bytes, event) => bytes + event.record.length, 0) >= pageBytes;
    const [low, high] =
      end === undefined
        ? [from, to]
        : direction === 'forwards'
          ? [from, full ? end : Math.max(end, to)]
          : [full ? end : from, to];
    if (events.length < high - low + 1)
      await refuseHole((name, text, values) => this.query(name, text, values), { stream, from: low, to: high });
  }

  private query<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return this.timed(name, async () => (await this.pool.query<Row>({ name, text, values })).rows);
  }

  private async timed<Row>(name: string, read: () => Promise<Row[]>): Promise<Row[]> {
    const start = performance.now();
    try {
      const rows = await read();
      this.watch?.read(name, rows.length, secondsSince(start));
      return rows;
    } catch (error) {
      if (error instanceof LogCorrupted) throw error;
      throw new LogUnavailable(
        `the event log cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

const limitOf = (page: Page): number => Math.min(page.limit, pageEvents);

/** The events of a query, cut off where they exceed a page's bytes; there is always at least one. */
function pageOf(query: string, { direction }: Page, bytes: string, columns: string): string {
  const order = direction === 'forwards' ? 'asc' : 'desc';
  return `select ${columns} from (
      select *, sum(size) over (order by position ${order} rows unbounded preceding) - size as before from (${query}) found
    ) page where before < ${bytes} order by position ${order}`;
}

async function prepare(client: pg.Client, { ownerUrl, scavenge }: PostgresEventLogOptions): Promise<void> {
  if (ownerUrl === undefined) {
    await createSchema(client, { scavenge });
    return;
  }
  const { rows } = await client.query<{ user: string }>('select current_user as user');
  const owner = new pg.Client({ connectionString: ownerUrl, application_name: 'eventserver owner' });
  await owner.connect();
  try {
    await createSchema(owner, { user: rows[0]?.user, scavenge });
  } finally {
    await owner.end();
  }
}
