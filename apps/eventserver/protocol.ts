/**
 * The protocol as the client package defines it. Its generated code is CommonJS and untyped at the edges,
 * so this is the only file that loads it.
 */
import type GossipServices from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type GossipMessages from '@eventstore/db-client/generated/gossip_pb.js';
import type PersistentServices from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import type PersistentMessages from '@eventstore/db-client/generated/persistent_pb.js';
import type FeaturesServices from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type FeaturesMessages from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type SharedMessages from '@eventstore/db-client/generated/shared_pb.js';
import type StatusMessages from '@eventstore/db-client/generated/status_pb.js';
import type StreamsServices from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type StreamsMessages from '@eventstore/db-client/generated/streams_pb.js';
import type AnyMessages from 'google-protobuf/google/protobuf/any_pb.js';
import type EmptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import type TimestampMessages from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { createRequire } from 'node:module';
import { deadlineDurationOf } from './deadline-duration.js';

// By `import` each file is first searched for the names it exports, which takes longer than all else at the start.
const load = createRequire(import.meta.url);
const gossipServices = load('@eventstore/db-client/generated/gossip_grpc_pb.js') as typeof GossipServices;
const gossipMessages = load('@eventstore/db-client/generated/gossip_pb.js') as typeof GossipMessages;
const persistentServices = load('@eventstore/db-client/generated/persistent_grpc_pb.js') as typeof PersistentServices;
const persistentMessages = load('@eventstore/db-client/generated/persistent_pb.js') as typeof PersistentMessages;
const featuresServices = load('@eventstore/db-client/generated/serverfeatures_grpc_pb.js') as typeof FeaturesServices;
const featuresMessages = load('@eventstore/db-client/generated/serverfeatures_pb.js') as typeof FeaturesMessages;
const sharedMessages = load('@eventstore/db-client/generated/shared_pb.js') as typeof SharedMessages;
const statusMessages = load('@eventstore/db-client/generated/status_pb.js') as typeof StatusMessages;
const streamsServices = load('@eventstore/db-client/generated/streams_grpc_pb.js') as typeof StreamsServices;
const streamsMessages = load('@eventstore/db-client/generated/streams_pb.js') as typeof StreamsMessages;
const anyMessages = load('google-protobuf/google/protobuf/any_pb.js') as typeof AnyMessages;
const emptyMessages = load('google-protobuf/google/protobuf/empty_pb.js') as typeof EmptyMessages;
const timestampMessages = load('google-protobuf/google/protobuf/timestamp_pb.js') as typeof TimestampMessages;

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
