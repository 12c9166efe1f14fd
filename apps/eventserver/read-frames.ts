import { ReadResp, StreamIdentifier, UUID } from './protocol.js';
import { idFieldLength } from './recorded-event.js';
import type { LoggedEvent } from './store/event-log.js';
import { FieldWriter, fieldSize, numberSize } from './wire-format.js';

/** The messages of an answer to Streams.Read, encoded: a stored record goes out as it was stored. */
export interface FrameOptions {
  /** The other of the protocol's two forms of a uuid. */
  readonly structuredIds: boolean;
}

/** An event, or the event a link points to together with the link; a link to nothing has only itself. */
export interface ResolvedEvent {
  readonly event: LoggedEvent | undefined;
  readonly link: LoggedEvent | undefined;
}

/** `retries` is told by persistent subscriptions only; otherwise their frames are the same. */
export function eventFrame({ event, link }: ResolvedEvent, options: FrameOptions, retries?: number): Buffer {
  const records = [event, link].map((one) => (one === undefined ? undefined : recordOf(one, options)));
  const position = (link ?? event)?.position ?? 0;
  const size = records.reduce((sum, record) => sum + (record === undefined ? 0 : fieldSize(record.length)), 0);
  const content = size + numberSize(position) + (retries === undefined ? 0 : numberSize(retries));
  const writer = new FieldWriter(Buffer.allocUnsafe(fieldSize(content))).open(1, content);
  records.forEach((record, index) => record !== undefined && writer.field(index + 1, record));
  writer.number(3, position);
  return retries === undefined ? writer.bytes : writer.number(5, retries).bytes;
}

function recordOf(event: LoggedEvent, { structuredIds }: FrameOptions): Buffer {
  if (!structuredIds) return event.record;
  const id = structuredUuid(event.record.toString('latin1', idFieldLength - 36, idFieldLength));
  const rest = event.record.subarray(idFieldLength);
  return new FieldWriter(Buffer.allocUnsafe(fieldSize(id.length) + rest.length)).field(1, id).raw(rest).bytes;
}

function structuredUuid(text: string): Uint8Array {
  const hex = text.replaceAll('-', '');
  const half = (from: number): string => BigInt.asIntN(64, BigInt(`0x${hex.slice(from, from + 16)}`)).toString();
  const structured = new UUID.Structured().setMostSignificantBits(half(0)).setLeastSignificantBits(half(16));
  return new UUID().setStructured(structured).serializeBinary();
}

const encoded = (response: InstanceType<typeof ReadResp>): Buffer => Buffer.from(response.serializeBinary());

export const streamNotFoundFrame = (stream: string): Buffer => {
  const identifier = new StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));
  return encoded(new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(identifier)));
};
export const confirmationFrame = (subscription: string): Buffer =>
  encoded(new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId(subscription)));
export const caughtUpFrame = (): Buffer => encoded(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()));
export const fellBehindFrame = (): Buffer => encoded(new ReadResp().setFellBehind(new ReadResp.FellBehind()));
export const firstStreamPositionFrame = (revision: number): Buffer =>
  encoded(new ReadResp().setFirstStreamPosition(String(revision)));
export const lastStreamPositionFrame = (revision: number): Buffer =>
  encoded(new ReadResp().setLastStreamPosition(String(revision)));
export const checkpointFrame = (commit: number, prepare: number): Buffer => {
  const checkpoint = new ReadResp.Checkpoint().setCommitPosition(String(commit)).setPreparePosition(String(prepare));
  return encoded(new ReadResp().setCheckpoint(checkpoint));
};
