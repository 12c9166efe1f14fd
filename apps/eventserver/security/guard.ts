import {
  ResponderBuilder,
  ServerInterceptingCall,
  ServerListenerBuilder,
  status,
  type Metadata,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { CallError, statusOf } from '../call-error.js';
import type { Authentication, Caller } from './authentication.js';
import type { Permissions } from './permissions.js';

/**
 * The one gate before all services: who calls is found out first, then whether they may. What a call streams is looked
 * at again message by message, so a subscription ends when its user, or a list that let it in, has been changed.
 */
export class Guard {
  private readonly callers = new WeakMap<Metadata, Caller>();

  constructor(
    private readonly authentication: Authentication,
    private readonly permissions: Permissions,
  ) {}

  readonly interceptor: ServerInterceptor = (method, call) => {
    let caller: Caller | undefined;
    let asked: unknown;
    const refuse = (error: unknown): void => call.sendStatus(statusOf(error));
    const check = async (message: unknown): Promise<void> =>
      this.permissions.check(this.authentication.today(known(caller)), method.path, message);
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        this.authentication.callerOf(metadata.get('authorization')).then((found) => {
          caller = found;
          this.callers.set(metadata, found);
          next(metadata);
        }, refuse);
      })
      .withOnReceiveMessage((message: unknown, next) => {
        asked ??= message;
        check(message).then(() => next(message), refuse);
      })
      .build();
    const responder = new ResponderBuilder()
      .withStart((next) => next(listener))
      .withSendMessage((message: unknown, next) => {
        if (method.responseStream) check(asked).then(() => next(message), refuse);
        else next(message);
      })
      .build();
    return new ServerInterceptingCall(call, responder);
  };

  /** For what is refused within a call, which goes on. */
  readonly mayAppend = async (metadata: Metadata, stream: string): Promise<void> =>
    this.permissions.checkStream(this.authentication.today(known(this.callers.get(metadata))), 'write', stream);

  mayRead(metadata: Metadata, stream: string): Promise<boolean> {
    return this.permissions.mayUse(known(this.callers.get(metadata)), 'read', stream);
  }
}

function known(caller: Caller | undefined): Caller {
  if (caller === undefined) throw new CallError(status.INTERNAL, 'A call was let in before it was known who calls.');
  return caller;
}
