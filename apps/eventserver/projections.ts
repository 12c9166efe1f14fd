import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { CallError, statusOf } from './call-error.js';
import { ProjectionsService } from './admin-protocol.js';

const unimplemented = new CallError(
  status.UNIMPLEMENTED,
  'This server runs no projections written in JavaScript; subscribe to $all and project in your own process.',
);

interface Call {
  emit(event: 'error', error: Refusal): void;
}
type Refusal = ReturnType<typeof statusOf>;

/** The service event_store.client.projections.Projections: every call says that there are none. */
export const projectionsService = (): UntypedServiceImplementation =>
  Object.fromEntries(
    Object.keys(ProjectionsService).map((method) => [
      method,
      // A call that answers once is given a way to answer, one that streams is not.
      (call: Call, answer?: (error: Refusal) => void): void =>
        answer === undefined ? call.emit('error', statusOf(unimplemented)) : answer(statusOf(unimplemented)),
    ]),
  );
