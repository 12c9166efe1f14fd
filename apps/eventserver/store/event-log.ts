/** An event as a client proposes it. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as the log keeps it; `record` is the encoded RecordedEvent of the protocol. */
export interface LoggedEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly record: Buffer;
}

export type ExpectedRevision = number | 'any' | 'no_stream' | 'stream_exists';
export type Direction = 'forwards' | 'backwards';

export type AppendOutcome =
  /** `revision` is -1 when nothing was written to a stream that never was. */
  | { readonly kind: 'appended'; readonly revision: number; readonly position: number }
  /** The same events were there already; a soft-deleted stream tells no position. */
  | { readonly kind: 'repeated'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'wrong-revision'; readonly current: number }
  | { readonly kind: 'deleted' }
  /** Its deadline had passed when its turn came, so it was not looked at. */
  | { readonly kind: 'too-late' };

export type Removal = 'delete' | 'tombstone';
export type RemovalOutcome =
  | { readonly kind: 'removed'; readonly position: number }
  | { readonly kind: 'wrong-revision'; readonly current: number }
  | { readonly kind: 'deleted' };

/** What a stream is at the moment of a read. */
export interface StreamView {
  readonly state: 'missing' | 'live' | 'deleted' | 'tombstoned';
  readonly head: number;
  /** Events below this revision are cut off by `$tb` or `$maxCount`. */
  readonly firstRevision: number;
  /** Events recorded before this time (ms) are cut off by `$maxAge`. */
  readonly createdAfter: number;
}

export interface NamePrefixes {
  readonly on: 'type' | 'stream';
  readonly prefixes: readonly string[];
}

export interface Page {
  readonly direction: Direction;
  /** The first revision or position to look at, included; left out = the end in that direction. */
  readonly from: number | undefined;
  readonly limit: number;
}

/** The log: ordered, durable, one writer. */
export interface EventLog {
  /** `deadline` is when the client gives up (ms since 1970). */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly ProposedEvent[],
    deadline?: number,
  ): Promise<AppendOutcome>;
  remove(stream: string, expected: ExpectedRevision, how: Removal): Promise<RemovalOutcome>;
  viewStream(stream: string): Promise<StreamView>;
  readStream(stream: string, view: StreamView, page: Page): Promise<LoggedEvent[]>;
  readAll(page: Page): Promise<LoggedEvent[]>;
  /** The positions, in a range that ends with `to`, of what begins with a prefix; undefined if they are many. */
  rarePositions(prefixes: NamePrefixes, after: number, to: number): Promise<number[] | undefined>;
  readPositions(positions: readonly number[]): Promise<LoggedEvent[]>;
  /** Resolves when the log has ended and nothing is under way any more. */
  close(): Promise<void>;
}

/** The log cannot be reached: nothing is known about what was asked of it. */
export class LogUnavailable extends Error {}
/** A stored event is not what was written. */
export class LogCorrupted extends Error {}
