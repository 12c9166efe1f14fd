import { invalid, malformed, missingProperty } from './call-error.js';
import type { StreamIdentifier, UUID } from './protocol.js';
import type { ExpectedRevision, ProposedEvent } from './store/event-log.js';

/** The parts that requests have in common, taken apart and checked. */
type StreamIdentifierMessage = InstanceType<typeof StreamIdentifier>;
type UuidMessage = InstanceType<typeof UUID>;

export function streamNameOf(identifier: StreamIdentifierMessage | undefined, how: 'read' | 'write' = 'read'): string {
  const name = identifier === undefined ? '' : Buffer.from(identifier.getStreamName_asU8()).toString();
  if (name === '') throw malformed('A stream needs a name.');
  // EventStoreDB answers an append to it and then ends: it would be the metadata of a stream without a name.
  if (name === '$$' && how === 'write') throw malformed("'$$' is the metadata of no stream.");
  return name;
}

/** Half of the numbers of the protocol are beyond what any log holds. */
const mostRevision = 2n ** 63n;

export function revisionOf(text: string): number {
  const value = BigInt(text);
  if (value >= mostRevision) throw malformed(`Revision ${text} is out of range.`);
  return Number(value);
}

/** The messages that carry an expected revision name their cases alike, but share no type. */
export interface ExpectedRevisionFields {
  hasRevision(): boolean;
  getRevision(): string;
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

export function expectedRevisionOf(message: string, fields: ExpectedRevisionFields): ExpectedRevision {
  if (fields.hasRevision()) return revisionOf(fields.getRevision());
  if (fields.hasNoStream()) return 'no_stream';
  if (fields.hasAny()) return 'any';
  if (fields.hasStreamExists()) return 'stream_exists';
  throw invalid(`'None' is not a valid expected stream revision of ${message}`);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const nilUuid = '00000000-0000-0000-0000-000000000000';

export function uuidOf(message: UuidMessage | undefined): string {
  const structured = message?.getStructured();
  const text =
    structured === undefined
      ? (message?.getString() ?? '').toLowerCase()
      : uuidText(structured.getMostSignificantBits(), structured.getLeastSignificantBits());
  if (!uuidPattern.test(text)) throw malformed('Unrecognized Guid format.');
  return text;
}

function uuidText(most: string, least: string): string {
  const hex = [most, least].map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export interface ProposedMessage {
  getId(): UuidMessage | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

export function proposedEventOf(message: ProposedMessage): ProposedEvent {
  const id = uuidOf(message.getId());
  const properties = message.getMetadataMap();
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (type === undefined) throw missingProperty('type');
  if (contentType === undefined) throw missingProperty('content-type');
  if (type === '') throw malformed("Empty eventType provided. (Parameter 'eventType')");
  if (id === nilUuid) throw malformed("Empty eventId provided. (Parameter 'eventId')");
  return { id, type, contentType, data: message.getData_asU8(), metadata: message.getCustomMetadata_asU8() };
}
