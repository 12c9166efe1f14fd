/**
 * The protocol as the client package defines it. Its generated code is CommonJS and untyped at the edges,
 * so this is the only file that loads it.
 */
import gossipServices from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossipMessages from '@eventstore/db-client/generated/gossip_pb.js';
import persistentServices from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import persistentMessages from '@eventstore/db-client/generated/persistent_pb.js';
import featuresServices from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresMessages from '@eventstore/db-client/generated/serverfeatures_pb.js';
import sharedMessages from '@eventstore/db-client/generated/shared_pb.js';
import statusMessages from '@eventstore/db-client/generated/status_pb.js';
import streamsServices from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamsMessages from '@eventstore/db-client/generated/streams_pb.js';
import anyMessages from 'google-protobuf/google/protobuf/any_pb.js';
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import timestampMessages from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { deadlineDurationOf } from './deadline-duration.js';

export const { ClusterInfo, EndPoint, MemberInfo } = gossipMessages;
export const { SupportedMethod, SupportedMethods } = featuresMessages;
export const {
  AccessDenied,
  AllStreamPosition,
  BadRequest,
  Empty,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  StreamIdentifier,
  Timeout,
  UUID,
} = sharedMessages;
export const { WrongExpectedVersion } = sharedMessages;
/** The services name some of their messages alike, so those of persistent subscriptions stay together. */
export const persistent = persistentMessages;
export const { Status } = statusMessages;
export const { AppendReq, AppendResp, BatchAppendReq, BatchAppendResp, DeleteReq, DeleteResp, ReadReq, ReadResp } =
  streamsMessages;
export const { TombstoneReq, TombstoneResp } = streamsMessages;
export const { Any } = anyMessages;
export const GoogleEmpty = emptyMessages.Empty;

type BatchAppendRequest = InstanceType<typeof BatchAppendReq>;
/** The end of the year 9999, beyond which the protocol has no time. */
const latestDateMs = 253_402_300_799_999;
const passBytes = (bytes: Buffer): Buffer => bytes;

/** Bytes that are no message are read as an empty one, which every call refuses by itself. */
const orEmpty =
  <Message>(deserialize: (bytes: Buffer) => Message, Type: new () => Message) =>
  (bytes: Buffer): Message => {
    try {
      return deserialize(bytes);
    } catch {
      return new Type();
    }
  };
const { StreamsService: streams } = streamsServices;

/** The client package knows a deadline as a point in time only; one that is a duration is made to be one, from now on. */
const withDeadline =
  (deserialize: (bytes: Buffer) => BatchAppendRequest) =>
  (bytes: Buffer): BatchAppendRequest => {
    const message = deserialize(bytes);
    const durationMs = deadlineDurationOf(bytes);
    if (durationMs !== undefined) {
      const latestMs = Math.min(Date.now() + durationMs, latestDateMs);
      message.getOptions()?.setDeadline(timestampMessages.Timestamp.fromDate(new Date(latestMs)));
    }
    return message;
  };

export const StreamsService = {
  // Answers that are encoded elsewhere: stored records go out as they were stored.
  read: {
    ...streams.read,
    requestDeserialize: orEmpty(streams.read.requestDeserialize, ReadReq),
    responseSerialize: passBytes,
  },
  append: {
    ...streams.append,
    requestDeserialize: orEmpty(streams.append.requestDeserialize, AppendReq),
    responseSerialize: passBytes,
  },
  batchAppend: {
    ...streams.batchAppend,
    requestDeserialize: orEmpty(withDeadline(streams.batchAppend.requestDeserialize), BatchAppendReq),
  },
  delete: { ...streams.delete, requestDeserialize: orEmpty(streams.delete.requestDeserialize, DeleteReq) },
  tombstone: { ...streams.tombstone, requestDeserialize: orEmpty(streams.tombstone.requestDeserialize, TombstoneReq) },
};
export const GossipService = gossipServices.GossipService;
export const ServerFeaturesService = featuresServices.ServerFeaturesService;
export const PersistentSubscriptionsService = {
  ...persistentServices.PersistentSubscriptionsService,
  read: { ...persistentServices.PersistentSubscriptionsService.read, responseSerialize: passBytes },
};
