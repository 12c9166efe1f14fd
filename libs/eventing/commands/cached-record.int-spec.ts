import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { startEventServer, type EventServer } from '../../../apps/eventserver/server.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { decider } from './decider.js';
import { EventCodec } from '../schemas/event-codec.js';
import { sampleKeys } from '../schemas/event-samples.js';
import { event, eventCategory, type EventOf } from '../schemas/event-schemas.js';
import { EventStore } from '../log/event-store.js';
import { CachedRecord } from './cached-record.js';

const tally = eventCategory('tally', { Counted: event(z.strictObject({})) });
const counter = decider<number, EventOf<typeof tally>, object>({
  initial: 0,
  evolve: { Counted: (count) => count + 1 },
  decide: {},
});

let database: { url: string; drop: () => Promise<void> };
let server: EventServer;
let store: EventStore;
/** How many reads were begun. */
let reads = 0;
class CountingStore extends EventStore {
  override read(...given: Parameters<EventStore['read']>): ReturnType<EventStore['read']> {
    reads += 1;
    return super.read(...given);
  }
}
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startEventServer({ databaseUrl: database.url, port: 0 });
  store = new CountingStore(server.connectionString);
});
afterAll(async () => {
  await store.close();
  await server.stop();
  await database.drop();
});

const append = (id: string, after: number, type = 'Counted', metadata = {}): Promise<unknown> =>
  store.append(`tally-${id}`, after, [
    {
      eventId: randomUUID(),
      type,
      data: {},
      metadata: {
        school: '900001',
        actor: 'somebody',
        role: 'teacher',
        command: 'Count',
        commandId: randomUUID(),
        schemaVersion: 1,
        recordedAt: '2026-03-02T09:00:00.000Z',
        $correlationId: id,
        $causationId: id,
        seal: 'none',
        ...metadata,
      },
    },
  ]);
const keep = (): CachedRecord<number> =>
  new CachedRecord<number>(store, new EventCodec([tally], sampleKeys), tally, counter);

describe('a record that every command looks at', () => {
  it('is read once for all who ask while it is being read, and never older than their asking', async () => {
    const id = randomUUID();
    const kept = keep();
    await append(id, -1);
    reads = 0;
    const early = kept.of(id);
    await append(id, 0);
    const late = await Promise.all(Array.from({ length: 50 }, () => kept.of(id)));
    expect((await early).state).toBeGreaterThanOrEqual(1);
    expect(new Set(late.map(({ state }) => state))).toEqual(new Set([2]));
    expect(reads).toBeLessThanOrEqual(3);
  });

  it('is read again after a reading that failed', async () => {
    const id = randomUUID();
    const kept = keep();
    await append(id, -1, 'Unheard');
    const outcomes = await Promise.allSettled([kept.of(id), kept.of(id)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(kept.of(randomUUID())).resolves.toMatchObject({ revision: -1, state: 0 });
    await expect(kept.of(id)).rejects.toMatchObject({ code: 'RECORD_SET_ASIDE' });
  });

  it('stands as it was before what others appended, and is refused where that is not all of it', async () => {
    const id = randomUUID();
    const foreign = { schemaVersion: 'none' };
    const kept = keep();
    await append(id, -1);
    await append(id, 0, 'Counted', foreign);
    expect((await keep().of(id)).state).toBe(1);
    expect((await kept.of(id)).state).toBe(1);
    await append(id, 1);
    await expect(keep().of(id)).rejects.toMatchObject({ code: 'RECORD_SET_ASIDE' });
    await expect(kept.of(id)).rejects.toMatchObject({ code: 'RECORD_SET_ASIDE' });
  });
});
