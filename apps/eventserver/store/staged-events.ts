import type { Client } from 'pg';
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

  /** One statement, so one commit and one wait for the disk. The records travel as one value, cut up by the server. */
  async insert(client: Client): Promise<void> {
    if (this.events.length === 0) return;
    const streams = this.events.map((event) => Buffer.from(event.stream));
    const types = this.events.map((event) => Buffer.from(event.type));
    let offset = 1;
    await client.query({
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
    });
  }
}
