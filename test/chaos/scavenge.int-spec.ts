import O from '@eventstore/db-client/generated/operations_pb.js';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { brief, events, Requests } from '../conformance/requests.js';
import { operations } from '../conformance/scenarios-admin.js';
import { Wire } from '../conformance/wire.js';
import { Machine } from './machine.js';

/** A scavenge that dies half-way has removed nothing that can be read, and the next one comes to its end. */
const streams = 5;
const perStream = 4_000;
const perAppend = 1_000;
const keptOfEach = 10;

let machine: Machine;
beforeAll(async () => {
  machine = await Machine.start();
}, 120_000);
afterAll(() => machine.stop(), 60_000);

async function rowsOf(prefix: string): Promise<number> {
  const client = new pg.Client({ connectionString: machine.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ rows: string }>(
      'select count(*) as rows from events where stream >= $1 and stream < $2',
      [Buffer.from(prefix), Buffer.from(`${prefix}~`)],
    );
    return Number(rows[0]?.rows);
  } finally {
    await client.end();
  }
}

async function startScavenge(wire: Wire): Promise<string> {
  const options = new O.StartScavengeReq.Options().setThreadCount(1);
  const answer = await wire.unary(operations.startScavenge, new O.StartScavengeReq().setOptions(options));
  return (answer as { ok: { scavengeId: string } }).ok.scavengeId;
}

/** How a scavenge ended, by its own history. */
async function resultOf(requests: Requests, id: string): Promise<unknown> {
  for (;;) {
    const last = events(await requests.read({ stream: `$scavenges-${id}`, from: 'start' })).at(-1)?.event?.event;
    if (last?.metadata['type'] === '$scavengeCompleted')
      return (JSON.parse(last.data as string) as { result: unknown }).result;
    await sleep(50);
  }
}

const deaths: Readonly<Record<string, () => Promise<void>>> = {
  server: async () => {
    await machine.killServer();
    await machine.startServer();
  },
  PostgreSQL: async () => {
    // Both, since the server would go on by itself, and the scavenge with it.
    await Promise.all([machine.killPostgres(), machine.killServer()]);
    await machine.startPostgres();
    await machine.startServer();
  },
};

it.each(Object.entries(deaths))(
  'kill -9 of the %s in the middle of a scavenge changes no answer, and the next scavenge finishes',
  async (_name, die) => {
    const prefix = `s${randomBytes(5).toString('hex')}`;
    let wire = new Wire(`esdb://${machine.server.address}?tls=false`);
    let requests = new Requests(wire, prefix);
    const names = Array.from({ length: streams }, (_, nth) => requests.stream(`long-${nth}`));
    for (const stream of names) {
      for (let from = 0; from < perStream; from += perAppend)
        await requests.append(
          stream,
          from - 1 < 0 ? 'no_stream' : from - 1,
          Array.from({ length: perAppend }, () => requests.event()),
        );
      await requests.setMetadata(stream, { $maxCount: keptOfEach });
    }
    const answers = async (): Promise<unknown[]> =>
      Promise.all(names.map(async (stream) => brief(await requests.read({ stream, from: 'start' }))));
    const before = await answers();

    const id = await startScavenge(wire);
    while ((await rowsOf(prefix)) === streams * perStream) await sleep(5);
    await die();
    wire.close();
    wire = new Wire(`esdb://${machine.server.address}?tls=false`);
    requests = new Requests(wire, prefix);

    const kept = streams * keptOfEach;
    expect(await rowsOf(prefix)).toBeGreaterThan(kept);
    expect(await answers()).toEqual(before);
    expect(await resultOf(requests, id)).toBe('Interrupted');
    expect(await resultOf(requests, await startScavenge(wire))).toBe('Success');
    expect(await rowsOf(prefix)).toBe(kept);
    expect(await answers()).toEqual(before);
    const next = await requests.append(names[0], perStream - 1, [requests.event()]);
    expect(next).toMatchObject({ ok: { success: { currentRevision: String(perStream) } } });
    wire.close();
  },
  120_000,
);
