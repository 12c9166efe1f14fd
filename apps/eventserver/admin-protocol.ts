/** The part of the protocol by which a server is administered; see protocol.ts. */
import monitoringServices from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import monitoringMessages from '@eventstore/db-client/generated/monitoring_pb.js';
import operationsServices from '@eventstore/db-client/generated/operations_grpc_pb.js';
import operationsMessages from '@eventstore/db-client/generated/operations_pb.js';
import projectionsServices from '@eventstore/db-client/generated/projections_grpc_pb.js';
import usersServices from '@eventstore/db-client/generated/users_grpc_pb.js';
import usersMessages from '@eventstore/db-client/generated/users_pb.js';

export const { MonitoringService } = monitoringServices;
export const { OperationsService } = operationsServices;
export const { ProjectionsService } = projectionsServices;
export const { UsersService } = usersServices;
export const { StatsResp } = monitoringMessages;
/** Services name some of their messages alike, so each one's stay together. */
export const monitoring = monitoringMessages;
export const operations = operationsMessages;
export const users = usersMessages;
