import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { hasCode } from '../../../libs/processes/error-code.js';
import { secondsSince, type LogWatch } from '../log-watch.js';
import { tombstoneRevision } from '../recorded-event.js';
import { decideAppend, decideRemoval, isSoftDeleted } from './decide.js';
import {
  LogCorrupted,
  LogUnavailable,
  type AppendOutcome,
  type ExpectedRevision,
  type ProposedEvent,
  type Removal,
  type RemovalOutcome,
} from './event-log.js';
import { FlushQueue, type Queued } from './flush-queue.js';
import type { LiveFeed } from './live-feed.js';
import { idColumns, idOf, type IdRow } from './rows.js';
import { StagedEvents } from './staged-events.js';
import {
  describedStream,
  isMetadataStream,
  metadataOf,
  metadataStream,
  ofSoftDeletion,
  withTruncateBefore,
} from './stream-metadata.js';
import { StreamStates, revisionText } from './stream-states.js';
import type { StreamState } from './stream-state.js';
import {
  AnotherWriter,
  connectAsWriter,
  headPosition,
  heartbeatMs,
  noteHead,
  unavailable,
  type Session,
  type WriterConnection,
} from './writer-connection.js';
import { metadataEvent, tombstoneEvent } from './system-events.js';

/** So many events and appends later it is seen to that what is remembered of streams does not grow. */
const doneBetweenForgetting = 5_000;
/**
 * Where so many are answered together, they are about to ask again: the next commit waits a moment for them instead of
 * taking the first few alone. Fewer writers than that never wait for anybody.
 */
const smallestCrowd = 8;
const gatheringMs = 1;

/** PostgreSQL's SQLSTATE `disk_full`. */
const diskFullCode = '53100';

interface WriterOptions {
  readonly databaseUrl: string;
  /** How long the database may take to answer. */
  readonly timeoutMs: number;
  /** Told when another server has taken over the log: this one can never write again. */
  readonly lost: (error: Error) => void;
  readonly watch?: LogWatch | undefined;
}

interface Operation extends Queued {
  readonly stream: string;
  /** Decides against all that was decided before, and stages what is to be written; the answer waits for the commit. */
  readonly decide: (state: StreamState, staged: StagedEvents) => Promise<() => void>;
  readonly reject: (error: LogUnavailable | LogCorrupted) => void;
}

/**
 * The one writer. What is asked while a commit is under way is decided and committed together next, and nothing is
 * answered before the commit that made it durable.
 */
export class Writer {
  private readonly queue = new FlushQueue<Operation>();
  private working: Promise<void> | undefined;
  private reconnecting: Promise<void> | undefined;
  private closed = false;
  private diskFull = false;
  private doneSinceForgetting = 0;
  /** How many were answered together of late. */
  private crowd = 0;
  /** What was noted last of how far the log has come. */
  private noted: { head: number; at: number };
  private readonly states = new StreamStates();

  private client: Client | undefined;
  private session: Session;
  private readonly heartbeatMs: number;
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(
    { client, session }: WriterConnection,
    private readonly feed: LiveFeed,
    private readonly options: WriterOptions,
  ) {
    this.client = client;
    this.session = session;
    this.noted = { head: feed.head, at: Date.now() };
    this.heartbeatMs = heartbeatMs(options.timeoutMs);
    this.heartbeat = setInterval(() => {
      if (this.client !== undefined) this.working ??= this.beat();
    }, this.heartbeatMs).unref();
    this.watch();
  }

  static start(connection: WriterConnection, feed: LiveFeed, options: WriterOptions): Writer {
    return new Writer(connection, feed, options);
  }

  /** Whether appends can succeed: connected, and the last one did not fail because the disk is full. */
  get writable(): boolean {
    return this.client !== undefined && !this.closed && !this.diskFull;
  }

  /** The revision of the newest event of a stream, as far as it is remembered; -1 if not. */
  committedHead(stream: string): number {
    return this.states.get(stream)?.committed ?? -1;
  }

  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly ProposedEvent[],
    deadline = Infinity,
  ): Promise<AppendOutcome> {
    return this.ask<AppendOutcome>(stream, events, async (state, staged) =>
      Date.now() > deadline ? { kind: 'too-late' } : this.decideAppend(state, expected, events, staged),
    );
  }

  remove(stream: string, expected: ExpectedRevision, how: Removal): Promise<RemovalOutcome> {
    return this.ask(stream, [], (state, staged) => this.decideRemoval(state, expected, how, staged));
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.heartbeat);
    await this.working;
    await this.reconnecting;
    await this.tell().catch(() => undefined);
    await this.client?.end();
  }

  private ask<Outcome>(
    stream: string,
    events: readonly ProposedEvent[],
    decide: (state: StreamState, staged: StagedEvents) => Promise<Outcome>,
  ): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(new LogUnavailable('the event log is closing'));
        return;
      }
      if (this.client === undefined) {
        reject(new LogUnavailable('the event log is not connected to its database'));
        return;
      }
      this.queue.push({
        stream,
        events,
        bytes: events.reduce((sum, event) => sum + event.data.length + event.metadata.length, 0),
        decide: async (state, staged) => {
          const outcome = await decide(state, staged);
          return () => resolve(outcome);
        },
        reject,
      });
      this.working ??= this.work();
    });
  }

  /** Tells PostgreSQL that the writer is there, and finds out whether PostgreSQL is. */
  private async beat(): Promise<void> {
    await this.tell().catch(() => this.connectAgain());
    await this.work();
  }

  private async tell(): Promise<void> {
    const { head } = this.feed;
    if (this.client === undefined) return;
    if (head === this.noted.head) {
      await this.client.query('select');
      return;
    }
    await noteHead(this.client, head);
    this.noted = { head, at: Date.now() };
  }

  private async work(): Promise<void> {
    // Requests that arrive in the same turn share a flush.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) {
      if (this.crowd >= smallestCrowd && this.queue.length < this.crowd) await sleep(gatheringMs);
      await this.flush(this.queue.take());
      // Where something is always written, the heart never finds a moment for its beat.
      if (Date.now() - this.noted.at > 2 * this.heartbeatMs) await this.tell().catch(() => this.connectAgain());
    }
    this.working = undefined;
  }

  private async flush(batch: readonly Operation[]): Promise<void> {
    const client = this.client;
    const start = performance.now();
    try {
      if (client === undefined) throw new LogUnavailable('the event log is not connected to its database');
      await this.states.load(
        client,
        batch.map((operation) => operation.stream),
      );
      const staged = new StagedEvents(this.feed.head);
      const answers: (() => void)[] = [];
      for (const operation of batch) answers.push(await this.decided(operation, staged));
      await staged.insert(client);
      if (staged.events.length > 0) this.diskFull = false;
      this.options.watch?.committed(batch.length, staged.events.length, secondsSince(start));
      this.states.committed(staged.events);
      this.feed.publish(staged.events);
      for (const answer of answers) answer();
      this.crowd = Math.max(answers.length, Math.floor(this.crowd * 0.9));
      this.forgetSometimes(batch.length + staged.events.length);
    } catch (error) {
      if (hasCode(error, diskFullCode)) this.diskFull = true;
      for (const operation of batch) operation.reject(unavailable(error));
      this.connectAgain();
    }
  }

  private forgetSometimes(done: number): void {
    this.doneSinceForgetting += done;
    if (this.doneSinceForgetting < doneBetweenForgetting) return;
    this.doneSinceForgetting = 0;
    this.states.forgetOldest();
  }

  /** What is stored wrong of one stream concerns nobody else. It is found before anything is staged. */
  private async decided(operation: Operation, staged: StagedEvents): Promise<() => void> {
    try {
      return await operation.decide(await this.stateOf(operation.stream), staged);
    } catch (error) {
      if (!(error instanceof LogCorrupted)) throw error;
      return () => operation.reject(error);
    }
  }

  private async stateOf(stream: string): Promise<StreamState> {
    const known = this.states.get(stream);
    if (known !== undefined) return known;
    await this.states.load(this.theClient(), [stream]);
    const state = this.states.get(stream);
    if (state === undefined)
      throw this.states.corruptionOf(stream) ?? new Error('a stream was looked up and is not known');
    return state;
  }

  private async decideAppend(
    state: StreamState,
    expected: ExpectedRevision,
    events: readonly ProposedEvent[],
    staged: StagedEvents,
  ): Promise<AppendOutcome> {
    const ids = events.map((event) => event.id);
    let decision = decideAppend(state, expected, ids);
    if (decision.kind === 'recent-ids-needed') {
      state.ids.prepend(await this.idsOf(state.name, decision.from, state.ids.first - decision.from));
      decision = decideAppend(state, expected, ids);
    }
    if (decision.kind === 'following-ids-needed')
      decision = decideAppend(state, expected, ids, await this.idsOf(state.name, decision.from, ids.length));
    switch (decision.kind) {
      case 'deleted':
        return { kind: 'deleted' };
      case 'wrong-revision':
        return { kind: 'wrong-revision', current: state.head };
      case 'repeated':
        return {
          kind: 'repeated',
          revision: decision.revision,
          position: isSoftDeleted(state) ? undefined : await this.positionOf(state.name, decision.revision, staged),
        };
      case 'write':
        return this.write(state, events, staged);
      case 'recent-ids-needed':
      case 'following-ids-needed':
        throw new Error('the ids that were needed have been looked up already');
    }
  }

  private async write(
    state: StreamState,
    events: readonly ProposedEvent[],
    staged: StagedEvents,
  ): Promise<AppendOutcome> {
    const [first, begunAgain] = [state.head + 1, state.metadata.softDeleted];
    const described = await this.describedBy(state.name);
    const wasDeleted = described !== undefined && isSoftDeleted(described);
    for (const event of events) {
      state.head += 1;
      state.ids.push(event.id);
      staged.add(state.name, state.head, event);
    }
    const position = staged.newest;
    this.describe(state.name, events.at(-1));
    // A stream written again after a soft deletion shows only what is new.
    if (begunAgain) await this.writeMetadata(state, withTruncateBefore(state.metadata, first), staged);
    // Other metadata brings no deleted event back.
    if (wasDeleted && events.length > 0)
      await this.writeMetadata(described, withTruncateBefore(described.metadata, described.head + 1), staged);
    return { kind: 'appended', revision: state.head, position };
  }

  private async decideRemoval(
    state: StreamState,
    expected: ExpectedRevision,
    how: Removal,
    staged: StagedEvents,
  ): Promise<RemovalOutcome> {
    const decision = decideRemoval(state, expected, how);
    if (decision === 'deleted') return { kind: 'deleted' };
    if (decision === 'wrong-revision') return { kind: 'wrong-revision', current: state.head };
    if (how === 'delete') {
      await this.writeMetadata(state, ofSoftDeletion, staged);
    } else {
      state.tombstoned = true;
      staged.add(state.name, tombstoneRevision, tombstoneEvent());
    }
    return { kind: 'removed', position: staged.newest };
  }

  private async writeMetadata(state: StreamState, data: Buffer, staged: StagedEvents): Promise<void> {
    const event = metadataEvent(data);
    const about = await this.stateOf(metadataStream(state.name));
    about.head += 1;
    about.ids.push(event.id);
    staged.add(about.name, about.head, event);
    this.describe(about.name, event);
  }

  /** The stream that a metadata stream describes; undefined where it is damaged, which new metadata may mend. */
  private async describedBy(metadata: string): Promise<StreamState | undefined> {
    if (!isMetadataStream(metadata)) return undefined;
    const stream = describedStream(metadata);
    if (this.states.get(stream) === undefined) await this.states.load(this.theClient(), [stream]);
    return this.states.get(stream);
  }

  /** An event of a metadata stream says from now on how the stream it describes is kept. */
  private describe(stream: string, newest: ProposedEvent | undefined): void {
    if (newest === undefined || !isMetadataStream(stream)) return;
    const described = this.states.get(describedStream(stream));
    if (described !== undefined) described.metadata = metadataOf(described.name, newest.data);
  }

  /** The ids of as many revisions; of events that were scavenged there is none. */
  private async idsOf(stream: string, from: number, count: number): Promise<(string | undefined)[]> {
    const { rows } = await this.theClient().query<IdRow>(
      `select ${idColumns} from events where stream = $1 and revision >= $2 and revision < $3`,
      [Buffer.from(stream), from, from + count],
    );
    const ids = new Array<string | undefined>(count).fill(undefined);
    for (const row of rows) ids[Number(row.revision) - from] = idOf(row);
    return ids;
  }

  private async positionOf(stream: string, revision: number, staged: StagedEvents): Promise<number | undefined> {
    const position = staged.positionOf(stream, revision);
    if (position !== undefined) return position;
    const { rows } = await this.theClient().query<{ position: string }>(
      'select position from events where stream = $1 and revision = $2',
      [Buffer.from(stream), revisionText(revision)],
    );
    return rows[0] === undefined ? undefined : Number(rows[0].position);
  }

  private theClient(): Client {
    if (this.client === undefined) throw new LogUnavailable('the event log is not connected to its database');
    return this.client;
  }

  private watch(): void {
    const client = this.client;
    client?.once('end', () => {
      if (client === this.client && !this.closed) this.connectAgain();
    });
  }

  /**
   * After a failure nothing is known about the last flush, so everything known is dropped and looked up again. The new
   * connection gets the lock only when the old session has ended, so a commit cannot come late.
   */
  private connectAgain(): void {
    if (this.closed || this.reconnecting !== undefined) return;
    const broken = this.client;
    this.client = undefined;
    for (const operation of this.queue.takeAll())
      operation.reject(new LogUnavailable('the event log lost its database'));
    this.states.clear();
    this.reconnecting = this.reconnect(broken).finally(() => (this.reconnecting = undefined));
  }

  private async reconnect(broken: Client | undefined): Promise<void> {
    // An end that cannot be said to a dead server is still an end.
    await broken?.end().catch(() => undefined);
    const { databaseUrl, timeoutMs } = this.options;
    for (let wait = 20; !this.closed; wait = Math.min(wait * 2, 1_000)) {
      try {
        const { client, session } = await connectAsWriter(databaseUrl, timeoutMs, this.session);
        this.session = session;
        this.feed.restart(Math.max(this.feed.head, await headPosition(client)));
        this.client = client;
        this.watch();
        return;
      } catch (error) {
        if (error instanceof AnotherWriter) {
          this.options.lost(error);
          return;
        }
        await sleep(wait);
      }
    }
  }
}
