import { setTimeout as sleep } from 'node:timers/promises';
import { startEventServer, type EventServerOptions } from '../../apps/eventserver/server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { definitions, events, readRequest, Requests } from './requests.js';
import { EmbeddedServer } from './server-under-test.js';
import { Wire, type Answer, type Received } from './wire.js';

/** Lines that are dead without either end being told. They are waited for most of the time, so all at once. */
const databaseTimeoutMs = 3_000;

/** A server with a database of its own, and the line between them. */
async function served(
  test: (served: Pick<EmbeddedServer, 'databaseUrl' | 'server' | 'requests'> & { line: TcpProxy }) => Promise<void>,
  options: Partial<EventServerOptions> = {},
): Promise<void> {
  let line: TcpProxy | undefined;
  const embedded = await EmbeddedServer.start(async (databaseUrl) => {
    const url = new URL(databaseUrl);
    line = await TcpProxy.open(Number(url.port));
    url.port = String(line.port);
    return { databaseUrl: url.href, databaseTimeoutMs, ...options };
  });
  try {
    const { databaseUrl, server, requests } = embedded;
    await test({ databaseUrl, server, requests, line: line! });
  } finally {
    await embedded.end();
    line?.close();
    await embedded.stop();
  }
}

const codeOf = (answer: Answer): string => ('error' in answer ? answer.error.code : 'OK');
/** More than the server gives its database. */
const patient = { deadlineMs: 30_000 };

/** Asks again until it is answered, as a client does; everything else than "not now" ends it. */
async function insist(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (codeOf(answer) !== 'UNAVAILABLE') return answer;
  }
}

/** The connections of readers die with the writer's, and each is noticed by itself. */
const readOnce = ({ wire }: Requests, stream: string): Promise<Received> =>
  wire.serverStream(definitions.read, readRequest({ stream, from: 'start' }), patient).collect(30_000);
async function idsOf(requests: Requests, stream: string): Promise<unknown[]> {
  for (;;) {
    const read = await readOnce(requests, stream);
    if (read.end?.code !== 'UNAVAILABLE') return events(read).map(({ event }) => event?.event?.id.string);
  }
}

describe('the line between the server and its database', () => {
  it.concurrent('dies after the commit: the append is not acknowledged, and its repeat finds it written once', () =>
    served(async ({ line, requests }) => {
      const [stream, first, event] = [requests.stream('answer'), requests.event(), requests.event()];
      expect(codeOf(await requests.append(stream, 'no_stream', [first]))).toBe('OK');
      line.loseAnswers();
      const started = performance.now();
      const append = (): Promise<Answer> => requests.append(stream, 0, [event], patient);
      expect(codeOf(await append())).toBe('UNAVAILABLE');
      expect(performance.now() - started).toBeLessThan(3 * databaseTimeoutMs);
      expect(await insist(append)).toMatchObject({ ok: { success: { currentRevision: '1' } } });
      expect(await idsOf(requests, stream)).toEqual([first.id, event.id]);
    }),
  );

  it.concurrent('dies before the statement arrives: the append is refused, and its repeat is written', () =>
    served(async ({ line, requests }) => {
      const [stream, first, event] = [requests.stream('request'), requests.event(), requests.event()];
      expect(codeOf(await requests.append(stream, 'no_stream', [first]))).toBe('OK');
      line.halfOpen();
      const append = (): Promise<Answer> => requests.append(stream, 0, [event], patient);
      expect(codeOf(await append())).toBe('UNAVAILABLE');
      expect(codeOf(await insist(append))).toBe('OK');
      expect(await idsOf(requests, stream)).toEqual([first.id, event.id]);
    }),
  );

  it.concurrent('dies while nothing is written: that is noticed all the same, and the health page says so', () =>
    served(async ({ line, server, requests }) => {
      const live = async (): Promise<boolean> =>
        (await fetch(`${server.connectionString.replace('esdb:', 'http:').replace(/\?.*/, '')}/health/live`)).ok;
      expect(await live()).toBe(true);
      line.halfOpen();
      // It is down for a moment only: a slow look would miss it.
      while (await live()) await sleep(2);
      while (!(await live())) await sleep(50);
      expect(codeOf(await requests.append(requests.stream('idle'), 'any', [requests.event()]))).toBe('OK');
    }),
  );

  it.concurrent(
    'dies, and another server is started: it may write once PostgreSQL has noticed, and the first one learns that it lost',
    async () => {
      let toldThatLost: (error: Error) => void = () => undefined;
      const lost = new Promise<Error>((resolve) => (toldThatLost = resolve));
      // Its process goes on in this test, but for PostgreSQL it is silent.
      await served(
        async ({ databaseUrl, line, requests }) => {
          line.halfOpen();
          const next = await startEventServer({ databaseUrl, port: 0 });
          const nextWire = new Wire(next.connectionString);
          const appended = await new Requests(nextWire, 'next').append('next', 'no_stream', [requests.event()]);
          expect(codeOf(appended)).toBe('OK');
          expect((await lost).message).toMatch(/another event server/);
          nextWire.close();
          await next.stop();
        },
        { lost: (error) => toldThatLost(error) },
      );
    },
  );

  it.concurrent('dies under a read: it ends with UNAVAILABLE, and a later one is served', () =>
    served(async ({ line, requests }) => {
      const [stream, event] = [requests.stream('read'), requests.event()];
      await requests.append(stream, 'any', [event]);
      expect(await idsOf(requests, stream)).toEqual([event.id]);
      line.halfOpen();
      expect((await readOnce(requests, stream)).end?.code).toBe('UNAVAILABLE');
      expect(await idsOf(requests, stream)).toEqual([event.id]);
    }),
  );
});
