import { UnreadableEvent, type EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { partsOf, type RecordedEvent, type StoredEvent } from '#libs/eventing/log/stored-event.js';
import type { DeadlineRule } from './due-when.js';
import { foldOn, type FoldedRecord } from './folded-record.js';
import { sideBySide } from './side-by-side.js';

/** Streams that are read at a time: the event store answers many at once faster than one after another. */
const readsAtOnce = 16;
/** Records whose state is remembered, the latest used; of any other the stream is read again. */
const mostRemembered = 5_000;

/** A record, its state, and all the rules that look at its kind. */
export interface SyncedRecord extends FoldedRecord {
  readonly id: string;
  readonly school: string;
  readonly rules: readonly DeadlineRule[];
}

type Known = Omit<SyncedRecord, 'rules'>;

/** The states of records, as their own deciders fold them. */
export class RecordStates {
  private readonly remembered = new Map<string, Known>();
  private readonly rulesFor: ReadonlyMap<string, readonly DeadlineRule[]>;

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    rules: readonly DeadlineRule[],
  ) {
    this.rulesFor = groupedBy(rules, ({ kind }) => kind.events.category);
  }

  /**
   * The records that these events of the log touch, as they stand after them or later. A record of which an event cannot
   * be read is told as that event.
   */
  async after(events: readonly (RecordedEvent | UnreadableEvent)[]): Promise<(SyncedRecord | UnreadableEvent)[]> {
    const touched = groupedBy(events, streamOf);
    const known = [...touched].filter(([stream]) => this.rulesFor.has(partsOf(stream).category));
    return sideBySide(known, readsAtOnce, ([stream, its]) => this.foldOnWith(stream, its));
  }

  /** These records as they stand in the log now. */
  async read(streams: readonly string[]): Promise<(SyncedRecord | UnreadableEvent)[]> {
    return sideBySide(streams, readsAtOnce, (stream) => this.readOn(stream, undefined));
  }

  private async foldOnWith(
    stream: string,
    events: readonly (RecordedEvent | UnreadableEvent)[],
  ): Promise<SyncedRecord | UnreadableEvent> {
    const unreadable = events.find((event) => event instanceof UnreadableEvent);
    if (unreadable) return this.forget(stream, unreadable);
    const before = this.remembered.get(stream);
    const newer = (events as readonly RecordedEvent[]).filter(({ revision }) => revision > (before?.revision ?? -1));
    const [next] = newer;
    // What was read on may be ahead of the log as it is followed.
    if (!next && before) return this.remember(stream, before);
    if (next?.revision === (before?.revision ?? -1) + 1) return this.fold(stream, before, newer);
    return this.readOn(stream, before);
  }

  private async readOn(stream: string, before: Known | undefined): Promise<SyncedRecord | UnreadableEvent> {
    const stored: StoredEvent[] = [];
    for await (const event of this.store.read(stream, (before?.revision ?? -1) + 1)) stored.push(event);
    const events = await this.codec.decodeEach(stored);
    const unreadable = events.find((event) => event instanceof UnreadableEvent);
    return unreadable ? this.forget(stream, unreadable) : this.fold(stream, before, events as RecordedEvent[]);
  }

  private fold(
    stream: string,
    before: Known | undefined,
    events: readonly RecordedEvent[],
  ): SyncedRecord | UnreadableEvent {
    const { category, id } = partsOf(stream);
    const last = events.at(-1);
    const school = last?.school ?? before?.school ?? '';
    try {
      return this.remember(stream, { ...foldOn(before, this.rulesFor.get(category) ?? [], events), id, school });
    } catch (error) {
      // One record that its decider cannot fold holds up no other's deadlines.
      const event = { ...last, stream } as StoredEvent;
      return this.forget(stream, new UnreadableEvent(event, 'its record cannot be folded', { cause: error }));
    }
  }

  private remember(stream: string, known: Known): SyncedRecord {
    this.remembered.delete(stream);
    this.remembered.set(stream, known);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > mostRemembered && oldest !== undefined) this.remembered.delete(oldest);
    return { ...known, rules: this.rulesFor.get(partsOf(stream).category) ?? [] };
  }

  private forget(stream: string, unreadable: UnreadableEvent): UnreadableEvent {
    this.remembered.delete(stream);
    return unreadable;
  }
}

const streamOf = (event: RecordedEvent | UnreadableEvent): string =>
  event instanceof UnreadableEvent ? event.event.stream : event.stream;

function groupedBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
