import { ReadResp } from '../protocol.js';
import type { ResolvedEvent } from '../read-frames.js';
import { idFieldLength } from '../recorded-event.js';
import type { LoggedEvent } from '../store/event-log.js';
import type { Message } from './delivery.js';

export function messageOf(resolved: ResolvedEvent, original: LoggedEvent, sequence: number | undefined): Message {
  return { id: idOf(original), resolved, original, sequence, retries: 0, consumer: undefined, dueAt: Infinity };
}

const idOf = (event: LoggedEvent): string => event.record.toString('latin1', idFieldLength - 36, idFieldLength);

const decoded = (record: Buffer): InstanceType<typeof ReadResp.ReadEvent.RecordedEvent> =>
  ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record);

export const dataOfMetadata = (record: Buffer): Uint8Array => decoded(record).getCustomMetadata_asU8();

/** A parked event is shown at the position of the link that parked it. */
export function atPositionOf(event: LoggedEvent, link: LoggedEvent): LoggedEvent {
  const at = String(link.position);
  const record = decoded(event.record).setCommitPosition(at).setPreparePosition(at).serializeBinary();
  return { ...event, position: link.position, record: Buffer.from(record) };
}
