import { crc32 } from 'node:zlib';
import { revisionOfRecord } from '../recorded-event.js';
import { LogCorrupted, type LoggedEvent } from './event-log.js';

/** The columns of an event that reads need. */
export const eventColumns = 'position, stream, revision, type, checksum, record';

export interface EventRow {
  position: string;
  stream: Buffer;
  revision: string;
  type: Buffer;
  checksum: string;
  record: Buffer;
}

/** Covers the columns as well as the record, so that a row cannot be moved to another place either. */
export function checksumOf(event: { position: number; stream: Buffer; type: Buffer; record: Buffer }): number {
  return crc32(event.record, crc32(event.type, crc32(event.stream, event.position % 2 ** 32)));
}

/** An event as it was written, or an error that names it. */
export function eventOf(row: EventRow): LoggedEvent {
  const position = Number(row.position);
  const revision = Number(row.revision);
  const { record, stream, type } = row;
  if (checksumOf({ position, stream, type, record }) !== Number(row.checksum))
    throw new LogCorrupted(`the event at position ${position} is not what was written: its checksum differs`);
  // The checksum covers the revision within the record, and by it the column.
  if (revisionOfRecord(record, stream.length) !== revision)
    throw new LogCorrupted(`the event at position ${position} is not what was written: its revision differs`);
  return { position, stream: stream.toString(), revision, type: type.toString(), record };
}

/** The row of an event that was looked for and is not there. */
export type NoEventRow = { [Column in keyof EventRow]: null };

export const eventIfAny = (row: EventRow | NoEventRow): LoggedEvent | undefined =>
  row.position === null ? undefined : eventOf(row);
