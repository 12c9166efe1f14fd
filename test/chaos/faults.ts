import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from './machine.js';
import { randomNumbers } from './random.js';

/** What can befall the event server, its database and the wires to both. */
const kinds = {
  'kill the server': async (machine) => {
    await machine.killServer();
    await machine.startServer();
  },
  'kill PostgreSQL': async (machine) => {
    await machine.killPostgres();
    await machine.startPostgres();
  },
  'kill both': async (machine) => {
    await Promise.all([machine.killServer(), machine.killPostgres()]);
    await machine.startPostgres();
    await machine.startServer();
  },
  'freeze the server': async (machine, ms) => {
    machine.server.freeze();
    await sleep(ms);
    machine.server.thaw();
  },
  'freeze the server and kill it': async (machine, ms) => {
    machine.server.freeze();
    await sleep(ms);
    await machine.killServer();
    await machine.startServer();
  },
  'freeze PostgreSQL': async (machine, ms) => {
    const thaw = await machine.freezePostgres();
    await sleep(ms);
    thaw();
  },
  'freeze PostgreSQL and kill the server': async (machine, ms) => {
    const thaw = await machine.freezePostgres();
    await sleep(ms);
    await machine.killServer();
    thaw();
    await machine.startServer();
  },
  'cut the clients': (machine) => machine.clientWire.cut(),
  'reset the clients': (machine) => machine.clientWire.reset(),
  'leave the clients half-open': async (machine, ms) => {
    machine.clientWire.halfOpen();
    await sleep(ms);
  },
  'lose the answers to the clients': async (machine, ms) => {
    machine.clientWire.loseAnswers();
    await sleep(ms);
  },
  'refuse the clients': async (machine, ms) => {
    machine.clientWire.refuse();
    await sleep(ms);
    machine.clientWire.mend();
  },
  'cut the database': (machine) => machine.databaseWire.cut(),
  'reset the database': (machine) => machine.databaseWire.reset(),
  'leave the database half-open': async (machine) => {
    machine.databaseWire.halfOpen();
    await machine.noticedDeadDatabase();
  },
  'lose the answers of the database': async (machine) => {
    machine.databaseWire.loseAnswers();
    await machine.noticedDeadDatabase();
  },
  'refuse the database': async (machine, ms) => {
    machine.databaseWire.refuse();
    await sleep(ms);
    machine.databaseWire.mend();
  },
} satisfies Record<string, (machine: Machine, ms: number) => Promise<void> | void>;

export interface Fault {
  readonly kind: keyof typeof kinds;
  /** How long the clients work before. */
  readonly afterMs: number;
  /** How long it lasts, where that is for us to say. */
  readonly ms: number;
}

/** The faults of a run, wholly known by its seed. As a deck of cards: of `rounds` faults none comes much oftener than others. */
export function faultsOf(seed: number, rounds: number): Fault[] {
  const random = randomNumbers(seed);
  const deck: Fault['kind'][] = [];
  return Array.from({ length: rounds }, () => {
    if (deck.length === 0) deck.push(...(Object.keys(kinds) as Fault['kind'][]));
    const [kind] = deck.splice(Math.floor(random() * deck.length), 1) as [Fault['kind']];
    return { kind, afterMs: Math.round(200 + random() * 600), ms: Math.round(100 + random() ** 2 * 1_400) };
  });
}

export const inflict = async (machine: Machine, { kind, afterMs, ms }: Fault): Promise<void> => {
  await sleep(afterMs);
  await kinds[kind](machine, ms);
};
