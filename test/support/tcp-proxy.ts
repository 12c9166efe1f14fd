import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** A wire to a port of this machine on which everything can happen that happens on a network. */
export class TcpProxy {
  private readonly pairs = new Set<readonly [client: net.Socket, server: net.Socket]>();
  /** The ends from which nothing arrives at the other side any more. */
  private readonly deaf = new WeakSet<net.Socket>();
  private readonly listener: net.Server;
  private refusing = false;

  private constructor(private readonly serverPort: number) {
    this.listener = net.createServer((client) => this.accept(client));
  }

  /** `0` takes any free port. */
  static async open(serverPort: number, port = 0): Promise<TcpProxy> {
    const proxy = new TcpProxy(serverPort);
    await once(proxy.listener.listen(port, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Ends every connection in good order; new ones work. */
  cut(): void {
    this.endAll((socket) => socket.destroy());
  }

  /** Breaks every connection with a reset; new ones work. */
  reset(): void {
    this.endAll((socket) => socket.resetAndDestroy());
  }

  /** The connections stay open, but nothing arrives on them any more, and nobody is told; new ones work. */
  halfOpen(): void {
    for (const pair of this.pairs) pair.forEach((socket) => this.deaf.add(socket));
  }

  /** Requests still arrive on the connections there are; answers do not. */
  loseAnswers(): void {
    for (const [, server] of this.pairs) this.deaf.add(server);
  }

  /** From now on every connection breaks, new ones too, until `mend`. */
  refuse(): void {
    this.refusing = true;
    this.reset();
  }

  mend(): void {
    this.refusing = false;
  }

  close(): void {
    this.listener.close();
    this.cut();
  }

  private accept(client: net.Socket): void {
    client.on('error', () => undefined);
    if (this.refusing) {
      client.resetAndDestroy();
      return;
    }
    const server = net.connect(this.serverPort, '127.0.0.1');
    const pair = [client, server] as const;
    this.pairs.add(pair);
    for (const [from, to] of [pair, [server, client] as const]) {
      from.setNoDelay();
      from.on('error', () => undefined);
      from.on('data', (bytes) => {
        if (this.deaf.has(from) || to.write(bytes)) return;
        from.pause();
        to.once('drain', () => from.resume());
      });
      from.on('close', () => {
        // Nobody learns of an end on a half-open connection either.
        if (!this.deaf.has(from)) to.destroy();
        if (to.destroyed) this.pairs.delete(pair);
      });
    }
  }

  private endAll(end: (socket: net.Socket) => void): void {
    for (const pair of this.pairs) pair.forEach(end);
    this.pairs.clear();
  }
}
