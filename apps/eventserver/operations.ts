import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { operations } from './admin-protocol.js';
import { CallError } from './call-error.js';
import { Empty } from './protocol.js';
import type { Scavenger } from './scavenge/scavenger.js';
import { present, unary } from './unary.js';

const done = unary(() => Promise.resolve(new Empty()));
const { ScavengeResp } = operations;

/**
 * The service event_store.client.operations.Operations, for one node: there is no index to merge, no other node to
 * come before or to hand over to, and persistent subscriptions keep nothing that a restart would clear.
 */
export const operationsService = (
  shutDown: () => void,
  scavenger: Scavenger | undefined,
): UntypedServiceImplementation => ({
  mergeIndexes: done,
  setNodePriority: done,
  resignNode: done,
  restartPersistentSubscriptions: done,
  shutdown: unary(() => {
    // The answer goes out first.
    setImmediate(shutDown);
    return Promise.resolve(new Empty());
  }),
  // A log that is kept whole never scavenges, and a client that asks for it is told so.
  startScavenge: unary(async (request: InstanceType<typeof operations.StartScavengeReq>) => {
    const threads = present(request.getOptions()).getThreadCount();
    const { id, inProgress } = await allowed(scavenger).start(threads);
    const result = inProgress ? ScavengeResp.ScavengeResult.INPROGRESS : ScavengeResp.ScavengeResult.STARTED;
    return new ScavengeResp().setScavengeId(id).setScavengeResult(result);
  }),
  stopScavenge: unary(async (request: InstanceType<typeof operations.StopScavengeReq>) => {
    const id = present(request.getOptions()).getScavengeId();
    if (!(await allowed(scavenger).stop(id))) throw noSuchScavenge(scavenger?.newestId ?? '');
    return new ScavengeResp().setScavengeId(id).setScavengeResult(ScavengeResp.ScavengeResult.STOPPED);
  }),
});

function allowed(scavenger: Scavenger | undefined): Scavenger {
  if (scavenger === undefined)
    throw new CallError(status.UNIMPLEMENTED, 'This log is kept whole: nothing is ever removed from it.');
  return scavenger;
}

const noSuchScavenge = (id: string): CallError =>
  new CallError(status.NOT_FOUND, 'Scavenge id was invalid.', { exception: 'scavenge-not-found', 'scavenge-id': id });
