import { fold, type AnyDecider } from './decider.js';
import type { EventCodec } from '../schemas/event-codec.js';
import type { EventCategory } from '../schemas/event-schemas.js';
import type { EventStore } from '../log/event-store.js';
import { streamName, type StoredEvent } from '../log/stored-event.js';
import { recordSetAside } from './set-aside.js';

interface Kept<State> {
  /** -1 before its first event. */
  readonly revision: number;
  readonly state: State;
}

/** The present state of records that every command looks at; only what was appended since is read again. */
export class CachedRecord<State> {
  private readonly kept = new Map<string, Kept<State>>();
  private readonly reading = new Map<string, { readonly now: Promise<Kept<State>>; next?: Promise<Kept<State>> }>();

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly category: EventCategory,
    private readonly decider: Pick<AnyDecider, 'initial' | 'evolve'>,
  ) {}

  /** Nothing is missing that was appended before it is asked: who asks during a reading shares the next one with others. */
  of(id: string): Promise<Kept<State>> {
    const under = this.reading.get(id);
    if (!under) return this.begin(id);
    return (under.next ??= under.now.then(
      () => this.begin(id),
      () => this.begin(id),
    ));
  }

  private begin(id: string): Promise<Kept<State>> {
    const now = this.read(id).finally(() => this.reading.delete(id));
    this.reading.set(id, { now });
    return now;
  }

  private async read(id: string): Promise<Kept<State>> {
    const before = this.kept.get(id) ?? { revision: -1, state: this.decider.initial as State };
    const newer: StoredEvent[] = [];
    for await (const event of this.store.read(streamName(this.category.category, id), before.revision + 1))
      newer.push(event);
    const { events, setAside, isCutShort } = await this.codec.decodeRecord(newer, before.revision + 1);
    const last = events.at(-1);
    // What others appended after the last event of Daybook's changes nothing; but nothing is decided by a part of a record.
    if (setAside && isCutShort) throw recordSetAside(setAside);
    if (!last) return before;
    const { evolve } = this.decider;
    const kept = { revision: last.revision, state: fold<State, never>({ initial: before.state, evolve }, events) };
    this.kept.set(id, kept);
    return kept;
  }
}
