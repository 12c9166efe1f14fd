import type { Client } from 'pg';
import { ReadResp } from '../protocol.js';
import { tombstoneRevision } from '../recorded-event.js';
import { LogCorrupted, type LoggedEvent } from './event-log.js';
import { eventColumns, eventIfAny, type EventRow, type NoEventRow } from './rows.js';
import { isMetadataStream, metadataOf, metadataStream, type StreamMetadata } from './stream-metadata.js';
import { RecentIds, type StreamState } from './stream-state.js';

/** Bounds on what the writer keeps in memory; beyond them the streams used longest ago are forgotten. */
const mostStreams = 20_000;
const mostIds = 50_000;

export const dataOfRecord = (record: Buffer): Uint8Array =>
  ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record).getData_asU8();

type StateRow = { head: string | null; tombstoned: boolean } & (EventRow | NoEventRow);

/** The writer's knowledge of streams, looked up when it is first needed. */
export class StreamStates {
  private readonly states = new Map<string, StreamState>();
  /** Of what was looked up last: streams whose metadata is not what was written, so nothing can be decided about them. */
  private readonly corruptions = new Map<string, LogCorrupted>();

  get(name: string): StreamState | undefined {
    return this.states.get(name);
  }

  corruptionOf(name: string): LogCorrupted | undefined {
    return this.corruptions.get(name);
  }

  /** Looks up in one query what is not known of these streams. */
  async load(client: Client, names: Iterable<string>): Promise<void> {
    const missing: string[] = [];
    for (const name of new Set(names)) {
      const state = this.states.get(name);
      if (state === undefined) missing.push(name);
      else this.touch(state);
    }
    if (missing.length === 0) return;
    const { rows } = await client.query<StateRow>({
      name: 'stream-states',
      text: `select head.revision as head, last.revision is not null as tombstoned, metadata.*
        from unnest($1::bytea[], $2::bytea[]) with ordinality as asked (stream, metadata_stream, nth)
        left join lateral (select revision from events where stream = asked.stream and revision < $3
          order by revision desc limit 1) head on true
        left join events last on last.stream = asked.stream and last.revision = $3
        left join lateral (select ${eventColumns} from events where stream = asked.metadata_stream and revision < $3
          order by revision desc limit 1) metadata on true
        order by nth`,
      values: [
        missing.map((name) => Buffer.from(name)),
        missing.map((name) => Buffer.from(metadataStream(name))),
        tombstoneText,
      ],
    });
    this.corruptions.clear();
    rows.forEach((row, index) => this.learn(missing[index] ?? '', row));
  }

  private learn(name: string, row: StateRow): void {
    const head = row.head === null ? -1 : Number(row.head);
    try {
      const metadata = storedMetadata(name, row);
      const ids = new RecentIds(head + 1);
      this.states.set(name, { name, head, committed: head, tombstoned: row.tombstoned, metadata, ids });
    } catch (error) {
      if (!(error instanceof LogCorrupted)) throw error;
      this.corruptions.set(name, error);
    }
  }

  committed(events: readonly LoggedEvent[]): void {
    for (const { stream, revision } of events) {
      const state = this.states.get(stream);
      if (state !== undefined && revision !== tombstoneRevision) state.committed = revision;
    }
  }

  /** Only between two flushes: what is being decided must not be looked up again before it is committed. */
  forgetOldest(): void {
    let ids = 0;
    for (const state of this.states.values()) ids += state.ids.count;
    for (const [name, state] of this.states) {
      if (this.states.size <= mostStreams && ids <= mostIds) return;
      ids -= state.ids.count;
      this.states.delete(name);
    }
  }

  clear(): void {
    this.states.clear();
  }

  private touch(state: StreamState): void {
    this.states.delete(state.name);
    this.states.set(state.name, state);
  }
}

/** What the row of the newest event of its metadata stream says about a stream. */
export function storedMetadata(stream: string, row: EventRow | NoEventRow): StreamMetadata {
  const event = isMetadataStream(stream) ? undefined : eventIfAny(row);
  return metadataOf(stream, event && dataOfRecord(event.record));
}

export const tombstoneText = '9223372036854775807';
export const revisionText = (revision: number): string =>
  revision === tombstoneRevision ? tombstoneText : String(revision);
