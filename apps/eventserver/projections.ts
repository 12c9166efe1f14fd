import { status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { CallError, statusOf } from './call-error.js';
import { ProjectionsService } from './admin-protocol.js';

const unimplemented = new CallError(
  status.UNIMPLEMENTED,
  'This server runs no projections written in JavaScript; subscribe to $all and project in your own process.',
);

interface FailingCall {
  emit(event: 'error', error: ReturnType<typeof statusOf>): void;
}

/** The service event_store.client.projections.Projections: every call says that there are none. */
export const projectionsService = (): UntypedServiceImplementation =>
  Object.fromEntries(
    Object.keys(ProjectionsService).map((method) => [
      method,
      (call: FailingCall): void => call.emit('error', statusOf(unimplemented)),
    ]),
  );
