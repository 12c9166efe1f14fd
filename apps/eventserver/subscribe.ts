import { randomUUID } from 'node:crypto';
import { streamDeleted } from './call-error.js';
import { Checkpoints } from './checkpoints.js';
import { framesOf, type Frames } from './read.js';
import { caughtUpFrame, checkpointFrame, confirmationFrame, fellBehindFrame } from './read-frames.js';
import type { AllPosition, ReadRequest } from './read-request.js';
import { tombstoneRevision } from './recorded-event.js';
import type { EventLog, LoggedEvent } from './store/event-log.js';
import type { LiveFeed } from './store/live-feed.js';
import { metadataStream } from './store/stream-metadata.js';

const pageEvents = 500;

/** Everything after a position of $all, and then what is written, for as long as the call is open. */
export async function* subscribeToAll(
  log: EventLog,
  feed: LiveFeed,
  request: ReadRequest,
  from: AllPosition | 'start' | 'end',
  signal: AbortSignal,
): Frames {
  const { filter } = request;
  const checkpoints = filter && new Checkpoints(filter.window, filter.checkpointEvery);
  let after = from === 'start' ? 0 : from === 'end' ? feed.head : from.seen ? from.commit : from.commit - 1;
  let live = false;
  yield [confirmationFrame(randomUUID())];
  while (!signal.aborted) {
    const kept = feed.after(after);
    if (kept === undefined && live) {
      live = false;
      yield [fellBehindFrame()];
    }
    const events = kept ?? (await log.readAll({ direction: 'forwards', from: after + 1, limit: pageEvents }));
    const last = events.at(-1);
    if (last !== undefined) {
      after = last.position;
      if (filter === undefined || checkpoints === undefined) yield await framesOf(log, events, request);
      else
        yield* filtered(log, events, request, filter.matches, (event, matched) =>
          live ? checkpoints.lookedAtLive(event.position) : checkpoints.lookedAt(event.position, matched),
        );
    } else if (!live) {
      live = true;
      checkpoints?.caughtUp();
      yield [caughtUpFrame()];
    } else {
      await feed.changed(after, signal);
    }
  }
}

async function* filtered(
  log: EventLog,
  events: readonly LoggedEvent[],
  request: ReadRequest,
  matches: (event: LoggedEvent) => boolean,
  lookAt: (event: LoggedEvent, matched: boolean) => { commit: number; prepare: number } | undefined,
): Frames {
  const frames: Buffer[] = [];
  for (const event of events) {
    const matched = matches(event);
    if (matched) frames.push(...(await framesOf(log, [event], request)));
    const checkpoint = lookAt(event, matched);
    if (checkpoint !== undefined) frames.push(checkpointFrame(checkpoint.commit, checkpoint.prepare));
  }
  yield frames;
}

/** Everything after a revision of a stream, and then what is written to it, for as long as the call is open. */
export async function* subscribeToStream(
  log: EventLog,
  feed: LiveFeed,
  request: ReadRequest,
  { stream, from }: { stream: string; from: number | 'start' | 'end' },
  signal: AbortSignal,
): Frames {
  // What is committed after this moment comes from the feed; what the log shows of it already is not sent twice.
  let seen = feed.head;
  const view = await log.viewStream(stream);
  if (from !== 'end' && view.state === 'tombstoned') throw streamDeleted(stream);
  yield [confirmationFrame(randomUUID())];
  let next = from === 'start' ? 0 : from === 'end' ? view.head + 1 : from + 1;
  let live = from === 'end';
  if (live) yield [caughtUpFrame()];
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
        yield await framesOf(log, page, request);
      }
      live = true;
      yield [caughtUpFrame()];
    }
    const events = feed.after(seen);
    if (events === undefined) {
      live = false;
      yield [fellBehindFrame()];
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
    yield await framesOf(log, written, request);
    const newest = written.at(-1)?.revision ?? next;
    if (newest === tombstoneRevision) throw streamDeleted(stream);
    next = newest + 1;
  }
}

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
