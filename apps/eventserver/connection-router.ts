import { ServerCredentials, type Server } from '@grpc/grpc-js';
import http, { type RequestListener } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';

/** How a connection of HTTP/2 begins, and no request of HTTP/1. */
const http2Begins = 'PRI';
export interface ConnectionRouter {
  readonly port: number;
  /** Lets nobody in any more; calls that are under way are the gRPC server's to end. */
  close(): void;
  /** Ends every connection, whatever is under way on it. */
  cutOff(): void;
}

export interface ConnectionRouterOptions {
  readonly host: string;
  readonly port: number;
  /** In PEM; without it connections are in the clear. */
  readonly identity: { readonly certificate: Buffer; readonly key: Buffer } | undefined;
  /** How long is waited for whoever connects and does not say what it wants. */
  readonly timeoutMs: number;
  /** What is answered to plain HTTP. */
  readonly pages: RequestListener;
}

/** One port for gRPC and plain HTTP, as EventStoreDB has it: how a connection begins tells which of them it is. */
export async function openConnectionRouter(
  server: Server,
  options: ConnectionRouterOptions,
): Promise<ConnectionRouter> {
  // TLS ends here, so that what comes behind it is the same for both.
  const grpc = server.createConnectionInjector(ServerCredentials.createInsecure());
  const plain = http.createServer(options.pages);
  const { identity, timeoutMs } = options;
  const inside = new Set<Socket>();
  const ofGrpc = new Set<Socket>();
  const admit = (socket: Socket, head: Buffer): void => {
    socket.unshift(head);
    if (head.toString('latin1', 0, http2Begins.length) === http2Begins) {
      // From here on pings tell whether the client is still there.
      inside.delete(socket);
      socket.setTimeout(0);
      ofGrpc.add(socket);
      grpc.injectConnection(socket);
    } else {
      plain.emit('connection', socket);
      socket.resume();
    }
  };
  const greet = (socket: Socket): void => {
    inside.add(socket);
    socket.on('close', () => {
      inside.delete(socket);
      ofGrpc.delete(socket);
    });
    // A client that hangs up half-way has nothing to be told.
    socket.on('error', () => undefined);
    socket.setTimeout(timeoutMs, () => inside.has(socket) && socket.destroy());
    beginningOf(socket, (head) => admit(socket, head));
  };
  const door =
    identity === undefined
      ? net.createServer(greet)
      : tls.createServer(
          {
            cert: identity.certificate,
            key: identity.key,
            // Clients of gRPC offer HTTP/2 alone. Who offers both, as curl does, wants a page.
            ALPNCallback: ({ protocols }) => ['http/1.1', 'h2'].find((known) => protocols.includes(known)),
            handshakeTimeout: timeoutMs,
          },
          greet,
        );
  // What is no TLS, or trusts another certificate, is the client's affair.
  door.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject);
    door.listen(options.port, options.host, () => {
      door.off('error', reject);
      resolve();
    });
  });
  return {
    port: (door.address() as AddressInfo).port,
    close: () => {
      door.close();
      for (const socket of inside) socket.destroy();
    },
    cutOff: () => {
      for (const socket of ofGrpc) socket.destroy();
    },
  };
}

/** The first bytes of a connection, as soon as they are enough to tell what it is. */
function beginningOf(socket: Socket, then: (head: Buffer) => void): void {
  let head = Buffer.alloc(0);
  const look = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    if (head.length < http2Begins.length) return;
    socket.off('data', look);
    socket.pause();
    then(head);
  };
  socket.on('data', look);
}
