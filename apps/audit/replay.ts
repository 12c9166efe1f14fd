import { UnreadableEvent, type EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { withCanonicalIds } from '#libs/eventing/commands/record-id.js';
import { readLog } from '#libs/eventing/log/read-log.js';
import { eventMetadata, type StoredEvent } from '#libs/eventing/log/stored-event.js';

/** What an auditor sees in place of a personal text that was not asked to be opened. */
const sealed = '[sealed]';
const batchSize = 500;

/** Which part of the log: one record, or what was recorded from a moment on and before another. */
export type Selection = { readonly school: string | undefined } & (
  { readonly stream: string } | { readonly from: Date; readonly to: Date; readonly categories: readonly string[] }
);

/** One event as an auditor reads it; the order of the fields is that of the JSON lines. */
export interface HistoryEntry {
  /** Null, as all that comes from the metadata, if these are not those of Daybook. */
  readonly recordedAt: string | null;
  readonly school: string | null;
  readonly actor: string | null;
  readonly role: string | null;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly command: string | null;
  readonly commandId: string | null;
  readonly policy: string | null;
  readonly schemaVersion: number | null;
  readonly eventId: string;
  readonly data: unknown;
  /** Why Daybook cannot read this event, if it cannot. */
  readonly unreadable?: string;
}

/**
 * The history in the order of the log. Without a codec the data are shown as they were stored, personal texts as
 * `[sealed]`; with one they are opened (`[erased]` where the key was destroyed), in their newest shape.
 */
export async function* replay(
  store: EventStore,
  selection: Selection,
  codec: EventCodec | undefined,
): AsyncGenerator<HistoryEntry> {
  for await (const batch of batches(store, selection)) {
    const events = batch.filter((event) => isWithin(event, selection));
    const opened = await codec?.decodeEach(events);
    for (const [index, event] of events.entries()) yield entryOf(event, opened?.[index]);
  }
}

/** The record as it was named, or, if there is none of that name, with its id as the log writes ids. */
async function* eventsOf(store: EventStore, stream: string): AsyncGenerator<StoredEvent> {
  let found = false;
  for await (const event of store.read(stream)) {
    found = true;
    yield event;
  }
  const canonical = withCanonicalIds(stream);
  if (!found && canonical !== stream) yield* store.read(canonical);
}

async function* batches(store: EventStore, selection: Selection): AsyncGenerator<readonly StoredEvent[]> {
  if (!('stream' in selection)) {
    yield* readLog(store, selection.categories);
    return;
  }
  let batch: StoredEvent[] = [];
  for await (const event of eventsOf(store, selection.stream)) {
    batch.push(event);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** An event without legible metadata is never left out: nothing proves that it does not belong there. */
function isWithin({ metadata }: StoredEvent, selection: Selection): boolean {
  const { data } = eventMetadata.safeParse(metadata);
  if (!data) return true;
  if (selection.school !== undefined && data.school !== selection.school) return false;
  if ('stream' in selection) return true;
  const recordedAt = Date.parse(data.recordedAt);
  return !(recordedAt < selection.from.getTime()) && !(recordedAt >= selection.to.getTime());
}

type Opened = Awaited<ReturnType<EventCodec['decodeEach']>>[number];

function entryOf(event: StoredEvent, opened: Opened | undefined): HistoryEntry {
  const metadata = eventMetadata.safeParse(event.metadata).data;
  return {
    recordedAt: metadata?.recordedAt ?? null,
    school: metadata?.school ?? null,
    actor: metadata?.actor ?? null,
    role: metadata?.role ?? null,
    type: event.type,
    stream: event.stream,
    revision: event.revision,
    position: String(event.position),
    command: metadata?.command ?? null,
    commandId: metadata?.commandId ?? null,
    policy: metadata?.policy ?? null,
    schemaVersion: metadata?.schemaVersion ?? null,
    eventId: event.eventId,
    data: opened && !(opened instanceof UnreadableEvent) ? opened.data : withoutPersonal(event.data),
    ...(opened instanceof UnreadableEvent && { unreadable: opened.message }),
  };
}

function withoutPersonal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutPersonal);
  if ('$sealed' in value) return sealed;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutPersonal(field)]));
}
