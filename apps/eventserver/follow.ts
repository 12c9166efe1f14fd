import { streamDeleted } from './call-error.js';
import type { AllPosition } from './read-request.js';
import { tombstoneRevision } from './recorded-event.js';
import type { EventLog, LoggedEvent } from './store/event-log.js';
import type { LiveFeed } from './store/live-feed.js';
import { metadataStream } from './store/stream-metadata.js';

const pageEvents = 500;

/** What happens while a stream or the log is followed; the next step is only looked for when the last was taken. */
export type Step =
  | { readonly kind: 'started' }
  | { readonly kind: 'events'; readonly events: readonly LoggedEvent[]; readonly live: boolean }
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'fell-behind' };
export type Steps = AsyncGenerator<Step, void>;

/** Everything after a position of the log, and then what is written, until `signal` is aborted. */
export async function* followAll(
  log: EventLog,
  feed: LiveFeed,
  from: AllPosition | 'start' | 'end',
  signal: AbortSignal,
): Steps {
  let after = from === 'start' ? 0 : from === 'end' ? feed.head : from.seen ? from.commit : from.commit - 1;
  let live = false;
  yield { kind: 'started' };
  while (!signal.aborted) {
    const kept = feed.after(after);
    if (kept === undefined && live) {
      live = false;
      yield { kind: 'fell-behind' };
    }
    const events = kept ?? (await log.readAll({ direction: 'forwards', from: after + 1, limit: pageEvents }));
    const last = events.at(-1);
    if (last !== undefined) {
      after = last.position;
      yield { kind: 'events', events, live };
    } else if (!live) {
      live = true;
      yield { kind: 'caught-up' };
    } else {
      await feed.changed(after, signal);
    }
  }
}

/** Everything after a revision of a stream, and then what is written to it, until `signal` is aborted. */
export async function* followStream(
  log: EventLog,
  feed: LiveFeed,
  { stream, from, since = feed.head }: { stream: string; from: number | 'start' | 'end'; since?: number },
  signal: AbortSignal,
): Steps {
  // What is committed after this moment comes from the feed; what the log shows of it already is not sent twice.
  let seen = since;
  const view = await log.viewStream(stream);
  if (from !== 'end' && view.state === 'tombstoned') throw streamDeleted(stream);
  yield { kind: 'started' };
  let next = from === 'start' ? 0 : from === 'end' ? firstSince(feed, seen, stream, view.head) : from + 1;
  let live = from === 'end';
  if (live) yield { kind: 'caught-up' };
  while (!signal.aborted) {
    if (!live) {
      seen = feed.head;
      const current = await log.viewStream(stream);
      if (current.state === 'tombstoned') throw streamDeleted(stream);
      if (current.state !== 'live') {
        // There is nothing to catch up with before the stream is written.
        seen = await nextWrite(feed, stream, seen, signal);
        continue;
      }
      for (;;) {
        const page = await log.readStream(stream, current, { direction: 'forwards', from: next, limit: pageEvents });
        const last = page.at(-1);
        if (last === undefined) break;
        next = last.revision + 1;
        yield { kind: 'events', events: page, live };
      }
      live = true;
      yield { kind: 'caught-up' };
    }
    const events = feed.after(seen);
    if (events === undefined) {
      live = false;
      yield { kind: 'fell-behind' };
      continue;
    }
    const last = events.at(-1);
    if (last === undefined) {
      await feed.changed(seen, signal);
      continue;
    }
    seen = last.position;
    const written = events.filter((event) => event.stream === stream && event.revision >= next);
    if (written.length === 0) continue;
    yield { kind: 'events', events: written, live };
    const newest = written.at(-1)?.revision ?? next;
    if (newest === tombstoneRevision) throw streamDeleted(stream);
    next = newest + 1;
  }
}

/** The first revision after a position: what was written while the stream was looked at is after its end. */
const firstSince = (feed: LiveFeed, position: number, stream: string, head: number): number =>
  feed.after(position)?.find((event) => event.stream === stream)?.revision ?? head + 1;

/** The position just before something was written to the stream or its metadata, or of a gap in the feed. */
async function nextWrite(feed: LiveFeed, stream: string, after: number, signal: AbortSignal): Promise<number> {
  const names = new Set([stream, metadataStream(stream)]);
  let seen = after;
  while (!signal.aborted) {
    const events = feed.after(seen);
    if (events === undefined) return feed.head;
    if (events.some((event) => names.has(event.stream))) return seen;
    seen = events.at(-1)?.position ?? seen;
    if (events.length === 0) await feed.changed(seen, signal);
  }
  return seen;
}
