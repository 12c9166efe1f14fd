import { randomUUID } from 'node:crypto';
import { Checkpoints } from './checkpoints.js';
import { followAll, followStream, type Step, type Steps } from './follow.js';
import { framesOf, type Frames } from './read.js';
import { caughtUpFrame, checkpointFrame, confirmationFrame, fellBehindFrame } from './read-frames.js';
import type { AllPosition, FilterRequest, ReadRequest } from './read-request.js';
import type { EventLog } from './store/event-log.js';
import type { LiveFeed } from './store/live-feed.js';

/** A catch-up subscription, for as long as its call is open. */
export async function* subscribe(log: EventLog, feed: LiveFeed, request: ReadRequest, signal: AbortSignal): Frames {
  const { source, filter } = request;
  const filtered = filter && new FilteredFrames(log, request, filter);
  yield* source.kind === 'stream'
    ? framesFor(followStream(log, feed, source, signal), log, request, undefined)
    : subscribeToAll(log, feed, request, source.from, filtered, signal);
}

async function* subscribeToAll(
  log: EventLog,
  feed: LiveFeed,
  request: ReadRequest,
  from: AllPosition | 'start' | 'end',
  filtered: FilteredFrames | undefined,
  signal: AbortSignal,
): Frames {
  const head = feed.head;
  const after = from === 'start' ? 0 : from === 'end' ? head : from.seen ? from.commit : from.commit - 1;
  const rare = after < head ? await filtered?.rarePositions(after, head) : undefined;
  if (filtered === undefined || rare === undefined) {
    yield* framesFor(followAll(log, feed, from, signal), log, request, filtered);
    return;
  }
  yield [confirmationFrame(randomUUID())];
  yield* filtered.ofRare(rare, after, head);
  for await (const step of followAll(log, feed, { commit: head, seen: true }, signal))
    if (step.kind !== 'started') yield* framesFor([step], log, request, filtered);
}

async function* framesFor(
  steps: Steps | readonly Step[],
  log: EventLog,
  request: ReadRequest,
  filtered: FilteredFrames | undefined,
): Frames {
  for await (const step of steps) {
    if (step.kind === 'started') yield [confirmationFrame(randomUUID())];
    else if (step.kind === 'fell-behind') yield [fellBehindFrame()];
    else if (step.kind === 'events') yield await (filtered?.of(step) ?? framesOf(log, step.events, request));
    else {
      filtered?.caughtUp();
      yield [caughtUpFrame()];
    }
  }
}

const rarePage = 32;

/** What matches a filter, and from time to time how far has been looked. */
class FilteredFrames {
  private readonly checkpoints: Checkpoints;

  constructor(
    private readonly log: EventLog,
    private readonly request: ReadRequest,
    private readonly filter: FilterRequest,
  ) {
    this.checkpoints = new Checkpoints(filter.window, filter.checkpointEvery);
  }

  async of({ events, live }: Extract<Step, { kind: 'events' }>): Promise<readonly Buffer[]> {
    const frames: Buffer[] = [];
    for (const event of events) {
      const matched = this.filter.matches(event);
      if (matched) frames.push(...(await framesOf(this.log, [event], this.request)));
      const checkpoint = live
        ? this.checkpoints.lookedAtLive(event.position)
        : this.checkpoints.lookedAt(event.position, matched);
      if (checkpoint !== undefined) frames.push(checkpointFrame(checkpoint.commit, checkpoint.prepare));
    }
    return frames;
  }

  /** Where the matches are, if an index can tell and they are few. */
  async rarePositions(after: number, to: number): Promise<number[] | undefined> {
    const { spec } = this.filter;
    return spec.prefixes.length === 0 ? undefined : this.log.rarePositions(spec, after, to);
  }

  /** The matches alone, as if everything between them had been looked at. */
  async *ofRare(positions: readonly number[], after: number, to: number): Frames {
    let next = after + 1;
    for (let from = 0; from < positions.length; from += rarePage) {
      const frames: Buffer[] = [];
      for (const event of await this.log.readPositions(positions.slice(from, from + rarePage))) {
        frames.push(...this.past(next, event.position - 1));
        frames.push(...(await framesOf(this.log, [event], this.request)));
        const checkpoint = this.checkpoints.lookedAt(event.position, true);
        if (checkpoint !== undefined) frames.push(checkpointFrame(checkpoint.commit, checkpoint.prepare));
        next = event.position + 1;
      }
      yield frames;
    }
    yield this.past(next, to);
  }

  private past(from: number, to: number): Buffer[] {
    return this.checkpoints.lookedPast(from, to).map(({ commit, prepare }) => checkpointFrame(commit, prepare));
  }

  caughtUp(): void {
    this.checkpoints.caughtUp();
  }
}
