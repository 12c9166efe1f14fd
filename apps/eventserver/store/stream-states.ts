import type { Client } from 'pg';
import { ReadResp } from '../protocol.js';
import { tombstoneRevision } from '../recorded-event.js';
import { metadataOf, metadataStream } from './stream-metadata.js';
import { RecentIds, type StreamState } from './stream-state.js';

/** Bounds on what the writer keeps in memory; beyond them the streams used longest ago are forgotten. */
const mostStreams = 20_000;
const mostIds = 200_000;

export const dataOfRecord = (record: Buffer): Uint8Array =>
  ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record).getData_asU8();

/** The writer's knowledge of streams, looked up when it is first needed. */
export class StreamStates {
  private readonly states = new Map<string, StreamState>();

  get(name: string): StreamState | undefined {
    return this.states.get(name);
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
    const { rows } = await client.query<{ head: string | null; tombstoned: boolean | null; metadata: Buffer | null }>({
      name: 'stream-states',
      text: `select head.revision as head, last.revision is not null as tombstoned, metadata.record as metadata
        from unnest($1::bytea[], $2::bytea[]) with ordinality as asked (stream, metadata_stream, nth)
        left join lateral (select revision from events where stream = asked.stream and revision < $3
          order by revision desc limit 1) head on true
        left join events last on last.stream = asked.stream and last.revision = $3
        left join lateral (select record from events where stream = asked.metadata_stream and revision < $3
          order by revision desc limit 1) metadata on true
        order by nth`,
      values: [
        missing.map((name) => Buffer.from(name)),
        missing.map((name) => Buffer.from(metadataStream(name))),
        tombstoneText,
      ],
    });
    rows.forEach((row, index) => {
      const name = missing[index] ?? '';
      const head = row.head === null ? -1 : Number(row.head);
      const data = row.metadata === null ? undefined : dataOfRecord(row.metadata);
      this.states.set(name, {
        name,
        head,
        tombstoned: row.tombstoned === true,
        metadata: metadataOf(name, data),
        ids: new RecentIds(head + 1),
      });
    });
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

export const tombstoneText = '9223372036854775807';
export const revisionText = (revision: number): string =>
  revision === tombstoneRevision ? tombstoneText : String(revision);
