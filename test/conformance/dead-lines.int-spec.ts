import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEventServer, type EventServer } from '../../apps/eventserver/server.js';
import { createTestDatabase } from '../support/databases.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { definitions, events, readRequest, Requests } from './requests.js';
import { Wire, type Answer, type Received } from './wire.js';

/** Lines that are dead without either end being told. */
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let databaseWire: TcpProxy;
let server: EventServer;
let wire: Wire;
let requests: Requests;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  databaseWire = await TcpProxy.open(Number(url.port));
  url.port = String(databaseWire.port);
  server = await startEventServer({ databaseUrl: url.href, port: 0, keepAlive: { intervalMs: 300, timeoutMs: 300 } });
  wire = new Wire(server.connectionString);
  requests = new Requests(wire, `r${randomBytes(5).toString('hex')}`);
});
afterAll(async () => {
  wire.close();
  await server.stop();
  databaseWire.close();
  await database.drop();
});

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
const readOnce = (stream: string): Promise<Received> =>
  wire.serverStream(definitions.read, readRequest({ stream, from: 'start' }), patient).collect(30_000);
async function idsOf(stream: string): Promise<unknown[]> {
  for (;;) {
    const read = await readOnce(stream);
    if (read.end?.code !== 'UNAVAILABLE') return events(read).map(({ event }) => event?.event?.id.string);
  }
}

describe('the line between the server and its database', () => {
  it('dies after the commit: the append is not acknowledged, and its repeat finds it written once', async () => {
    const [stream, first, event] = [requests.stream('answer'), requests.event(), requests.event()];
    expect(codeOf(await requests.append(stream, 'no_stream', [first]))).toBe('OK');
    databaseWire.loseAnswers();
    const started = performance.now();
    const append = (): Promise<Answer> => requests.append(stream, 0, [event], patient);
    expect(codeOf(await append())).toBe('UNAVAILABLE');
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(await insist(append)).toMatchObject({ ok: { success: { currentRevision: '1' } } });
    expect(await idsOf(stream)).toEqual([first.id, event.id]);
  }, 90_000);

  it('dies before the statement arrives: the append is refused, and its repeat is written', async () => {
    const [stream, first, event] = [requests.stream('request'), requests.event(), requests.event()];
    expect(codeOf(await requests.append(stream, 'no_stream', [first]))).toBe('OK');
    databaseWire.halfOpen();
    const append = (): Promise<Answer> => requests.append(stream, 0, [event], patient);
    expect(codeOf(await append())).toBe('UNAVAILABLE');
    expect(codeOf(await insist(append))).toBe('OK');
    expect(await idsOf(stream)).toEqual([first.id, event.id]);
  }, 90_000);

  it('dies while nothing is written: that is noticed all the same, and the health page says so', async () => {
    const live = async (): Promise<boolean> =>
      (await fetch(`${server.connectionString.replace('esdb:', 'http:').replace(/\?.*/, '')}/health/live`)).ok;
    expect(await live()).toBe(true);
    databaseWire.halfOpen();
    // It is down for a moment only: a slow look would miss it.
    while (await live()) await sleep(2);
    while (!(await live())) await sleep(50);
    expect(codeOf(await requests.append(requests.stream('idle'), 'any', [requests.event()]))).toBe('OK');
  }, 60_000);

  it('dies, and another server is started: it may write once PostgreSQL has noticed, and the first one learns that it lost', async () => {
    const url = new URL(database.url);
    const other = await createTestDatabase();
    const wireToIt = await TcpProxy.open(Number(url.port));
    const through = new URL(other.url);
    through.port = String(wireToIt.port);
    // Its process goes on in this test, but for PostgreSQL it is silent.
    let toldThatLost: (error: Error) => void = () => undefined;
    const lost = new Promise<Error>((resolve) => (toldThatLost = resolve));
    const dead = await startEventServer({ databaseUrl: through.href, port: 0, lost: (error) => toldThatLost(error) });
    wireToIt.halfOpen();
    const next = await startEventServer({ databaseUrl: other.url, port: 0 });
    const nextWire = new Wire(next.connectionString);
    const appended = await new Requests(nextWire, 'next').append('next', 'no_stream', [requests.event()]);
    expect(codeOf(appended)).toBe('OK');
    expect((await lost).message).toMatch(/another event server/);
    nextWire.close();
    await next.stop();
    await dead.stop();
    wireToIt.close();
    await other.drop();
  }, 60_000);

  it('dies under a read: it ends with UNAVAILABLE, and a later one is served', async () => {
    const [stream, event] = [requests.stream('read'), requests.event()];
    await requests.append(stream, 'any', [event]);
    expect(await idsOf(stream)).toEqual([event.id]);
    databaseWire.halfOpen();
    expect((await readOnce(stream)).end?.code).toBe('UNAVAILABLE');
    expect(await idsOf(stream)).toEqual([event.id]);
  }, 90_000);
});
