import { randomUUID } from 'node:crypto';
import { Checkpoints } from './checkpoints.js';
import { followAll, followStream, type Step, type Steps } from './follow.js';
import { framesOf, type Frames } from './read.js';
import { caughtUpFrame, checkpointFrame, confirmationFrame, fellBehindFrame } from './read-frames.js';
import type { FilterRequest, ReadRequest } from './read-request.js';
import type { EventLog } from './store/event-log.js';
import type { LiveFeed } from './store/live-feed.js';

/** A catch-up subscription, for as long as its call is open. */
export async function* subscribe(log: EventLog, feed: LiveFeed, request: ReadRequest, signal: AbortSignal): Frames {
  const { source, filter } = request;
  const steps: Steps =
    source.kind === 'stream' ? followStream(log, feed, source, signal) : followAll(log, feed, source.from, signal);
  const filtered = filter && new FilteredFrames(log, request, filter);
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

  caughtUp(): void {
    this.checkpoints.caughtUp();
  }
}
