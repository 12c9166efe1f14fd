import type { Metadata, ServerDuplexStream } from '@grpc/grpc-js';
import { CallError, statusOf } from './call-error.js';
import {
  AccessDenied,
  AllStreamPosition,
  Any,
  BadRequest,
  BatchAppendResp,
  GoogleEmpty,
  MaximumAppendSizeExceeded,
  Status,
  StreamDeleted,
  Timeout,
  WrongExpectedVersion,
  type BatchAppendReq,
  type StreamIdentifier,
} from './protocol.js';
import { expectedRevisionOf, streamNameOf } from './requests.js';
import type { AppendOutcome, EventLog, ExpectedRevision } from './store/event-log.js';
import { UnfinishedAppends, type Unfinished } from './unfinished-appends.js';

type BatchRequest = InstanceType<typeof BatchAppendReq>;
type BatchResponse = InstanceType<typeof BatchAppendResp>;
type Options = InstanceType<typeof BatchAppendReq.Options>;
type Identifier = InstanceType<typeof StreamIdentifier>;
type StatusMessage = InstanceType<typeof Status>;
/** It takes many messages at a time, see many-messages.ts. */
type Call = ServerDuplexStream<BatchRequest, readonly BatchResponse[]>;

/** So many answers of one call may be under way. */
const mostUnanswered = 2_000;

/** Refuses an append that the caller, known by the call's metadata, may not make. */
export type MayAppend = (metadata: Metadata, stream: string) => Promise<void>;

/** Streams.BatchAppend: many appends on one call, each answered on its own when it is durable. */
export const batchAppend =
  (log: EventLog, mostBytes: number, mayAppend?: MayAppend) =>
  (call: Call): void => {
    const answers: BatchResponse[] = [];
    let unanswered = 0;
    let ended = false;
    const sendAnswers = (): void => {
      const together = answers.splice(0);
      unanswered -= together.length;
      if (call.cancelled || call.writableEnded) return;
      call.write(together);
      if (call.isPaused() && unanswered < mostUnanswered / 2) call.resume();
      if (ended && unanswered === 0) call.end();
    };
    const finish = async (append: Unfinished): Promise<void> => {
      unanswered += 1;
      if (unanswered === mostUnanswered) call.pause();
      answers.push(await answerOf(log, append, mayAppend && ((stream) => mayAppend(call.metadata, stream))));
      // What one commit made durable is answered with one write.
      if (answers.length === 1) process.nextTick(sendAnswers);
    };
    const fail = (error: unknown): void => void call.emit('error', statusOf(error));
    const unfinished = new UnfinishedAppends(mostBytes, (append) => void finish(append).catch(fail));
    call.on('data', (message: BatchRequest) => {
      try {
        unfinished.add(message);
      } catch (error) {
        fail(error);
      }
    });
    call.on('end', () => {
      ended = true;
      unfinished.clear();
      if (unanswered === 0) call.end();
    });
    // A connection that breaks is the client's affair; what it asked for is finished all the same.
    for (const event of ['error', 'cancelled', 'close']) call.on(event, () => unfinished.clear());
  };

async function answerOf(
  log: EventLog,
  append: Unfinished,
  check?: (stream: string) => Promise<void>,
): Promise<BatchResponse> {
  const response = new BatchAppendResp();
  response.setCorrelationId(append.correlation);
  response.setStreamIdentifier(append.options.getStreamIdentifier());
  try {
    if (append.refusal !== undefined) throw append.refusal;
    const identifier = append.options.getStreamIdentifier();
    const stream = streamNameOf(identifier, 'write');
    const expected = expectedOf(append.options);
    await check?.(stream);
    if (append.expired) return response.setError(timeout());
    const outcome = await log.append(stream, expected, append.events, append.deadline);
    return addOutcome(response, identifier, expected, outcome);
  } catch (error) {
    return response.setError(refusalOf(error));
  }
}

const expectedOf = (options: Options): ExpectedRevision =>
  expectedRevisionOf('BatchAppendReq', {
    hasRevision: () => options.hasStreamPosition(),
    getRevision: () => options.getStreamPosition(),
    hasNoStream: () => options.hasNoStream(),
    hasAny: () => options.hasAny(),
    hasStreamExists: () => options.hasStreamExists(),
  });

function addOutcome(
  response: BatchResponse,
  identifier: Identifier | undefined,
  expected: ExpectedRevision,
  outcome: AppendOutcome,
): BatchResponse {
  switch (outcome.kind) {
    case 'deleted':
      return response.setError(packed(5, 'StreamDeleted', new StreamDeleted().setStreamIdentifier(identifier)));
    case 'wrong-revision':
      return response.setError(packed(6, 'WrongExpectedVersion', wrongRevision(expected, outcome.current)));
    case 'too-late':
      return response.setError(timeout());
    case 'appended':
    case 'repeated':
      return response.setSuccess(successOf(outcome));
  }
}

function successOf(outcome: {
  revision: number;
  position: number | undefined;
}): InstanceType<typeof BatchAppendResp.Success> {
  const success = new BatchAppendResp.Success();
  if (outcome.revision < 0) success.setNoStream(new GoogleEmpty());
  else success.setCurrentRevision(String(outcome.revision));
  if (outcome.position === undefined) return success.setNoPosition(new GoogleEmpty());
  const position = new AllStreamPosition();
  position.setCommitPosition(String(outcome.position)).setPreparePosition(String(outcome.position));
  return success.setPosition(position);
}

function wrongRevision(expected: ExpectedRevision, current: number): InstanceType<typeof WrongExpectedVersion> {
  const wrong = new WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new GoogleEmpty());
  else wrong.setCurrentStreamRevision(String(current));
  switch (expected) {
    case 'any':
      return wrong.setExpectedAny(new GoogleEmpty());
    case 'stream_exists':
      return wrong.setExpectedStreamExists(new GoogleEmpty());
    case 'no_stream':
      return wrong.setExpectedNoStream(new GoogleEmpty());
    default:
      return wrong.setExpectedStreamPosition(String(expected));
  }
}

const timeout = (): StatusMessage => packed(4, 'Timeout', new Timeout());

/** A refusal of this append alone; what concerns all of them, like a log that is gone, ends the call. */
function refusalOf(error: unknown): StatusMessage {
  if (!(error instanceof CallError)) throw error;
  if (error.trailers['exception'] === 'maximum-append-size-exceeded') {
    const details = new MaximumAppendSizeExceeded().setMaxappendsize(Number(error.trailers['maximum-append-size']));
    return packed(3, 'MaximumAppendSizeExceeded', details);
  }
  if (error.trailers['exception'] === 'access-denied') return packed(7, 'AccessDenied', new AccessDenied());
  return packed(3, 'BadRequest', new BadRequest().setMessage(error.message));
}

function packed(code: number, name: string, details: { serializeBinary(): Uint8Array }): StatusMessage {
  const any = new Any();
  any.pack(details.serializeBinary(), `event_store.client.${name}`);
  return new Status().setCode(code).setMessage(name).setDetails(any);
}
