import { randomBytes, randomUUID } from 'node:crypto';
import { IsOptional, IsString, IsUUID } from 'class-validator';
import pg from 'pg';
import { z } from 'zod';
import { startEventServer, type EventServer } from '../../../apps/eventserver/server.js';
import { createTestDatabase } from '../../../test/support/databases.js';
import { RecordCommand, type Receipt, type Who } from './command.js';
import { commandOf } from './command-of.js';
import { CommandExecution } from './command-execution.js';
import { CommonFacts, decider, reject } from './decider.js';
import { EventCodec } from '../schemas/event-codec.js';
import { event, eventCategory, personal, type EventOf } from '../schemas/event-schemas.js';
import { EventStore } from '../log/event-store.js';
import { KeyRing } from '../privacy/key-ring.js';
import { Rejection } from './rejection.js';
import { streamName, type StoredEvent } from '../log/stored-event.js';

const seatEvents = eventCategory('seat', {
  SeatTaken: event(z.strictObject({ why: personal(z.string(), 'record') })),
  ClassFilled: event(z.strictObject({})),
});

/** The same, where each school chooses the ids for itself. */

const seats = 5;

/** A class of five seats: an invented record whose rule can only be kept by deciding on the newest state. */
const classroom = decider<
  { taken: number },
  EventOf<typeof seatEvents>,
  { TakeSeat: { why: string }; Look: object; AskPolicy: object }
>({
  initial: { taken: 0 },
  evolve: {
    SeatTaken: ({ taken }) => ({ taken: taken + 1 }),
    ClassFilled: (room) => room,
  },
  decide: {
    TakeSeat: ({ why }, { taken }) => {
      if (taken === seats) reject('WRONG_STATE', 'The class is full.', 'SL6');
      const seat = { type: 'SeatTaken', data: { why } } as const;
      return taken + 1 === seats ? [seat, { type: 'ClassFilled', data: {} }] : [seat];
    },
    Look: () => [],
    AskPolicy: (_, __, { policy }) => [{ type: 'SeatTaken', data: { why: policy.id } }],
  },
});

class TakeSeat extends RecordCommand {
  @IsOptional()
  @IsUUID()
  override id?: string;

  @IsString()
  why: string;
}

class NoPolicies extends CommonFacts {
  override of(): ReturnType<CommonFacts['of']> {
    const known = {
      get policy(): never {
        throw new Rejection('NOT_FOUND', 'There is no policy.');
      },
    };
    return Promise.resolve({ known });
  }
}

const teacher: Who = { actor: 'teacher-1', role: 'teacher', roles: ['teacher'], school: '900001' };

let events: { url: string; drop: () => Promise<void> };
let keysDatabase: typeof events;
let pool: pg.Pool;
let server: EventServer;
let store: EventStore;
let execution: CommandExecution;

beforeAll(async () => {
  [events, keysDatabase] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  server = await startEventServer({ databaseUrl: events.url, port: 0 });
  store = new EventStore(server.connectionString);
  pool = new pg.Pool({ connectionString: keysDatabase.url });
  const keys = new KeyRing(pool, randomBytes(32));
  await keys.prepare(store);
  execution = new CommandExecution(store, new EventCodec([seatEvents], keys), new NoPolicies(), {
    ended: () => undefined,
    conflicted: () => undefined,
  });
});

afterAll(async () => {
  await store.close();
  await server.stop();
  await pool.end();
  await Promise.all([events.drop(), keysDatabase.drop()]);
});

type Fields = Partial<Pick<TakeSeat, 'id' | 'commandId' | 'expectedRevision' | 'why'>>;

const run = (name: string, fields: Fields, who = teacher): Promise<Receipt> =>
  execution.run(seatEvents, classroom, name, commandOf(TakeSeat, { why: 'to learn', ...fields }).by(who));
const takeSeat = (fields: Fields, who = teacher): Promise<Receipt> => run('TakeSeat', fields, who);

async function history(id: string): Promise<StoredEvent[]> {
  const past: StoredEvent[] = [];
  for await (const stored of store.read(streamName('seat', id))) past.push(stored);
  return past;
}

const typesOf = async (id: string): Promise<string[]> => (await history(id)).map(({ type }) => type);

describe('a command', () => {
  it('leaves its event with who, in which role, for which school, by which command', async () => {
    const commandId = randomUUID();
    const { id, revision, position } = await takeSeat({ commandId });
    const [stored, ...others] = await history(id);
    expect(others).toEqual([]);
    expect({ revision, position }).toEqual({ revision: 0, position: String(stored?.position) });
    expect(stored?.metadata).toEqual({
      school: '900001',
      seal: expect.stringMatching(/^1\.1\./) as unknown,
      commandSeal: expect.stringMatching(/^1\.1\./) as unknown,
      actor: 'teacher-1',
      role: 'teacher',
      command: 'TakeSeat',
      commandId,
      schemaVersion: 1,
      recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      $correlationId: commandId,
      $causationId: commandId,
    });
  });

  it('that follows from an event names it, and belongs to the same chain of events', async () => {
    const cause = { eventId: randomUUID(), correlationId: randomUUID() };
    const command = commandOf(TakeSeat, { why: 'it follows' }).by(teacher).causedBy(cause);
    const { id } = await execution.run(seatEvents, classroom, 'TakeSeat', command);
    const [stored] = await history(id);
    expect(stored?.metadata).toMatchObject({ $causationId: cause.eventId, $correlationId: cause.correlationId });
  });

  it('leaves no personal text in the store', async () => {
    const { id } = await takeSeat({ why: 'Zoë needs it' });
    expect(JSON.stringify((await history(id))[0]?.data)).not.toContain('Zoë');
  });

  it('that is refused leaves nothing', async () => {
    const id = randomUUID();
    for (let seat = 0; seat < seats; seat++) await takeSeat({ id });
    await expect(takeSeat({ id })).rejects.toMatchObject({ code: 'WRONG_STATE', clause: 'SL6' });
    expect(await history(id)).toHaveLength(seats + 1);
  });

  it('that finds nothing to do answers where the record stands and leaves nothing', async () => {
    const { id, ...taken } = await takeSeat({});
    expect(await run('Look', { id })).toEqual({ id, ...taken });
    expect(await history(id)).toHaveLength(1);
  });

  it('that needs to know what nobody knows is refused, and no other is', async () => {
    const id = randomUUID();
    await expect(run('AskPolicy', { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await history(id)).toEqual([]);
  });
});

describe('a command sent again', () => {
  it('answers its first receipt, though the record has gone on', async () => {
    const commandId = randomUUID();
    const first = await takeSeat({ commandId });
    await takeSeat({ id: first.id });
    expect(await takeSeat({ commandId })).toEqual(first);
    expect(await history(first.id)).toHaveLength(2);
  });

  it('answers its first receipt though it would be refused by now', async () => {
    const id = randomUUID();
    const commandId = randomUUID();
    for (let seat = 1; seat < seats; seat++) await takeSeat({ id });
    const last = await takeSeat({ id, commandId });
    expect(await takeSeat({ id, commandId })).toEqual(last);
    expect(await typesOf(id)).toEqual([...Array<string>(seats).fill('SeatTaken'), 'ClassFilled']);
  });

  it('20 times at once is one event, and everybody gets its receipt', async () => {
    const commandId = randomUUID();
    const receipts = await Promise.all(Array.from({ length: 20 }, () => takeSeat({ commandId })));
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    expect(await history(receipts[0]!.id)).toHaveLength(1);
  });

  it('by somebody else, or as another command, is refused', async () => {
    const commandId = randomUUID();
    const { id } = await takeSeat({ commandId });
    const another: Who = { ...teacher, actor: 'teacher-2' };
    await expect(takeSeat({ id, commandId }, another)).rejects.toMatchObject({ code: 'COMMAND_ID_REUSED' });
    await expect(run('Look', { id, commandId })).rejects.toMatchObject({ code: 'COMMAND_ID_REUSED' });
    expect(await history(id)).toHaveLength(1);
  });

  it('with other words is refused, or what they say would be lost unseen; the words are in clear nowhere', async () => {
    const commandId = randomUUID();
    const first = await takeSeat({ commandId, why: 'to learn' });
    const other = takeSeat({ id: first.id, commandId, why: 'to sleep' });
    await expect(other).rejects.toMatchObject({ code: 'COMMAND_ID_REUSED' });
    expect(await takeSeat({ id: first.id, commandId, why: 'to learn' })).toEqual(first);
    const [event] = await history(first.id);
    expect(event?.metadata).toMatchObject({ commandSeal: expect.stringMatching(/^1\.1\.[\w-]{43}$/) as unknown });
  });

  it('by the system is done once, whatever it has come to meanwhile', async () => {
    const commandId = randomUUID();
    const system: Who = { ...teacher, actor: 'daybook', role: 'system', roles: ['system'] };
    const first = await takeSeat({ commandId, why: 'to learn' }, system);
    expect(await takeSeat({ id: first.id, commandId, why: 'to sleep' }, system)).toEqual(first);
  });
});

describe('two at once', () => {
  it('are decided one after the other: the rule of the record holds', async () => {
    const id = randomUUID();
    for (let seat = 2; seat < seats; seat++) await takeSeat({ id });
    const [one, two, three] = await Promise.allSettled([takeSeat({ id }), takeSeat({ id }), takeSeat({ id })]);
    const outcomes = [one, two, three].map(({ status }) => status).sort();
    expect(outcomes).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect([one, two, three].find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'WRONG_STATE' },
    });
    expect(await typesOf(id)).toEqual([...Array<string>(seats).fill('SeatTaken'), 'ClassFilled']);
  });

  it('that both pin the revision they saw are not: the second is refused', async () => {
    const { id, revision } = await takeSeat({});
    const outcomes = await Promise.allSettled([
      takeSeat({ id, expectedRevision: revision }),
      takeSeat({ id, expectedRevision: revision }),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'REVISION_CONFLICT' },
    });
    expect(await history(id)).toHaveLength(2);
  });
});

it('refuses a pinned revision that has passed, or that has not come', async () => {
  const { id } = await takeSeat({});
  await takeSeat({ id });
  for (const expectedRevision of [0, 2]) {
    await expect(takeSeat({ id, expectedRevision })).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
  }
  expect(await history(id)).toHaveLength(2);
});

describe('another school', () => {
  const stranger: Who = { ...teacher, school: '900002' };

  it('may use the same command id for a record of its own', async () => {
    const commandId = randomUUID();
    const here = await takeSeat({ commandId });
    const there = await takeSeat({ commandId }, stranger);
    expect(there.id).not.toBe(here.id);
    expect(there.revision).toBe(0);
  });

  /** What somebody is answered, commands that have not been thought of as well. */
  const answersTo = async (id: string, who: Who): Promise<unknown[]> => {
    const commandId = randomUUID();
    const asked: Fields[] = [
      { expectedRevision: 0 },
      { commandId },
      { expectedRevision: 5, commandId },
      { expectedRevision: 5 },
      { expectedRevision: 0 },
      {},
    ];
    const answers: unknown[] = [];
    for (const fields of asked)
      answers.push(
        await takeSeat({ id, ...fields }, who).then(
          ({ id: ofRecord, revision }) => ({ isIts: ofRecord === id, revision }),
          (error: unknown) => {
            const { code, message } = error as Error & { code: string };
            return { code, message };
          },
        ),
      );
    return answers;
  };

  it('answers the same whether or not another school has a record of that id', async () => {
    const taken = randomUUID();
    for (let seat = 0; seat < 3; seat++) await takeSeat({ id: taken }, teacher);
    const free = await answersTo(randomUUID(), stranger);
    expect(free).toContainEqual({ isIts: true, revision: 0 });
    expect(await answersTo(taken, stranger)).toEqual(free);
    expect(await takeSeat({ id: taken }, teacher)).toMatchObject({ id: taken, revision: 3 });
  });

  it('keeps two schools apart that begin a record of one id at the same time', async () => {
    const id = randomUUID();
    const begun = await Promise.all([teacher, stranger].map((who) => takeSeat({ id }, who)));
    expect(begun.map((receipt) => [receipt.id, receipt.revision])).toEqual([
      [id, 0],
      [id, 0],
    ]);
    const again = await Promise.all([teacher, stranger].map((who) => takeSeat({ id }, who)));
    expect(again.map(({ revision }) => revision)).toEqual([1, 1]);
  });
});

describe('an event server that is started anew in the middle of commands', () => {
  it('fails none of them, and each is one event', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const commands = Promise.all(ids.map((id) => takeSeat({ id })));
    await restart();
    const receipts = await commands;
    for (const [index, id] of ids.entries()) {
      const past = await history(id);
      expect(past).toHaveLength(1);
      expect(receipts[index]).toEqual({ id, revision: 0, position: String(past[0]?.position) });
    }
  });

  async function restart(): Promise<void> {
    const port = Number(server.address.split(':').at(-1));
    await server.stop();
    server = await startEventServer({ databaseUrl: events.url, port });
  }
});
