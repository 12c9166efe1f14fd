import { latestVersion, upcast, type EventCategory, type EventType } from './event-schemas.js';
import type { KeyRing } from './key-ring.js';
import { openPersonal, sealPersonal, subjectsToOpen, subjectsToSeal } from './personal-data.js';
import { eventMetadata, partsOf, type EventMetadata, type RecordedEvent, type StoredEvent } from './stored-event.js';

/** An event that this version of Daybook does not know, or whose metadata is not Daybook's. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/** Turns decided events into stored ones and back: checks them against their schemas, seals and opens personal fields. */
export class EventCodec {
  private readonly categories: ReadonlyMap<string, EventCategory>;

  constructor(
    categories: readonly EventCategory[],
    private readonly keys: KeyRing,
  ) {
    this.categories = new Map(categories.map((category) => [category.category, category]));
  }

  /**
   * Checks an event's data against the newest schema and seals its personal fields.
   * @throws if the data do not fit: a decider that makes such an event is wrong, so nothing is appended.
   */
  async encode(stream: string, school: string, type: string, data: unknown): Promise<{ data: unknown; schemaVersion: number }> {
    const { eventType, version } = this.lookUp(stream, type);
    const schemaVersion = latestVersion(eventType);
    const { schema, personalPaths } = version(schemaVersion);
    const checked = schema.parse(data);
    const keys = await this.keys.keysToSeal(school, subjectsToSeal(checked, personalPaths, stream));
    return { data: sealPersonal(checked, personalPaths, stream, placeOf(stream, type), keys), schemaVersion };
  }

  /** Reads stored events: opens personal fields (`[erased]` where a key was destroyed) and upcasts to the newest shape. */
  async decode(events: readonly StoredEvent[]): Promise<RecordedEvent[]> {
    const read = events.map((event) => ({ event, metadata: metadataOf(event) }));
    const keys = await this.keysFor(read);
    return read.map(({ event, metadata }) => {
      const { category, id } = partsOf(event.stream);
      const { eventType, version } = this.lookUp(event.stream, event.type);
      const { personalPaths } = version(metadata.schemaVersion);
      const opened = openPersonal(event.data, personalPaths, placeOf(event.stream, event.type), keys.get(metadata.school) ?? noKeys);
      return {
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
    });
  }

  /** One look into the key ring per school for a whole batch. */
  private async keysFor(
    read: readonly { event: StoredEvent; metadata: EventMetadata }[],
  ): Promise<Map<string, ReadonlyMap<string, Buffer | null>>> {
    const subjects = new Map<string, Set<string>>();
    for (const { event, metadata } of read) {
      const { personalPaths } = this.lookUp(event.stream, event.type).version(metadata.schemaVersion);
      const ofSchool = subjects.get(metadata.school) ?? new Set();
      for (const subject of subjectsToOpen(event.data, personalPaths)) ofSchool.add(subject);
      subjects.set(metadata.school, ofSchool);
    }
    const keys = new Map<string, ReadonlyMap<string, Buffer | null>>();
    for (const [school, ofSchool] of subjects) keys.set(school, await this.keys.keysToOpen(school, [...ofSchool]));
    return keys;
  }

  private lookUp(stream: string, type: string) {
    const { category } = partsOf(stream);
    const eventType: EventType<unknown> | undefined = this.categories.get(category)?.types[type];
    if (!eventType) throw new UnreadableEvent(`no event type ${type} is known in category ${category}`);
    return {
      eventType,
      version: (number: number) => {
        const version = eventType.versions[number - 1];
        if (!version) throw new UnreadableEvent(`version ${number} of ${type} is not known`);
        return version;
      },
    };
  }
}

const noKeys: ReadonlyMap<string, Buffer | null> = new Map();
const placeOf = (stream: string, type: string): string => `${stream}/${type}`;

function metadataOf(event: StoredEvent): EventMetadata {
  const { success, data } = eventMetadata.safeParse(event.metadata);
  if (!success) throw new UnreadableEvent(`revision ${event.revision} of ${event.stream} has no metadata of Daybook's`);
  return data;
}
