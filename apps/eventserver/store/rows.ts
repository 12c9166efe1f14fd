import { crc32 } from 'node:zlib';
import { factsOfRecord, idFieldLength } from '../recorded-event.js';
import type { BinaryRow } from './copy-out.js';
import { LogCorrupted, type LoggedEvent } from './event-log.js';

/** The columns of an event that reads need. */
export const eventColumns = 'position, stream, revision, event_id, type, created, checksum, size, record';
/** The same for a copy in binary, in which a uuid would not be written as the record has it. */
export const copiedColumns = eventColumns.replace('event_id', 'event_id::text');

export interface EventRow {
  position: string;
  stream: Buffer;
  revision: string;
  event_id: string;
  type: Buffer;
  created: string;
  checksum: string;
  size: number;
  record: Buffer;
}

/** Covers where the record stands as well, so that a row cannot be moved to another place either. */
export function checksumOf(event: { position: number; stream: Buffer; type: Buffer; record: Buffer }): number {
  return crc32(event.record, crc32(event.type, crc32(event.stream, event.position % 2 ** 32)));
}

interface StoredEvent {
  readonly position: number;
  readonly stream: Buffer;
  readonly revision: number;
  readonly id: string;
  readonly type: Buffer;
  readonly createdMs: number;
  readonly checksum: number;
  readonly size: number;
  readonly record: Buffer;
}

/** An event as it was written, or an error that names it. */
export const eventOf = (row: EventRow): LoggedEvent =>
  asWritten({
    position: Number(row.position),
    stream: row.stream,
    revision: Number(row.revision),
    id: row.event_id,
    type: row.type,
    createdMs: Number(row.created),
    checksum: Number(row.checksum),
    size: row.size,
    record: row.record,
  });

/** The same of a row that was copied in binary. */
export const copiedEventOf = (row: BinaryRow): LoggedEvent =>
  asWritten({
    position: row.bigint(),
    stream: row.bytes(),
    revision: row.bigint(),
    id: row.bytes().toString('latin1'),
    type: row.bytes(),
    createdMs: row.bigint(),
    checksum: row.bigint(),
    size: row.integer(),
    record: row.bytes(),
  });

function asWritten(row: StoredEvent): LoggedEvent {
  const { position, stream, revision, type, record } = row;
  if (checksumOf({ position, stream, type, record }) !== row.checksum) throw differing(position, 'checksum');
  // The checksum covers what the record says of itself, and by it the columns that say the same.
  const facts = factsOfRecord(record);
  if (facts.revision !== revision) throw differing(position, 'revision');
  if (facts.id !== row.id) throw differing(position, 'id');
  if (facts.createdMs !== row.createdMs) throw differing(position, 'time');
  if (record.length !== row.size) throw differing(position, 'size');
  return { position, stream: stream.toString(), revision, type: type.toString(), record };
}

const differing = (position: number, what: string): LogCorrupted =>
  new LogCorrupted(`the event at position ${position} is not what was written: its ${what} differs`);

/** What is searched for the id of an event without its whole record being read. */
export interface IdRow {
  position: string;
  revision: string;
  event_id: string;
  written: Buffer;
}
export const idColumns = `position, revision, event_id, substring(record from ${idFieldLength - 35} for 36) as written`;

export function idOf({ position, event_id: id, written }: IdRow): string {
  if (written.toString() !== id) throw differing(Number(position), 'id');
  return id;
}

/** The row of an event that was looked for and is not there. */
export type NoEventRow = { [Column in keyof EventRow]: null };

export const eventIfAny = (row: EventRow | NoEventRow): LoggedEvent | undefined =>
  row.position === null ? undefined : eventOf(row);
