import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';

/**
 * Lets a handler hand on many messages with one write: an array instead of a message. They then leave together, where
 * gRPC's own stream sends one, waits until the socket has taken it, and sends the next.
 */
export const manyMessages: ServerInterceptor = (_method, call) => new CallOfManyMessages(call);

class CallOfManyMessages extends ServerInterceptingCall {
  override sendMessage(messages: unknown, callback: () => void): void {
    if (!Array.isArray(messages)) {
      super.sendMessage(messages, callback);
      return;
    }
    let left = messages.length;
    const sent = (): void => {
      left -= 1;
      if (left === 0) callback();
    };
    if (left === 0) callback();
    for (const message of messages) super.sendMessage(message, sent);
  }
}
