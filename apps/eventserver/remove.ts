import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { malformed, statusOf, streamDeleted, wrongRevision } from './call-error.js';
import { DeleteResp, TombstoneResp, type DeleteReq, type TombstoneReq } from './protocol.js';
import { expectedRevisionOf, streamNameOf, type ExpectedRevisionFields } from './requests.js';
import type { EventLog, Removal } from './store/event-log.js';

type Options = ExpectedRevisionFields & {
  getStreamIdentifier(): Parameters<typeof streamNameOf>[0];
};

/** Streams.Delete: the stream may be written again later. */
export const deleteStream =
  (log: EventLog) =>
  (
    call: ServerUnaryCall<InstanceType<typeof DeleteReq>, InstanceType<typeof DeleteResp>>,
    answer: sendUnaryData<InstanceType<typeof DeleteResp>>,
  ): void => {
    remove(log, 'delete', call.request.getOptions()).then(
      (at) => {
        const position = new DeleteResp.Position().setCommitPosition(at).setPreparePosition(at);
        answer(null, new DeleteResp().setPosition(position));
      },
      (error: unknown) => answer(statusOf(error)),
    );
  };

/** Streams.Tombstone: the stream has ended for ever. */
export const tombstoneStream =
  (log: EventLog) =>
  (
    call: ServerUnaryCall<InstanceType<typeof TombstoneReq>, InstanceType<typeof TombstoneResp>>,
    answer: sendUnaryData<InstanceType<typeof TombstoneResp>>,
  ): void => {
    remove(log, 'tombstone', call.request.getOptions()).then(
      (at) => {
        const position = new TombstoneResp.Position().setCommitPosition(at).setPreparePosition(at);
        answer(null, new TombstoneResp().setPosition(position));
      },
      (error: unknown) => answer(statusOf(error)),
    );
  };

async function remove(log: EventLog, how: Removal, options: Options | undefined): Promise<string> {
  if (options === undefined) throw malformed('The request has no options.');
  const stream = streamNameOf(options.getStreamIdentifier(), 'write');
  const expected = expectedRevisionOf(how === 'delete' ? 'DeleteReq' : 'TombstoneReq', options);
  const outcome = await log.remove(stream, expected, how);
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  if (outcome.kind === 'wrong-revision') throw wrongRevision(stream, expected, outcome.current);
  return String(outcome.position);
}
