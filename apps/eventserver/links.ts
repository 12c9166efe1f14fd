import type { EventLog, LoggedEvent } from './store/event-log.js';
import { dataOfRecord } from './store/stream-states.js';
import type { ResolvedEvent } from './read-frames.js';

const linkType = '$>';

/** Replaces links by what they point to, one hop far. A link to what is not readable stays, without an event. */
export async function resolveLinks(log: EventLog, events: readonly LoggedEvent[]): Promise<ResolvedEvent[]> {
  const resolved: ResolvedEvent[] = [];
  for (const event of events) {
    const target = event.type === linkType ? targetOf(event) : undefined;
    resolved.push(
      target === undefined ? { event, link: undefined } : { event: await readTarget(log, target), link: event },
    );
  }
  return resolved;
}

export const unresolved = (event: LoggedEvent): ResolvedEvent => ({ event, link: undefined });

/** `revision@stream`; anything else is an event like any other. */
function targetOf(link: LoggedEvent): { stream: string; revision: number } | undefined {
  const [, revision, stream] = /^(\d{1,15})@(.+)$/s.exec(Buffer.from(dataOfRecord(link.record)).toString()) ?? [];
  return revision === undefined || stream === undefined ? undefined : { stream, revision: Number(revision) };
}

async function readTarget(
  log: EventLog,
  { stream, revision }: { stream: string; revision: number },
): Promise<LoggedEvent | undefined> {
  const view = await log.viewStream(stream);
  if (view.state !== 'live') return undefined;
  const [event] = await log.readStream(stream, view, { direction: 'forwards', from: revision, limit: 1 });
  return event?.revision === revision ? event : undefined;
}
