import { EventStoreDBClient } from '@eventstore/db-client';
import featuresServices from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossipServices from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import monitoringServices from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import M from '@eventstore/db-client/generated/monitoring_pb.js';
import operationsServices from '@eventstore/db-client/generated/operations_grpc_pb.js';
import O from '@eventstore/db-client/generated/operations_pb.js';
import projectionsServices from '@eventstore/db-client/generated/projections_grpc_pb.js';
import P from '@eventstore/db-client/generated/projections_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import usersServices from '@eventstore/db-client/generated/users_grpc_pb.js';
import U from '@eventstore/db-client/generated/users_pb.js';
import type { Scenario } from './recorded.js';
import { brief, definitions, written } from './requests.js';
import type { Definition, Json } from './wire.js';

/** Group h, the part that administers a server: what it serves, what it is, operations, users, statistics. */
export const operations = operationsServices.OperationsService as unknown as Record<
  'startScavenge' | 'stopScavenge' | 'mergeIndexes' | 'setNodePriority',
  Definition
>;
export const features = featuresServices.ServerFeaturesService as unknown as Record<'getSupportedMethods', Definition>;
export const gossip = gossipServices.GossipService as unknown as Record<'read', Definition>;
const monitoring = monitoringServices.MonitoringService as unknown as Record<'stats', Definition>;
const projections = projectionsServices.ProjectionsService as unknown as Record<'statistics', Definition>;
const users = usersServices.UsersService as unknown as Record<'details', Definition>;
const empty = (): InstanceType<typeof shared.Empty> => new shared.Empty();

interface Features {
  readonly eventStoreServerVersion: string;
  readonly methods: readonly { serviceName: string; methodName: string; features: readonly string[] }[];
}
interface Gossip {
  readonly members: readonly { readonly timeStamp: Json; readonly httpEndPoint: { readonly address: string } }[];
}

const served: Scenario = {
  group: 'h',
  name: 'server features and gossip',
  run: async (notes, { wire }) => {
    const told = ((await wire.unary(features.getSupportedMethods, empty())) as { ok: Features }).ok;
    notes.step('version', told.eventStoreServerVersion);
    notes.step('order of services as sent', [...new Set(told.methods.map(({ serviceName }) => serviceName))]);
    const lines = told.methods.map((one) => `${one.serviceName}/${one.methodName} [${one.features.join(',')}]`);
    notes.step('methods, sorted', lines.sort());
    const { members } = ((await wire.unary(gossip.read, empty())) as { ok: Gossip }).ok;
    notes.step('gossip', {
      members: members.map((member) => ({
        ...member,
        timeStamp: typeof member.timeStamp,
        httpEndPoint: { address: member.httpEndPoint.address, port: "<the node's port>" },
      })),
    });
    const client = EventStoreDBClient.connectionString(wire.connectionString);
    // What the client has learnt about the server is not public, and decides which calls it makes.
    const { serverVersion } = await (client as unknown as { capabilities: Promise<{ serverVersion: string }> })
      .capabilities;
    notes.step('client capabilities', { version: serverVersion });
    await client.dispose();
  },
};

const administered: Scenario = {
  group: 'h',
  name: 'operations, users, monitoring, projections',
  run: async (notes, { wire, prefix }) => {
    const start = (threads: number, chunk = 0): Promise<Json> => {
      const options = new O.StartScavengeReq.Options().setThreadCount(threads).setStartFromChunk(chunk);
      return wire.unary(operations.startScavenge, new O.StartScavengeReq().setOptions(options));
    };
    const stop = (id: string): Promise<Json> => {
      const options = new O.StopScavengeReq.Options().setScavengeId(id);
      return wire.unary(operations.stopScavenge, new O.StopScavengeReq().setOptions(options));
    };
    const details = (login: string): Promise<Json> => {
      const options = new U.DetailsReq.Options().setLoginName(login);
      return wire.serverStream(users.details, new U.DetailsReq().setOptions(options)).collect();
    };
    // At once: one has to be under way when the other is asked for.
    const [first, second] = await Promise.all([start(0), start(1, -1)]);
    notes.step('start scavenge, 0 threads', first);
    notes.step('start scavenge, negative chunk', second);
    notes.step('stop unknown scavenge', await stop('0b2ad5ea-0000-0000-0000-000000000000'));
    notes.step('stop, empty id', await stop(''));
    notes.step('merge indexes', await wire.unary(operations.mergeIndexes, empty()));
    const priority = (value: number): Promise<Json> =>
      wire.unary(operations.setNodePriority, new O.SetNodePriorityReq().setPriority(value));
    notes.step('set node priority 1', await priority(1));
    await priority(0);
    notes.step('user details of nobody', await details(`${prefix}nobody`));
    notes.step('user details of admin', await details('admin'));
    const stats = wire.serverStream(monitoring.stats, new M.StatsReq().setRefreshTimePeriodInMs('1000'));
    const { messages } = await stats.settle({ quiet: 50, max: 4_000 });
    stats.cancel();
    const names = Object.keys((messages[0] as { stats: Record<string, string> }).stats);
    notes.step(
      "stats: first reply's keys not tied to the machine",
      names.filter((name) => !/drive|queue|\d/.test(name)).sort(),
    );
    const all = new P.StatisticsReq().setOptions(new P.StatisticsReq.Options().setAll(empty()));
    notes.step(
      'projection statistics (run-projections None)',
      await wire.serverStream(projections.statistics, all).collect(1_500),
    );
  },
};

const unknownMethod = (path: string): Definition => ({
  path,
  requestSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes) => bytes,
});

const credentials: Scenario = {
  group: 'h',
  name: 'headers and credentials without TLS',
  run: async (notes, requests) => {
    const { wire } = requests;
    const stream = requests.stream('cred');
    const append = async (headers: Record<string, string>): Promise<Json> =>
      written(await requests.append(stream, 'any', [requests.event()], { headers }));
    const basic = (text: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    });
    notes.step('append as admin', await append(basic('admin:changeit')));
    notes.step('append with a wrong password', await append(basic('admin:wrong')));
    notes.step('append with a malformed header', await append({ authorization: 'Basic ???' }));
    notes.step('requires-leader true', await append({ 'requires-leader': 'true' }));
    notes.step('requires-leader nonsense', await append({ 'requires-leader': 'perhaps' }));
    await requests.setMetadata(stream, { $acl: { $r: '$admins' } });
    notes.step(
      'read of a stream whose $acl says $admins, no credentials',
      brief(await requests.read({ stream, from: 'start', count: 1 })),
    );
    const raw = { raw: true };
    const none = Buffer.alloc(0);
    notes.step(
      'unknown method of a known service',
      await wire.unary(unknownMethod('/event_store.client.streams.Streams/Nope'), none, raw),
    );
    notes.step('unknown service', await wire.unary(unknownMethod('/a.b.C/Nope'), none, raw));
    notes.step('bytes that are no message', await wire.unary(definitions.delete, Buffer.from([0xff, 0xff]), raw));
    notes.step('empty message to delete', await wire.unary(definitions.delete, none, raw));
    notes.step('empty message to read', await wire.serverStream(definitions.read, none, raw).collect());
  },
};

export const adminScenarios: readonly Scenario[] = [served, administered, credentials];
