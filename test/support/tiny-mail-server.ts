import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What the server does with an e-mail, by the first word of the address. */
type Behaviour = 'busy' | 'unknown' | 'hangup';

/** A real SMTP server in the process of the test. */
export interface MailServer {
  readonly url: string;
  /** Every message that was received whole, as it came. */
  readonly messages: readonly { readonly to: string; readonly text: string }[];
  /** Called when a message has been received whole, before the server answers. */
  beforeAnswer: (to: string) => Promise<void>;
  stop(): Promise<void>;
}

/**
 * `busy…@` is refused for now, the first time; `unknown…@` for good; at `hangup…@` the connection ends after the message
 * was received and before it was answered.
 */
export async function startMailServer(): Promise<MailServer> {
  const messages: { to: string; text: string }[] = [];
  const refusedBefore = new Set<string>();
  const is = (address: string, behaviour: Behaviour): boolean => address.startsWith(behaviour);
  const refusal = (responseCode: number): Error => Object.assign(new Error('not now'), { responseCode });
  const running: MailServer = {
    url: '',
    messages,
    beforeAnswer: () => Promise.resolve(),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      if (is(address, 'unknown')) done(refusal(550));
      else if (!is(address, 'busy') || refusedBefore.has(address)) done();
      else {
        refusedBefore.add(address);
        done(refusal(451));
      }
    },
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo.map(({ address }) => address).join();
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        messages.push({ to, text });
        void running.beforeAnswer(to).then(() => {
          if (is(to, 'hangup')) for (const socket of sockets) socket.destroy();
          else done();
        });
      });
    },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(running, { url: `smtp://127.0.0.1:${port}` });
}
