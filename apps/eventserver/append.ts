import { status, type sendUnaryData, type ServerReadableStream } from '@grpc/grpc-js';
import { appendTooLarge, CallError, malformed, statusOf, streamDeleted } from './call-error.js';
import { AppendResp, Empty, type AppendReq } from './protocol.js';
import { expectedRevisionOf, proposedEventOf, streamNameOf } from './requests.js';
import type { AppendOutcome, EventLog, ExpectedRevision, ProposedEvent } from './store/event-log.js';
import { FieldWriter, fieldSize } from './wire-format.js';

type AppendRequest = InstanceType<typeof AppendReq>;

/** Streams.Append: one stream of messages is one append; the first carries the options. */
export const append =
  (log: EventLog, mostBytes: number) =>
  (call: ServerReadableStream<AppendRequest, Buffer>, answer: sendUnaryData<Buffer>): void => {
    receive(call, mostBytes)
      .then(async ({ stream, expected, events }) =>
        encodeAnswer(stream, expected, await log.append(stream, expected, events)),
      )
      .then(
        (response) => answer(null, response),
        // A client that hangs up half-way has nothing to be told.
        (error: unknown) => (call.cancelled ? undefined : answer(statusOf(error))),
      );
  };

async function receive(
  call: AsyncIterable<AppendRequest>,
  mostBytes: number,
): Promise<{ stream: string; expected: ExpectedRevision; events: ProposedEvent[] }> {
  let target: { stream: string; expected: ExpectedRevision } | undefined;
  const events: ProposedEvent[] = [];
  let size = 0;
  for await (const message of call) {
    const options = message.getOptions();
    if (options !== undefined) {
      if (target !== undefined) throw malformed('The options of an append come once.');
      target = {
        stream: streamNameOf(options.getStreamIdentifier(), 'write'),
        expected: expectedRevisionOf('AppendReq', options),
      };
      continue;
    }
    const proposed = message.getProposedMessage();
    if (target === undefined || proposed === undefined) throw malformed('An append begins with its options.');
    const event = proposedEventOf(proposed);
    size += event.data.length;
    if (size > mostBytes) throw appendTooLarge(mostBytes);
    events.push(event);
  }
  if (target === undefined) throw malformed('An append begins with its options.');
  return { ...target, events };
}

function encodeAnswer(stream: string, expected: ExpectedRevision, outcome: AppendOutcome): Buffer {
  switch (outcome.kind) {
    case 'deleted':
      throw streamDeleted(stream);
    case 'wrong-revision':
      return encodeWrongRevision(expected, outcome.current);
    case 'too-late':
      throw new CallError(status.DEADLINE_EXCEEDED, 'The deadline had passed before the append could be decided.');
    case 'appended':
    case 'repeated':
      return Buffer.from(new AppendResp().setSuccess(successOf(outcome)).serializeBinary());
  }
}

function successOf(outcome: {
  revision: number;
  position: number | undefined;
}): InstanceType<typeof AppendResp.Success> {
  const success = new AppendResp.Success();
  if (outcome.revision < 0) success.setNoStream(new Empty());
  else success.setCurrentRevision(String(outcome.revision));
  if (outcome.position === undefined) return success.setNoPosition(new Empty());
  const position = new AppendResp.Position();
  position.setCommitPosition(String(outcome.position)).setPreparePosition(String(outcome.position));
  return success.setPosition(position);
}

/** Old clients read the fields of version 20.6.0, so both are set; "no stream" was 2^64-1 there, no number for JavaScript. */
const noStreamExpected2060 = Buffer.from([3 * 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);

function encodeWrongRevision(expected: ExpectedRevision, current: number): Buffer {
  const wrong = new AppendResp.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new Empty()).setNoStream2060(new Empty());
  else wrong.setCurrentRevision(String(current)).setCurrentRevision2060(current);
  let old = Buffer.alloc(0);
  switch (expected) {
    case 'any':
      wrong.setExpectedAny(new Empty()).setAny2060(new Empty());
      break;
    case 'stream_exists':
      wrong.setExpectedStreamExists(new Empty()).setStreamExists2060(new Empty());
      break;
    case 'no_stream':
      wrong.setExpectedNoStream(new Empty());
      old = noStreamExpected2060;
      break;
    default:
      wrong.setExpectedRevision(String(expected)).setExpectedRevision2060(expected);
  }
  const content = Buffer.concat([wrong.serializeBinary(), old]);
  return new FieldWriter(Buffer.allocUnsafe(fieldSize(content.length))).field(2, content).bytes;
}
