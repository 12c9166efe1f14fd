import { randomBytes } from 'node:crypto';
import {
  BACKWARDS,
  END,
  ErrorType,
  EventStoreDBClient,
  isCommandError,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
  type AllStreamJSONRecordedEvent,
  type AllStreamSubscription,
  type CommandError,
  type JSONRecordedEvent,
  type RecordedEvent as ClientEvent,
} from '@eventstore/db-client';
import { Fault } from '../fault.js';
import { Recording } from './recording.js';
import { EventStoreUnavailable, RetryWindow } from './retry-window.js';
import { lastRevision, streamDeleted, type SealedEvent, type StoredEvent } from './stored-event.js';

/** Somebody else appended to the stream since it was read. Nothing was written. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
}

/** The events were written, but not where they belong: their record is set aside. */
export class MisplacedAppend extends Fault {
  override readonly name = 'MisplacedAppend';
}

/** Where an append ended up. */
export interface Appended {
  readonly revision: number;
  readonly position: bigint;
}

/** Events that arrived together on a subscription, in the order of the log. */
export interface Batch {
  readonly events: readonly StoredEvent[];
  /** Everything up to here has been delivered (or does not match the filter). */
  readonly position: bigint;
  /** All that was in the log when the server looked has been delivered. */
  readonly caughtUp: boolean;
}

/** Of no category of Daybook: nothing follows it. */
const triedStream = 'daybook_recording';
const closeTimeoutMs = 1_000;
const batchSize = 1_000;

/** A client and how many use it. */
interface SharedClient {
  readonly client: EventStoreDBClient;
  users: number;
}

/**
 * One client for each server in a process: the client keeps a process-wide list of appends under way, so a second
 * client's broken connection would fail the first one's appends, and a late answer would end the process.
 */
const clients = new Map<string, SharedClient>();

/** The only door to EventStoreDB. */
export class EventStore {
  private readonly url: string;
  private readonly client: EventStoreDBClient;
  private readonly recording = new Recording(
    () => this.tryToRecord(),
    (line) => console.error(line),
  );
  private closed = false;

  /** `esdb://…`; a frozen server is noticed within 4 s (the client's own default is 20 s). */
  constructor(connectionString: string) {
    guardAgainstTheClient();
    const url = new URL(connectionString);
    if (!url.searchParams.has('keepAliveInterval')) url.searchParams.set('keepAliveInterval', '2000');
    if (!url.searchParams.has('keepAliveTimeout')) url.searchParams.set('keepAliveTimeout', '2000');
    this.url = url.href;
    const shared = clients.get(this.url) ?? {
      client: withoutWarning(() => EventStoreDBClient.connectionString(url.href)),
      users: 0,
    };
    shared.users += 1;
    clients.set(this.url, shared);
    this.client = shared.client;
  }

  /**
   * The events of a stream in order; none for a stream that does not exist, and the mark alone for one that was deleted
   * for good. A broken read goes on where it stopped.
   * @throws EventStoreUnavailable when nothing has come for too long.
   */
  async *read(stream: string, fromRevision = 0): AsyncGenerator<StoredEvent> {
    let next = fromRevision;
    let retries = new RetryWindow(isIndeterminate);
    for (;;) {
      try {
        for await (const { event } of retries.untilFirst(
          this.client.readStream(stream, { fromRevision: BigInt(next) }),
        )) {
          if (!event) continue;
          retries = new RetryWindow(isIndeterminate);
          yield stored(event, event.position?.commit ?? 0n);
          next = Number(event.revision) + 1;
        }
        return;
      } catch (error) {
        if (commandErrorType(error) === ErrorType.STREAM_NOT_FOUND) return;
        if (commandErrorType(error) === ErrorType.STREAM_DELETED) {
          yield deletionOf(stream);
          return;
        }
        await retries.pauseAfter(error);
      }
    }
  }

  /**
   * Appends all events or none, if the stream still ends at `expectedRevision` (`-1`: it has no event yet).
   * When it returns, the events are durable, at the revisions for which they were sealed.
   * @throws RevisionConflict when the stream has moved on; EventStoreUnavailable when it is not known what happened.
   */
  async append(stream: string, expectedRevision: number, events: readonly SealedEvent[]): Promise<Appended> {
    const encoded = events.map(({ eventId, type, data, metadata }) =>
      jsonEvent({ id: eventId, type, data: data as Record<string, unknown>, metadata }),
    );
    const retries = new RetryWindow(isIndeterminate);
    for (;;) {
      try {
        const result = await retries.await(
          this.client.appendToStream(stream, encoded, {
            expectedRevision: expectedRevision < 0 ? NO_STREAM : BigInt(expectedRevision),
          }),
        );
        this.recording.succeeded();
        const revision = Number(result.nextExpectedRevision);
        // A stream that was deleted, but not for good, looks empty, and its numbers go on where they had ended.
        if (revision !== expectedRevision + events.length)
          throw new MisplacedAppend(`${stream} had been deleted in the event store: its numbers do not begin anew`);
        return { revision, position: result.position?.commit ?? 0n };
      } catch (error) {
        const type = commandErrorType(error);
        if (type === ErrorType.WRONG_EXPECTED_VERSION || type === ErrorType.STREAM_DELETED) {
          throw new RevisionConflict(`${stream} no longer ends at revision ${expectedRevision}`, { cause: error });
        }
        // It may have been written all the same: with the same ids at the same revision, a second time changes nothing.
        await retries.pauseAfter(error).catch((final: unknown) => {
          // An append that is refused for what it is says nothing of the next one.
          if (final instanceof EventStoreUnavailable) this.recording.failed(final);
          throw final;
        });
      }
    }
  }

  /** @throws NotRecording where the last append of this process failed, and every one that was tried since. */
  assertRecording(): Promise<void> {
    return this.recording.assert();
  }

  /** By a small event of no record; large enough that it does not fit where nothing else would. */
  private async tryToRecord(): Promise<void> {
    const filler = randomBytes(12_288).toString('base64');
    await new RetryWindow(isIndeterminate).await(
      this.client.appendToStream(triedStream, jsonEvent({ type: 'RecordingTried', data: { filler } })),
    );
  }

  /** The position of the last event in the log, or 0 when it is empty. */
  async head(): Promise<bigint> {
    const newest = this.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
    for await (const { event } of new RetryWindow(isIndeterminate).untilFirst(newest))
      if (event) return event.position.commit;
    return 0n;
  }

  /**
   * Follows the given stream categories from just after a position (`0n`: from the beginning), for ever.
   * Ends with an error when the connection is lost: the follower resumes from its own checkpoint.
   */
  async *subscribe(categories: readonly string[], after: bigint, signal: AbortSignal): AsyncGenerator<Batch> {
    /** Checkpoints and "caught up" arrive beside the events; each counts once the events before it were taken. */
    const marks: { afterTaken: number; position?: bigint; caughtUp?: true }[] = [];
    let taken = 0;
    let wake = (): void => undefined;
    let failure: unknown;
    let ended = false as boolean;
    const subscription: AllStreamSubscription = this.client.subscribeToAll(
      {
        fromPosition: after === 0n ? START : { commit: after, prepare: after },
        filter: streamNameFilter({
          prefixes: categories.map((category) => `${category}-`),
          checkpointInterval: 32,
          checkpointReached: (_subscription, position) => {
            marks.push({ afterTaken: taken + subscription.readableLength, position: position.commit });
            wake();
            return Promise.resolve();
          },
        }),
      },
      { highWaterMark: batchSize },
    );
    subscription.on('caughtUp', () => {
      marks.push({ afterTaken: taken + subscription.readableLength, caughtUp: true });
      wake();
    });
    subscription.on('readable', () => wake());
    subscription.on('error', (error) => {
      failure = error;
      wake();
    });
    const finish = (): void => {
      ended = true;
      wake();
    };
    subscription.on('end', finish).on('close', finish);
    const stop = (): void => void subscription.unsubscribe().then(finish, finish);
    signal.addEventListener('abort', stop, { once: true });

    try {
      let position = after;
      for (;;) {
        const arrived = new Promise<void>((resolve) => (wake = resolve));
        const events: StoredEvent[] = [];
        while (events.length < batchSize) {
          const next = subscription.read() as { event?: AllStreamJSONRecordedEvent } | null;
          if (next === null) break;
          taken++;
          if (next.event) events.push(stored(next.event, next.event.position.commit));
        }
        position = events.at(-1)?.position ?? position;
        let caughtUp = false;
        while (marks[0] && marks[0].afterTaken <= taken) {
          const mark = marks.shift();
          if (mark?.position !== undefined && mark.position > position) position = mark.position;
          caughtUp ||= mark?.caughtUp ?? false;
        }
        if (events.length > 0 || caughtUp || position > after) {
          after = position;
          yield { events, position, caughtUp };
          continue;
        }
        if (signal.aborted) return;
        if (failure !== undefined)
          throw failure instanceof Error ? failure : new Error('the subscription failed', { cause: failure });
        if (ended) throw new Error('the event store ended the subscription');
        await arrived;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      await subscription.unsubscribe();
    }
  }

  /** Does not wait for ever, as the client would for a call whose connection broke. */
  async close(): Promise<void> {
    const shared = clients.get(this.url);
    if (this.closed || shared === undefined) return;
    this.closed = true;
    this.recording.close();
    shared.users -= 1;
    if (shared.users > 0) return;
    clients.delete(this.url);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, closeTimeoutMs)));
    await Promise.race([this.client.dispose(), enough]);
    clearTimeout(timer);
  }
}

/** The client warns on the console of any keep-alive under 10 s; ours is meant. */
function withoutWarning<T>(make: () => T): T {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return make();
  } finally {
    console.warn = warn;
  }
}

function stored(event: ClientEvent, position: bigint): StoredEvent {
  const { id, streamId, type, data, metadata } = event as JSONRecordedEvent;
  const revision = event.revision > BigInt(lastRevision) ? lastRevision : Number(event.revision);
  return { eventId: id, stream: streamId, revision, position, type, data, metadata };
}

/** A stream that was deleted answers nothing else any more, not even where in the log that happened. */
const deletionOf = (stream: string): StoredEvent => ({
  eventId: '',
  stream,
  revision: lastRevision,
  position: 0n,
  type: streamDeleted,
  data: undefined,
  metadata: undefined,
});

const commandErrorType = (error: unknown): ErrorType | undefined =>
  isCommandError(error as Error) ? (error as CommandError).type : undefined;

const transportFaults: readonly (ErrorType | undefined)[] = [
  ErrorType.UNAVAILABLE,
  ErrorType.CANCELLED,
  ErrorType.UNKNOWN,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.NOT_LEADER,
];

/** gRPC status codes of a broken call: CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE. */
const brokenCall = [1, 2, 4, 13, 14];

let guarded = false;
/**
 * When a connection breaks, the client rejects the append, which we await, and besides that a write of its own that
 * nobody awaits: that would end the process. Every other rejection that nobody handles still does.
 */
function guardAgainstTheClient(): void {
  if (guarded) return;
  guarded = true;
  process.on('unhandledRejection', (reason) => {
    if (!isBrokenCall(reason)) throw reason;
  });
}

/** Transport faults come in two shapes: the client's own errors, and bare gRPC errors while it asks for the features. */
function isIndeterminate(error: unknown): boolean {
  const type = commandErrorType(error);
  if (type !== undefined) return transportFaults.includes(type);
  return isBrokenCall(error);
}

function isBrokenCall(error: unknown): boolean {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  return typeof code === 'number' && brokenCall.includes(code);
}
