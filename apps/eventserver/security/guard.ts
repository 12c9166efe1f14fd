import {
  ServerInterceptingCall,
  ServerListenerBuilder,
  status,
  type Metadata,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { CallError, statusOf } from '../call-error.js';
import type { Authentication, Caller } from './authentication.js';
import type { Permissions } from './permissions.js';

/** The one gate before all services: who calls is found out first, then whether they may. */
export class Guard {
  private readonly callers = new WeakMap<Metadata, Caller>();

  constructor(
    private readonly authentication: Authentication,
    private readonly permissions: Permissions,
  ) {}

  readonly interceptor: ServerInterceptor = (method, call) => {
    let caller: Caller | undefined;
    const refuse = (error: unknown): void => call.sendStatus(statusOf(error));
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        this.authentication.callerOf(metadata.get('authorization')).then((found) => {
          caller = found;
          this.callers.set(metadata, found);
          next(metadata);
        }, refuse);
      })
      .withOnReceiveMessage((message: unknown, next) => {
        this.permissions.check(known(caller), method.path, message).then(() => next(message), refuse);
      })
      .build();
    return new ServerInterceptingCall(call, { start: (next) => next(listener) });
  };

  /** For what is refused within a call, which goes on. */
  readonly mayAppend = (metadata: Metadata, stream: string): Promise<void> =>
    this.permissions.checkStream(known(this.callers.get(metadata)), 'write', stream);

  mayRead(metadata: Metadata, stream: string): Promise<boolean> {
    return this.permissions.mayUse(known(this.callers.get(metadata)), 'read', stream);
  }
}

function known(caller: Caller | undefined): Caller {
  if (caller === undefined) throw new CallError(status.INTERNAL, 'A call was let in before it was known who calls.');
  return caller;
}
