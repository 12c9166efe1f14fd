import grpc from '@grpc/grpc-js';
import { once } from 'node:events';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { definitions, readRequest } from './requests.js';
import { EmbeddedServer } from './server-under-test.js';
import { securedServer } from './secured-server.js';

/** What connections cost, and what becomes of those that say nothing any more. */
let embedded: EmbeddedServer;
let server: EmbeddedServer['server'];
let requests: EmbeddedServer['requests'];
beforeAll(async () => {
  embedded = await EmbeddedServer.start();
  ({ server, requests } = embedded);
});
afterAll(() => embedded.stop());

const host = ({ connectionString } = server): string => new URL(connectionString.replace('esdb:', 'http:')).host;
const appendTo = async (stream: string): Promise<boolean> =>
  'ok' in (await requests.append(stream, 'any', [requests.event()]));

describe('a thousand connections', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const memory = async (): Promise<number> => {
    // What is closed is let go of some turns later.
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      collectGarbage();
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const { path, requestSerialize, responseDeserialize } = definitions.read;

  /** Each with a subscription, which is told of one event. */
  async function connectAll(count: number, stream: string): Promise<void> {
    const clients = Array.from({ length: count }, () => {
      const options = { 'grpc.use_local_subchannel_pool': 1 };
      const client = new grpc.Client(host(), grpc.credentials.createInsecure(), options);
      const call = client.makeServerStreamRequest(
        path,
        requestSerialize as (message: unknown) => Buffer,
        responseDeserialize,
        readRequest({ stream, from: 'end', subscribe: true }),
      );
      let messages = 0;
      const told = new Map<number, () => void>();
      call.on('data', () => told.get((messages += 1))?.());
      const message = (nth: number): Promise<void> =>
        new Promise((resolve, reject) => {
          told.set(nth, resolve);
          // When it has been told everything, its own end is an error too, which changes nothing any more.
          call.on('error', reject);
        });
      // The confirmation, that it has caught up, the event.
      return { client, call, live: message(2), event: message(3) };
    });
    await Promise.all(clients.map(({ live }) => live));
    expect(await appendTo(stream)).toBe(true);
    await Promise.all(clients.map(({ event }) => event));
    for (const { client, call } of clients) {
      call.cancel();
      client.close();
    }
  }

  it('are all served, and when they have gone nothing of them is left in memory', async () => {
    const stream = requests.stream('thousand');
    // What is made once and kept is there after a few.
    await connectAll(100, stream);
    const baseline = await memory();
    await connectAll(1_000, stream);
    const grown = (await memory()) - baseline;
    expect(grown / 1_000).toBeLessThan(4_096);
  });
});

describe('a client that has gone without a word', () => {
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

  let impatient: EmbeddedServer;
  beforeAll(async () => {
    impatient = await EmbeddedServer.start({ keepAlive: { intervalMs: 500, timeoutMs: 500 } });
  });
  afterAll(() => impatient.stop());

  it.each([
    ['before it said anything', Buffer.alloc(0)],
    ['in the middle of a request of HTTP/1', Buffer.from('GET /ping HT')],
    ['in the middle of the words that begin HTTP/2', preface.subarray(0, 9)],
    ['before its settings', preface],
    ['on a connection that was ready', Buffer.concat([preface, settings])],
  ])(
    '%s is let go',
    async (_when, said) => {
      const [address = '', port] = host(impatient.server).split(':');
      const socket = net.connect(Number(port), address);
      socket.on('error', () => undefined);
      // It takes everything, and answers no ping.
      socket.resume();
      await once(socket, 'connect');
      socket.write(said);
      await once(socket, 'close');
      expect((await fetch(`http://${host(impatient.server)}/health/live`)).status).toBe(204);
    },
    15_000,
  );
});

describe('plain HTTP on the port', () => {
  const url = (path: string): string => `http://${host()}${path}`;

  it('tells that the node is live, and which version it speaks', async () => {
    expect((await fetch(url('/health/live'))).status).toBe(204);
    expect(await (await fetch(url('/info'))).json()).toMatchObject({ esVersion: '23.10.5', state: 'leader' });
    expect((await fetch(url('/ping'), { method: 'POST' })).status).toBe(404);
    expect((await fetch(url('/constructor'))).status).toBe(404);
  });

  it('is there with TLS too, and tells no data', async () => {
    const secured = await securedServer();
    try {
      const base = secured.connectionString.replace('esdb:', 'https:').replace(/\?.*/, '');
      const statusOf = async (path: string): Promise<number | undefined> => {
        const [response] = (await once(
          https.get(base + path, { ca: secured.certificate, agent: false }),
          'response',
        )) as [{ statusCode?: number; resume(): void }];
        response.resume();
        return response.statusCode;
      };
      expect(await statusOf('/health/live')).toBe(204);
      expect(await statusOf('/streams/$all')).toBe(404);
      // curl offers both and wants a page; clients of gRPC offer one.
      const { hostname, port } = new URL(base.replace('https:', 'http:'));
      const agreedOn = async (...ALPNProtocols: string[]): Promise<unknown> => {
        const socket = tls.connect({ host: hostname, port: Number(port), ca: secured.certificate, ALPNProtocols });
        await once(socket, 'secureConnect');
        socket.destroy();
        return socket.alpnProtocol;
      };
      expect(await agreedOn('h2', 'http/1.1')).toBe('http/1.1');
      expect(await agreedOn('h2')).toBe('h2');
    } finally {
      await secured.stop();
    }
  });
});

it('a server that is stopped waits for no subscription, however patient it is with clients', async () => {
  const stopped = await EmbeddedServer.start({ keepAlive: { intervalMs: 600_000, timeoutMs: 600_000 } });
  const client = new grpc.Client(host(stopped.server), grpc.credentials.createInsecure());
  const call = client.makeServerStreamRequest(
    definitions.read.path,
    definitions.read.requestSerialize as (message: unknown) => Buffer,
    definitions.read.responseDeserialize,
    readRequest({ stream: 'a', from: 'end', subscribe: true }),
  );
  await once(call, 'data');
  const ended = once(call, 'error');
  await stopped.stop();
  // What came of the call may be told in either way.
  await ended.catch(() => undefined);
  client.close();
});
