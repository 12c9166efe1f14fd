import type { ProposedEvent } from './store/event-log.js';
import { FieldReader, FieldWriter, fieldSize, numberSize } from './wire-format.js';

/** The revision of the event that ends a stream for ever: 2^63-1, which a double holds as 2^63. */
export const tombstoneRevision = 2 ** 63;
const tombstoneVarint = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);

/** .NET ticks between the years 1 and 1970; the protocol counts creation time in ticks since 1970. */
const ticksPerMillisecond = 10_000n;
const uuidLength = 36;
/** The field `id` with its uuid as a string: always first, so that it can be replaced by the other form. */
export const idFieldLength = fieldSize(fieldSize(uuidLength));

const metadataEntry = (key: string, value: string): Buffer => {
  const [name, content] = [Buffer.from(key), Buffer.from(value)];
  const size = fieldSize(name.length) + fieldSize(content.length);
  return new FieldWriter(Buffer.allocUnsafe(size)).field(1, name).field(2, content).bytes;
};

/** Encodes an event as the protocol's RecordedEvent, as it is stored and sent. */
export function encodeRecordedEvent(
  event: ProposedEvent,
  at: { stream: Buffer; revision: number; position: number; createdMs: number },
): Buffer {
  const entries = [
    metadataEntry('type', event.type),
    metadataEntry('content-type', event.contentType),
    metadataEntry('created', String(BigInt(at.createdMs) * ticksPerMillisecond)),
  ];
  const tombstone = at.revision === tombstoneRevision;
  const size =
    idFieldLength +
    fieldSize(fieldSize(at.stream.length)) +
    (tombstone ? 1 + tombstoneVarint.length : numberSize(at.revision)) +
    2 * numberSize(at.position) +
    entries.reduce((sum, entry) => sum + fieldSize(entry.length), 0) +
    fieldSize(event.metadata.length) +
    fieldSize(event.data.length);
  const writer = new FieldWriter(Buffer.allocUnsafe(size))
    .open(1, fieldSize(uuidLength))
    .field(2, Buffer.from(event.id))
    .open(2, fieldSize(at.stream.length))
    .field(3, at.stream);
  if (tombstone) writer.varint(3 * 8).raw(tombstoneVarint);
  else writer.number(3, at.revision);
  writer.number(4, at.position).number(5, at.position);
  for (const entry of entries) writer.field(6, entry);
  return writer.field(7, event.metadata).field(8, event.data).bytes;
}

/** What an encoded RecordedEvent says of itself, in the order in which it is encoded. */
export function factsOfRecord(record: Buffer): { id: string; revision: number; createdMs: number } {
  const fields = new FieldReader(record).enter();
  const id = fields.text();
  const revision = fields.skip().number();
  fields.number();
  fields.number();
  const ticks = fields.skip().skip().enter().skip().text();
  return { id, revision, createdMs: Number(ticks) / Number(ticksPerMillisecond) };
}
