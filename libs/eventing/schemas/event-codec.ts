import { upcast, type EventCategory, type EventType, type PersonalPath } from './event-schemas.js';
import { Fault } from '../fault.js';
import type { Sealable } from '../log/seal.js';
import type { KeyRing } from '../privacy/key-ring.js';
import type { SealKeys } from '../privacy/seal-keys.js';
import { openPersonal, sealPersonal, subjectsToOpen, subjectsToSeal } from '../privacy/personal-data.js';
import {
  eventMetadata,
  partsOf,
  streamDeleted,
  type EventMetadata,
  type NewEvent,
  type RecordedEvent,
  type SealedEvent,
  type StoredEvent,
} from '../log/stored-event.js';

/** What the codec needs of a key ring. */
export interface Keys extends Pick<KeyRing, 'keysToSeal' | 'keysToOpen'> {
  readonly seals: Pick<SealKeys, 'seal' | 'isOf' | 'faultsOf'>;
}

/** What a command came to cannot be an event: it had a value that its own fields let through. */
export class UnfitData extends Error {
  override readonly name = 'UnfitData';

  /** `fields` are those of the event. */
  constructor(readonly fields: readonly string[]) {
    super(`the data do not fit the event: ${fields.join(', ')}`);
  }
}

/** An event that this version of Daybook cannot read. */
export class UnreadableEvent extends Fault {
  override readonly name: string = 'UnreadableEvent';

  constructor(
    readonly event: StoredEvent,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`revision ${event.revision} of ${printable(event.stream)} cannot be read: ${reason}`, options);
  }
}

/** An event that no Daybook wrote: no version of it ever will be able to read it. */
export class ForeignEvent extends UnreadableEvent {
  override readonly name = 'ForeignEvent';
}

/** A record as far as its events can be relied on. */
export interface Reliable {
  readonly events: readonly RecordedEvent[];
  /** The event after which it has been set aside, if it has. */
  readonly setAside: UnreadableEvent | undefined;
  /** There are or were others which Daybook wrote, so that these events are not all of them. */
  readonly isCutShort: boolean;
}

/** Turns decided events into stored ones and back: checks them against their schemas, seals and opens personal fields. */
export class EventCodec {
  private readonly categories: ReadonlyMap<string, EventCategory>;

  constructor(
    categories: readonly EventCategory[],
    private readonly keys: Keys,
  ) {
    this.categories = new Map(categories.map((category) => [category.category, category]));
  }

  /**
   * Checks an event's data against the newest schema and seals its personal fields.
   * @throws UnfitData if the data do not fit; then nothing is appended.
   */
  async encode(place: Place, school: string, data: unknown): Promise<{ data: unknown; schemaVersion: number }> {
    const { stream, type } = place;
    const versions = this.categories.get(partsOf(stream).category)?.types[type]?.versions ?? [];
    const newest = versions.at(-1);
    if (!newest) throw new Error(`no event type ${type} is known for ${partsOf(stream).category}`);
    const { schema, personalPaths } = newest;
    const { success, data: checked, error } = schema.safeParse(data);
    if (!success) throw new UnfitData(error.issues.map(({ path }) => path.join('.')));
    const keys = await this.keys.keysToSeal(school, subjectsToSeal(checked, personalPaths, stream));
    return {
      data: sealPersonal(checked, personalPaths, stream, placeOf(place), keys),
      schemaVersion: versions.length,
    };
  }

  /** Seals encoded events for the revisions of a stream that follow `after`; `-1`: its first. */
  seal(stream: string, after: number, events: readonly NewEvent[]): Promise<SealedEvent[]> {
    const sealed = events.map(async (event, index) => {
      const seal = await this.keys.seals.seal({ ...event, stream, revision: after + 1 + index });
      return { ...event, metadata: { ...event.metadata, seal } };
    });
    return Promise.all(sealed);
  }

  /** Seals what a command asks for. */
  sealWords(words: Sealable): Promise<string> {
    return this.keys.seals.seal(words);
  }

  /** Whether this is what was sealed; undefined where that cannot be told any more. */
  isSealOfWords(seal: string, words: Sealable): Promise<boolean | undefined> {
    return this.keys.seals.isOf(seal, words);
  }

  /**
   * Reads stored events: opens personal fields (`[erased]` where a key was destroyed) and upcasts to the newest shape.
   * @throws UnreadableEvent at the first that cannot be read.
   */
  async decode(events: readonly StoredEvent[]): Promise<RecordedEvent[]> {
    return (await this.decodeEach(events)).map((event) => {
      if (event instanceof UnreadableEvent) throw event;
      return event;
    });
  }

  /** Reads a record from a revision on, up to the first event that cannot be read or is missing. */
  async decodeRecord(stored: readonly StoredEvent[], from = 0): Promise<Reliable> {
    const read = await this.decodeEach(stored);
    const events: RecordedEvent[] = [];
    for (const [index, event] of read.entries()) {
      const isMissing = stored[index]?.revision !== from + index;
      if (!(event instanceof UnreadableEvent) && !isMissing) {
        events.push(event);
        continue;
      }
      const isCutShort = isMissing || read.slice(index).some((later) => !(later instanceof ForeignEvent));
      const setAside =
        event instanceof UnreadableEvent
          ? event
          : new UnreadableEvent(stored[index] as StoredEvent, 'events before it are missing');
      return { events, setAside, isCutShort };
    }
    return { events, setAside: undefined, isCutShort: false };
  }

  /** As `decode`, with an `UnreadableEvent` in the place of each event that cannot be read. */
  async decodeEach(events: readonly StoredEvent[]): Promise<(RecordedEvent | UnreadableEvent)[]> {
    const faults = await this.keys.seals.faultsOf(events);
    const read = events.map((event) => this.identify(event, faults.get(event)));
    const keys = await this.keysFor(read.filter((event): event is Identified => !(event instanceof UnreadableEvent)));
    return read.map((identified) => {
      if (identified instanceof UnreadableEvent) return identified;
      const { event, metadata, eventType, personalPaths } = identified;
      const { category, id } = partsOf(event.stream);
      try {
        const schoolKeys = keys.get(metadata.school) ?? noKeys;
        const opened = openPersonal(event.data, personalPaths, placeOf(event), schoolKeys);
        return {
          stream: event.stream,
          category,
          id,
          school: metadata.school,
          type: event.type,
          data: upcast(eventType, metadata.schemaVersion, opened),
          by: { actor: metadata.actor, role: metadata.role, at: metadata.recordedAt },
          revision: event.revision,
          position: event.position,
          eventId: event.eventId,
          metadata,
        };
      } catch (error) {
        return new UnreadableEvent(event, 'its data cannot be opened', { cause: error });
      }
    });
  }

  private identify(event: StoredEvent, fault: string | undefined): Identified | UnreadableEvent {
    if (event.type === streamDeleted)
      return new ForeignEvent(event, 'the stream was deleted for good in the event store');
    if (event.type.startsWith('$')) return new ForeignEvent(event, 'it is an event of the event store itself');
    if (fault !== undefined) return new ForeignEvent(event, fault);
    const { success, data: metadata } = eventMetadata.safeParse(event.metadata);
    if (!success || !isStorable(metadata)) return new ForeignEvent(event, 'its metadata are not those of Daybook');
    const types = this.categories.get(partsOf(event.stream).category)?.types ?? {};
    // A type may be called anything, `constructor` included.
    const eventType = Object.hasOwn(types, event.type) ? types[event.type] : undefined;
    if (!eventType) return new UnreadableEvent(event, `no event type ${printable(event.type)} is known there`);
    const version = eventType.versions[metadata.schemaVersion - 1];
    if (!version) return new UnreadableEvent(event, `version ${metadata.schemaVersion} of ${event.type} is not known`);
    return { event, metadata, eventType, personalPaths: version.personalPaths };
  }

  /** One look into the key ring per school for a whole batch. */
  private async keysFor(read: readonly Identified[]): Promise<Map<string, ReadonlyMap<string, Buffer | null>>> {
    const subjects = new Map<string, Set<string>>();
    for (const { event, metadata, personalPaths } of read) {
      const ofSchool = subjects.get(metadata.school) ?? new Set();
      for (const subject of subjectsToOpen(event.data, personalPaths)) if (hasNoNul(subject)) ofSchool.add(subject);
      subjects.set(metadata.school, ofSchool);
    }
    const keys = new Map<string, ReadonlyMap<string, Buffer | null>>();
    for (const [school, ofSchool] of subjects) keys.set(school, await this.keys.keysToOpen(school, [...ofSchool]));
    return keys;
  }
}

interface Identified {
  readonly event: StoredEvent;
  readonly metadata: EventMetadata;
  readonly eventType: EventType<unknown>;
  readonly personalPaths: readonly PersonalPath[];
}

/** Somebody else may call a stream or a type anything, over many lines of a log. */
const printable = (name: string): string => name.slice(0, 120).replace(/[^\x21-\x7e]/g, '?');

/** PostgreSQL has no text with this character in it. */
const hasNoNul = (text: string): boolean => !text.includes('\0');

const isStorable = ({ school, recordedAt }: EventMetadata): boolean =>
  hasNoNul(school) && !Number.isNaN(Date.parse(recordedAt));

const noKeys: ReadonlyMap<string, Buffer | null> = new Map();
/** The one event that a sealed text belongs to. */
type Place = Pick<StoredEvent, 'stream' | 'type' | 'eventId'>;
export const placeOf = ({ stream, type, eventId }: Place): string => `${stream}/${type}/${eventId}`;
