import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { followAll } from './follow.js';
import type { LoggedEvent, ProposedEvent } from './store/event-log.js';
import type { PostgresEventLog } from './store/postgres-event-log.js';
import { dataOfRecord } from './store/stream-states.js';

const checkpointStream = '$projections-system-checkpoint';
/**
 * After a crash the events since the last checkpoint are linked again. A link's id follows from what it links, and the
 * newest 1,000 ids of a stream are known, so this and a page of the log together must stay below that.
 */
const checkpointEvery = 250;
const retryMs = 1_000;

/** Where an event is linked: by category, by its type, and, if it is the first of a stream, among the streams. */
function linkStreams({ stream, type, revision }: LoggedEvent): string[] {
  // System streams hold the links themselves, metadata and settings: nobody's categories.
  if (stream.startsWith('$') || type.startsWith('$')) return [];
  const dash = stream.indexOf('-');
  return [
    ...(dash > 0 ? [`$ce-${stream.slice(0, dash)}`] : []),
    `$et-${type}`,
    ...(revision === 0 ? ['$streams'] : []),
  ];
}

/** EventStoreDB's projections $by_category, $by_event_type and $streams: streams of links, kept up as events come. */
export class SystemProjections {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private linkedUpTo: number | undefined;
  private sinceCheckpoint = 0;

  constructor(private readonly log: PostgresEventLog) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      try {
        this.linkedUpTo ??= await this.checkpoint();
        const from = { commit: this.linkedUpTo, seen: true };
        for await (const step of followAll(this.log, this.log.feed, from, signal))
          if (step.kind === 'events') await this.link(step.events);
      } catch (error) {
        console.error('eventserver: the system projections have trouble and try again:', error);
        await sleep(retryMs);
      }
    }
  }

  private async link(events: readonly LoggedEvent[]): Promise<void> {
    const links = events.flatMap((event) =>
      linkStreams(event).map((stream) => ({ stream, link: linkTo(event, stream) })),
    );
    // Each on its own, so that each is recognised if it is there already; the writer keeps them in order. A stream of
    // links that was tombstoned takes no more of them, as was wanted.
    await Promise.all(links.map(({ stream, link }) => this.log.append(stream, 'any', [link])));
    this.linkedUpTo = events.at(-1)?.position ?? this.linkedUpTo;
    this.sinceCheckpoint += links.length;
    if (this.sinceCheckpoint < checkpointEvery) return;
    await this.log.append(checkpointStream, 'any', [checkpointAt(this.linkedUpTo ?? 0)]);
    this.sinceCheckpoint = 0;
  }

  private async checkpoint(): Promise<number> {
    const view = await this.log.viewStream(checkpointStream);
    const page = { direction: 'backwards', from: undefined, limit: 1 } as const;
    const [newest] = await this.log.readStream(checkpointStream, view, page);
    if (newest === undefined) return 0;
    return (JSON.parse(Buffer.from(dataOfRecord(newest.record)).toString()) as { position: number }).position;
  }
}

function linkTo({ stream, revision }: LoggedEvent, linkStream: string): ProposedEvent {
  const hex = createHash('sha256')
    .update(JSON.stringify([linkStream, stream, revision]))
    .digest('hex');
  return {
    id: [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
      '-',
    ),
    type: '$>',
    contentType: 'application/octet-stream',
    data: Buffer.from(`${revision}@${stream}`),
    metadata: new Uint8Array(0),
  };
}

const checkpointAt = (position: number): ProposedEvent => ({
  id: randomUUID(),
  type: '$ProjectionCheckpoint',
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify({ position })),
  metadata: new Uint8Array(0),
});
