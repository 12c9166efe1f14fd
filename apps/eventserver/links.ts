import type { EventLog, LoggedEvent } from './store/event-log.js';
import { dataOfRecord } from './store/stream-states.js';
import type { ResolvedEvent } from './read-frames.js';

const linkType = '$>';

/** Whether the caller may read a stream; left out, everything may be read. */
export type MayRead = (stream: string) => Promise<boolean>;

/** Replaces links by what they point to, one hop far. A link to what is not readable stays, without an event. */
export async function resolveLinks(
  log: EventLog,
  events: readonly LoggedEvent[],
  mayRead?: MayRead,
): Promise<ResolvedEvent[]> {
  const resolved: ResolvedEvent[] = [];
  for (const event of events) {
    const target = event.type === linkType ? targetOf(event) : undefined;
    if (target === undefined) resolved.push(unresolved(event));
    else {
      // Anyone may link to anything in a stream of their own; that alone must not show it to them.
      const shown = mayRead === undefined || (await mayRead(target.stream));
      resolved.push({ event: shown ? await readTarget(log, target) : undefined, link: event });
    }
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
