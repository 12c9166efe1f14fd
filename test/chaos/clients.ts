import {
  BACKWARDS,
  END,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type JSONEventType,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Append, Reading, Recorded, Subscriber } from './order-checker.js';

type Counted = JSONEventType<'Counted', { n: number }>;
type Sent = ResolvedEvent | AllStreamResolvedEvent;

/** Nothing is known of what was asked; everything else would be a broken promise. */
const isOutage = (error: unknown): boolean =>
  /UNAVAILABLE|CANCELLED|unavailable|cancelled|DEADLINE|deadline|INTERNAL|connection|dropped/i.test(String(error));

async function orOutage<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!isOutage(error)) throw error;
    await sleep(25);
    return undefined;
  }
}

/** All clients of a run on streams of its own; what is received is kept once, for the log and all subscribers. */
export class Clients {
  private readonly events = new Map<string, Recorded>();

  constructor(
    private readonly client: EventStoreDBClient,
    readonly prefix: string,
  ) {}

  /** Appends to its own stream until it is told to stop; what fails is asked again with the same ids and revision. */
  async write(nth: number, random: () => number, over: () => boolean): Promise<Append[]> {
    const stream = this.streamOf(nth);
    const appends: Append[] = [];
    let head = -1;
    while (!over()) {
      const count = 1 + (appends.length % 3);
      const events = Array.from({ length: count }, (_, n) => jsonEvent<Counted>({ type: 'Counted', data: { n } }));
      const expectedRevision = head < 0 ? NO_STREAM : BigInt(head);
      const askedAt = performance.now();
      for (let answered = false; !answered;) {
        const result = await orOutage(this.client.appendToStream(stream, events, { expectedRevision }));
        if (result === undefined) continue;
        const [revision, position] = [Number(result.nextExpectedRevision), Number(result.position?.commit)];
        const ids = events.map(({ id }) => id);
        appends.push({ stream, expected: head, ids, askedAt, answer: { at: performance.now(), revision, position } });
        head = revision;
        answered = true;
      }
      await sleep(random() * 60);
    }
    return appends;
  }

  /** Looks again and again where the log ends. */
  async lookAtTheEnd(over: () => boolean): Promise<Reading[]> {
    const readings: Reading[] = [];
    while (!over()) {
      const askedAt = performance.now();
      const position = await orOutage(this.end());
      if (position !== undefined) readings.push({ askedAt, position });
      await sleep(10);
    }
    return readings;
  }

  /** All events of this run, as they are read from the beginning. */
  async log(): Promise<Recorded[]> {
    const log: Recorded[] = [];
    for await (const sent of this.client.readAll({ fromPosition: START })) this.keep(sent, log);
    return log;
  }

  /** Everything, over all outages, each time from the last event that came. */
  followAll(over: (received: number) => boolean): Promise<Subscriber> {
    return this.follow('of $all', over, (last) => this.client.subscribeToAll({ fromPosition: placeOf(last) }));
  }

  /** The same, chosen by the server. */
  followFiltered(over: (received: number) => boolean): Promise<Subscriber> {
    const filter = streamNameFilter({ prefixes: [this.prefix] });
    return this.follow('of $all by name', over, (last) =>
      this.client.subscribeToAll({ fromPosition: placeOf(last), filter }),
    );
  }

  /** The same, by a consumer that falls so far behind that it reads the log instead of what the server keeps of it. */
  followSlowly(over: (received: number) => boolean, isSlow: () => boolean): Promise<Subscriber> {
    let taken = 0;
    const rest = async (): Promise<void> => {
      if (++taken % 4_000 === 0 && isSlow()) await sleep(3_000);
    };
    return this.follow(
      'of $all that is slow',
      over,
      (last) => this.client.subscribeToAll({ fromPosition: placeOf(last) }, { highWaterMark: 64 }),
      rest,
    );
  }

  /** One writer's stream. */
  async followStream(nth: number, over: (received: number) => boolean): Promise<Subscriber> {
    const stream = this.streamOf(nth);
    const subscriber = await this.follow(`of stream ${nth}`, over, (last) =>
      this.client.subscribeToStream(stream, { fromRevision: last === undefined ? START : BigInt(last.revision) }),
    );
    return { ...subscriber, stream };
  }

  private async follow(
    name: string,
    over: (received: number) => boolean,
    subscribe: (last: Recorded | undefined) => AsyncIterable<Sent> & { unsubscribe: () => Promise<void> },
    rest?: () => Promise<void>,
  ): Promise<Subscriber> {
    const received: Recorded[] = [];
    let last: Recorded | undefined;
    while (!over(received.length)) {
      const subscription = subscribe(last);
      const watch = setInterval(() => {
        if (over(received.length)) void subscription.unsubscribe();
      }, 50);
      const listening = (async () => {
        for await (const sent of subscription) {
          last = this.keep(sent, received) ?? last;
          await rest?.();
        }
      })();
      await orOutage(listening);
      clearInterval(watch);
    }
    return { name, received };
  }

  private async end(): Promise<number> {
    const newest = this.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
    for await (const { event } of newest) if (event) return Number(event.position.commit);
    return 0;
  }

  streamOf(nth: number): string {
    return `${this.prefix}-${nth}`;
  }

  /** @returns the event, if it is one of this run: equal ones are kept once. */
  private keep({ event }: Sent, list: Recorded[]): Recorded | undefined {
    if (event?.streamId.startsWith(this.prefix) !== true) return undefined;
    const { streamId: stream, id } = event;
    const [revision, position] = [Number(event.revision), Number(event.position?.commit)];
    const known = this.events.get(id);
    const same = known?.revision === revision && known.position === position && known.stream === stream;
    const recorded = same ? known : { stream, revision, position, id };
    this.events.set(id, recorded);
    list.push(recorded);
    return recorded;
  }
}

const placeOf = (last: Recorded | undefined) =>
  last === undefined ? START : { commit: BigInt(last.position), prepare: BigInt(last.position) };
