import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import { SupportedMethod, SupportedMethods } from './protocol.js';

/** The version whose behaviour is recorded in test/conformance. */
export const version = '23.10.5';

/** What is really served: `service/method` with the features the client asks for. */
const methods: Readonly<Record<string, readonly string[]>> = {
  'event_store.client.persistent_subscriptions.persistentsubscriptions/create': ['stream', 'all'],
  'event_store.client.persistent_subscriptions.persistentsubscriptions/delete': ['stream', 'all'],
  'event_store.client.persistent_subscriptions.persistentsubscriptions/getinfo': ['stream', 'all'],
  'event_store.client.persistent_subscriptions.persistentsubscriptions/list': ['stream', 'all'],
  'event_store.client.persistent_subscriptions.persistentsubscriptions/read': ['stream', 'all'],
  'event_store.client.persistent_subscriptions.persistentsubscriptions/replayparked': ['stream', 'all'],
  'event_store.client.persistent_subscriptions.persistentsubscriptions/restartsubsystem': ['stream', 'all'],
  'event_store.client.persistent_subscriptions.persistentsubscriptions/update': ['stream', 'all'],
  'event_store.client.streams.streams/append': [],
  'event_store.client.streams.streams/batchappend': ['deadline_duration'],
  'event_store.client.streams.streams/delete': [],
  'event_store.client.streams.streams/read': ['position', 'events'],
  'event_store.client.streams.streams/tombstone': [],
  'event_store.client.operations.operations/mergeindexes': [],
  'event_store.client.operations.operations/resignnode': [],
  'event_store.client.operations.operations/restartpersistentsubscriptions': [],
  'event_store.client.operations.operations/setnodepriority': [],
  'event_store.client.operations.operations/shutdown': [],
  'event_store.client.gossip.gossip/read': [],
  'event_store.client.monitoring.monitoring/stats': [],
  'event_store.client.server_features.serverfeatures/getsupportedmethods': [],
};

const usersMethods = ['changepassword', 'create', 'delete', 'details', 'disable', 'enable', 'resetpassword', 'update'];

const scavengeMethods = ['startscavenge', 'stopscavenge'];
const pathsOf = (service: string, names: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(names.map((name) => [`${service}/${name}`, []]));

/** The service event_store.client.server_features.ServerFeatures; only a secured server has users. */
export function featuresService({
  users,
  scavenge,
}: Record<'users' | 'scavenge', boolean>): UntypedServiceImplementation {
  const served = {
    ...methods,
    ...(users && pathsOf('event_store.client.users.users', usersMethods)),
    ...(scavenge && pathsOf('event_store.client.operations.operations', scavengeMethods)),
  };
  const supported = new SupportedMethods().setEventStoreServerVersion(version).setMethodsList(
    Object.entries<readonly string[]>(served).map(([path, features]) => {
      const [service = '', method = ''] = path.split('/');
      return new SupportedMethod()
        .setServiceName(service)
        .setMethodName(method)
        .setFeaturesList([...features]);
    }),
  );
  return {
    getSupportedMethods: (
      _call: ServerUnaryCall<unknown, unknown>,
      answer: sendUnaryData<InstanceType<typeof SupportedMethods>>,
    ) => answer(null, supported),
  };
}
