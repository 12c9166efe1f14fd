import type Protobuf from 'google-protobuf';
import type DurationMessages from 'google-protobuf/google/protobuf/duration_pb.js';
import { createRequire } from 'node:module';

// Loaded as in protocol.ts, and for the same reason.
const load = createRequire(import.meta.url);
const protobuf = load('google-protobuf') as typeof Protobuf;
const durationMessages = load('google-protobuf/google/protobuf/duration_pb.js') as typeof DurationMessages;

/** `BatchAppendReq.options` and, in those, `deadline`: the duration that EventStoreDB knows since 22.10. */
const optionsField = 2;
const deadlineField = 7;
const lengthDelimited = 2;

/** How long the client of a batch append waits, in ms, if it says so by a duration; only encoded it can be seen. */
export function deadlineDurationOf(request: Uint8Array): number | undefined {
  const options = contentOf(request, optionsField);
  const duration = options && contentOf(options, deadlineField);
  if (duration === undefined) return undefined;
  const message = durationMessages.Duration.deserializeBinary(duration);
  return message.getSeconds() * 1_000 + message.getNanos() / 1_000_000;
}

function contentOf(encoded: Uint8Array, field: number): Uint8Array | undefined {
  const reader = new protobuf.BinaryReader(encoded);
  while (reader.nextField() && !reader.isEndGroup()) {
    if (reader.getFieldNumber() === field && (reader.getWireType() as number) === lengthDelimited)
      return reader.readBytes();
    reader.skipField();
  }
  return undefined;
}
