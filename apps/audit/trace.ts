import type { EventStore } from '#libs/eventing/log/event-store.js';
import { readLog } from '#libs/eventing/log/read-log.js';
import { eventMetadata, partsOf, type StoredEvent } from '#libs/eventing/log/stored-event.js';
import { inWords } from '#libs/eventing/commands/in-words.js';
import { printable } from './history-text.js';

/** An event of a chain: who did it and when, and which event it follows from. It has nothing of what was written. */
export interface TracedEvent {
  readonly recordedAt: string;
  readonly school: string;
  readonly actor: string;
  readonly role: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly command: string;
  readonly eventId: string;
  readonly causationId: string;
  readonly correlationId: string;
}

/**
 * All that belongs to the chains of a record or of one event, in the order of the log: what it followed from, and what
 * followed from it. `named` is `<category>-<id>`, or the id of an event.
 */
export async function traced(
  store: EventStore,
  named: string,
  categories: readonly string[],
): Promise<readonly TracedEvent[]> {
  const chains = new Set<string>();
  const asked = categories.includes(partsOf(named).category) ? ofStream(store, named) : ofLog(store, categories);
  for await (const { stream, eventId, correlationId } of asked)
    if (stream === named || eventId === named) chains.add(correlationId);
  const found: TracedEvent[] = [];
  if (chains.size === 0) return found;
  for await (const event of ofLog(store, categories)) if (chains.has(event.correlationId)) found.push(event);
  return found;
}

async function* ofStream(store: EventStore, stream: string): AsyncGenerator<TracedEvent> {
  for await (const event of store.read(stream)) yield* legible(event);
}

async function* ofLog(store: EventStore, categories: readonly string[]): AsyncGenerator<TracedEvent> {
  for await (const batch of readLog(store, categories)) for (const event of batch) yield* legible(event);
}

/** What Daybook did not write belongs to no chain; `replay` shows it. */
function* legible({ metadata, ...event }: StoredEvent): Generator<TracedEvent> {
  const { data } = eventMetadata.safeParse(metadata);
  if (!data) return;
  const { recordedAt, school, actor, role, command, $causationId, $correlationId } = data;
  const { type, stream, revision, position, eventId } = event;
  const place = { type, stream, revision, position, eventId };
  yield {
    recordedAt,
    school,
    actor,
    role,
    command,
    ...place,
    causationId: $causationId,
    correlationId: $correlationId,
  };
}

/** The chains as trees, one line an event, what follows from it below it. Lines of what was asked for begin with `>`. */
export function traceText(events: readonly TracedEvent[], named: string): string[] {
  const byId = new Map(events.map((event) => [event.eventId, event]));
  const following = new Map<TracedEvent | undefined, TracedEvent[]>();
  for (const event of events) {
    const cause = byId.get(event.causationId);
    // Nothing follows from what came later, whatever its metadata say.
    const before = cause && cause.position < event.position ? cause : undefined;
    following.set(before, [...(following.get(before) ?? []), event]);
  }
  const lines: string[] = [];
  const tell = (event: TracedEvent, branch: string, indent: string): void => {
    const mark = event.stream === named || event.eventId === named ? '> ' : '  ';
    lines.push(`${mark}${branch}${sentence(event)}`);
    const next = following.get(event) ?? [];
    for (const [index, follower] of next.entries()) {
      const isLast = index === next.length - 1;
      tell(follower, `${indent}${isLast ? '└─ ' : '├─ '}`, `${indent}${isLast ? '   ' : '│  '}`);
    }
  };
  for (const root of following.get(undefined) ?? []) tell(root, '', '');
  return lines;
}

function sentence({ recordedAt, type, actor, role, stream, revision }: TracedEvent): string {
  const who = role === 'system' && actor === 'daybook' ? 'Daybook itself' : `${inWords(role)} ${actor}`;
  return printable(`${recordedAt}  ${inWords(type)}, by ${who} (${stream}, revision ${revision})`);
}
