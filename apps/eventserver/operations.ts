import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { operations } from './admin-protocol.js';
import { CallError } from './call-error.js';
import { Empty } from './protocol.js';
import { present, unary } from './unary.js';

const done = unary(() => Promise.resolve(new Empty()));

/**
 * The service event_store.client.operations.Operations, for one node: there is no index to merge, no other node to
 * come before or to hand over to, and persistent subscriptions keep nothing that a restart would clear.
 */
export const operationsService = (shutDown: () => void): UntypedServiceImplementation => ({
  mergeIndexes: done,
  setNodePriority: done,
  resignNode: done,
  restartPersistentSubscriptions: done,
  shutdown: unary(() => {
    // The answer goes out first.
    setImmediate(shutDown);
    return Promise.resolve(new Empty());
  }),
  startScavenge: unary(() => Promise.reject(nothingIsRemoved)),
  stopScavenge: unary((request: InstanceType<typeof operations.StopScavengeReq>) =>
    Promise.reject(noSuchScavenge(present(request.getOptions()).getScavengeId())),
  ),
});

const nothingIsRemoved = new CallError(
  status.UNIMPLEMENTED,
  'Nothing is scavenged here: an event that metadata or a deletion hides is kept in the database all the same.',
);

const noSuchScavenge = (id: string): CallError =>
  new CallError(status.NOT_FOUND, 'Scavenge id was invalid.', { exception: 'scavenge-not-found', 'scavenge-id': id });
