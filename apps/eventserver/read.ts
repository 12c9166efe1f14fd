import { malformed, streamDeleted } from './call-error.js';
import { resolveLinks, unresolved } from './links.js';
import {
  eventFrame,
  firstStreamPositionFrame,
  lastStreamPositionFrame,
  streamNotFoundFrame,
  type ResolvedEvent,
} from './read-frames.js';
import type { AllPosition, ReadRequest } from './read-request.js';
import type { EventLog, LoggedEvent, StreamView } from './store/event-log.js';

/** What an answer is made of: one or more encoded messages at a time, so that a slow consumer holds up only the next. */
export type Frames = AsyncGenerator<readonly Buffer[], void>;

const pageEvents = 500;

/** The events of a stream, once. */
export async function* readStream(
  log: EventLog,
  request: ReadRequest,
  { stream, from }: { stream: string; from: number | 'start' | 'end' },
): Frames {
  const { direction, count = 0 } = request;
  if (count === 0 || (direction === 'forwards' && from === 'end'))
    throw malformed('Unexpected ReadStreamResult: Error');
  const view = await log.viewStream(stream);
  if (view.state === 'tombstoned') throw streamDeleted(stream);
  if (view.state !== 'live') {
    yield [streamNotFoundFrame(stream)];
    return;
  }
  const forwards = direction === 'forwards';
  let next = from === 'start' ? 0 : from === 'end' ? view.head : from;
  let left = count;
  let first = true;
  while (left > 0 && next >= 0) {
    const page = await log.readStream(stream, view, { direction, from: next, limit: Math.min(left, pageEvents) });
    if (first && request.tellsStreamPositions && forwards)
      yield firstPositions(view, next, count, page).map(firstStreamPositionFrame);
    first = false;
    const last = page.at(-1);
    if (last === undefined) break;
    yield await framesOf(log, page, request);
    left -= page.length;
    next = forwards ? last.revision + 1 : last.revision - 1;
  }
  if (request.tellsStreamPositions) yield [lastStreamPositionFrame(view.head)];
}

/** Where a reader is told the stream begins, when it asked for less than that: what was cut off, then the end. */
function firstPositions(view: StreamView, from: number, count: number, page: readonly LoggedEvent[]): number[] {
  const start = page[0]?.revision ?? view.head + 1;
  const cutOff = view.firstRevision > view.head ? view.firstRevision : start > from ? start : 0;
  const told = cutOff !== view.head + 1 && from < cutOff && (from + count <= cutOff || page.length === 0);
  return [...(told ? [cutOff] : []), ...(page.length === 0 ? [view.head + 1] : [])];
}

/** The events of the whole log, once. */
export async function* readAll(
  log: EventLog,
  head: number,
  request: ReadRequest,
  from: AllPosition | 'start' | 'end',
): Frames {
  const { direction, filter } = request;
  const forwards = direction === 'forwards';
  if (from === (forwards ? 'end' : 'start')) return;
  let left = request.count ?? 0;
  let next = forwards ? ((from as AllPosition | 'start') === 'start' ? 0 : (from as AllPosition).commit) : head;
  if (!forwards && from !== 'end') {
    const { commit } = from as AllPosition;
    if (commit > head + 1) throw malformed('Unexpected ReadAllResult: Error');
    next = commit - 1;
  }
  while (left > 0) {
    const page = await log.readAll({
      direction,
      from: next,
      limit: filter === undefined ? Math.min(left, pageEvents) : pageEvents,
    });
    const last = page.at(-1);
    if (last === undefined) return;
    const wanted = filter === undefined ? page : page.filter(filter.matches).slice(0, left);
    yield await framesOf(log, wanted, request);
    left -= wanted.length;
    next = forwards ? last.position + 1 : last.position - 1;
  }
}

export async function framesOf(
  log: EventLog,
  events: readonly LoggedEvent[],
  request: Pick<ReadRequest, 'resolveLinks' | 'structuredIds' | 'mayRead'>,
): Promise<Buffer[]> {
  const resolved: readonly ResolvedEvent[] = request.resolveLinks
    ? await resolveLinks(log, events, request.mayRead)
    : events.map(unresolved);
  return resolved.map((event) => eventFrame(event, request));
}
