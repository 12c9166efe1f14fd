/** The part of the protocol by which a server is administered; see protocol.ts. */
import { createRequire } from 'node:module';
import type MonitoringServices from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import type MonitoringMessages from '@eventstore/db-client/generated/monitoring_pb.js';
import type OperationsServices from '@eventstore/db-client/generated/operations_grpc_pb.js';
import type OperationsMessages from '@eventstore/db-client/generated/operations_pb.js';
import type ProjectionsServices from '@eventstore/db-client/generated/projections_grpc_pb.js';
import type UsersServices from '@eventstore/db-client/generated/users_grpc_pb.js';
import type UsersMessages from '@eventstore/db-client/generated/users_pb.js';

// Loaded as in protocol.ts, and for the same reason.
const load = createRequire(import.meta.url);
const monitoringServices = load('@eventstore/db-client/generated/monitoring_grpc_pb.js') as typeof MonitoringServices;
const monitoringMessages = load('@eventstore/db-client/generated/monitoring_pb.js') as typeof MonitoringMessages;
const operationsServices = load('@eventstore/db-client/generated/operations_grpc_pb.js') as typeof OperationsServices;
const operationsMessages = load('@eventstore/db-client/generated/operations_pb.js') as typeof OperationsMessages;
const projectionsServices = load(
  '@eventstore/db-client/generated/projections_grpc_pb.js',
) as typeof ProjectionsServices;
const usersServices = load('@eventstore/db-client/generated/users_grpc_pb.js') as typeof UsersServices;
const usersMessages = load('@eventstore/db-client/generated/users_pb.js') as typeof UsersMessages;

export const { MonitoringService } = monitoringServices;
export const { OperationsService } = operationsServices;
export const { ProjectionsService } = projectionsServices;
export const { UsersService } = usersServices;
export const { StatsResp } = monitoringMessages;
/** Services name some of their messages alike, so each one's stay together. */
export const monitoring = monitoringMessages;
export const operations = operationsMessages;
export const users = usersMessages;
