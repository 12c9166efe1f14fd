import type { Client, QueryConfig } from 'pg';
import { encodeRecordedEvent } from '../recorded-event.js';
import type { LoggedEvent, ProposedEvent } from './event-log.js';
import { checksumOf } from './rows.js';
import { revisionText } from './stream-states.js';

/** The events of one flush: they get contiguous positions and become durable together, or not at all. */
export class StagedEvents {
  readonly events: LoggedEvent[] = [];
  private readonly ids: string[] = [];
  private readonly createdMs = Date.now();

  /** `head` is the position of the newest event before these. */
  constructor(private readonly head: number) {}

  get newest(): number {
    return this.head + this.events.length;
  }

  add(stream: string, revision: number, event: ProposedEvent): number {
    const position = this.newest + 1;
    const name = Buffer.from(stream);
    const record = encodeRecordedEvent(event, { stream: name, revision, position, createdMs: this.createdMs });
    this.events.push({ position, stream, revision, type: event.type, record });
    this.ids.push(event.id);
    return position;
  }

  positionOf(stream: string, revision: number): number | undefined {
    return this.events.find((event) => event.stream === stream && event.revision === revision)?.position;
  }

  /** One statement, so one commit and one wait for the disk. */
  async insert(client: Client): Promise<void> {
    const [only] = this.events;
    if (only === undefined) return;
    await client.query(this.events.length === 1 ? this.insertOne(only) : this.insertMany());
  }

  /** A lone append waits for this statement, and taking arrays apart is a tenth of what it waits for. */
  private insertOne(event: LoggedEvent): QueryConfig {
    const [stream, type] = [Buffer.from(event.stream), Buffer.from(event.type)];
    const { position, record } = event;
    return {
      name: 'insert-event',
      text: `insert into events (position, stream, revision, event_id, type, created, checksum, size, record)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [
        position,
        stream,
        revisionText(event.revision),
        this.ids[0],
        type,
        this.createdMs,
        checksumOf({ position, stream, type, record }),
        record.length,
        record,
      ],
    };
  }

  /** The records travel as one value, cut up by the server. */
  private insertMany(): QueryConfig {
    const streams = this.events.map((event) => Buffer.from(event.stream));
    const types = this.events.map((event) => Buffer.from(event.type));
    let offset = 1;
    return {
      name: 'insert-events',
      text: `insert into events (position, stream, revision, event_id, type, created, checksum, size, record)
        select $1::bigint + nth, stream, revision, id, type, $2::bigint, checksum, size,
          substring($3::bytea from start for size)
        from unnest($4::bytea[], $5::bigint[], $6::uuid[], $7::bytea[], $8::bigint[], $9::int[], $10::int[])
          with ordinality as staged (stream, revision, id, type, checksum, start, size, nth)`,
      values: [
        this.head,
        this.createdMs,
        Buffer.concat(this.events.map((event) => event.record)),
        streams,
        this.events.map((event) => revisionText(event.revision)),
        this.ids,
        types,
        this.events.map((event, index) =>
          checksumOf({
            position: event.position,
            stream: streams[index] ?? Buffer.alloc(0),
            type: types[index] ?? Buffer.alloc(0),
            record: event.record,
          }),
        ),
        this.events.map((event) => (offset += event.record.length) - event.record.length),
        this.events.map((event) => event.record.length),
      ],
    };
  }
}
