import { randomUUID } from 'node:crypto';
import { resolveLinks } from '../links.js';
import type { EventLog, LoggedEvent, ProposedEvent } from '../store/event-log.js';
import { metadataStream } from '../store/stream-metadata.js';
import { dataOfRecord } from '../store/stream-states.js';
import { metadataEvent } from '../store/system-events.js';

/** The first event of every log, as EventStoreDB writes it: who may read the history, and for how long. */
export const historyMetadata = '{"$maxAge":2592000,"$acl":{"$r":"$ops","$w":[],"$d":[],"$mr":[],"$mw":[]}}';
const historyStream = '$scavenges';
const pointStream = '$scavengePoints';
const pageEvents = 20;

export type ScavengeResult = 'Success' | 'Stopped' | 'Errored' | 'Interrupted';

interface Ending {
  readonly result: ScavengeResult;
  readonly error: string | null;
  readonly elapsedMs: number;
  readonly spaceSaved: number;
}

/** What a scavenge tells of itself, in the streams and words of EventStoreDB, where its tools look for it. */
export class ScavengeHistory {
  /** `endpoint` is this server's address, `host:port`. */
  constructor(
    private readonly log: EventLog,
    private readonly endpoint: () => string,
  ) {}

  async started(id: string, threads: number): Promise<void> {
    const stream = `${historyStream}-${id}`;
    await this.log.append(metadataStream(stream), 'any', [metadataEvent(Buffer.from(historyMetadata))]);
    const options = { alwaysKeepScavenged: false, mergeChunks: false, startFromChunk: 0, threads };
    await this.write(id, '$scavengeStarted', options);
  }

  /** The log is one piece here, and EventStoreDB's tools count in pieces. */
  async removed(id: string, elapsedMs: number, spaceSaved: number): Promise<void> {
    const piece = { chunkStartNumber: 0, chunkEndNumber: 0, wasScavenged: true, errorMessage: '' };
    const event = this.event(id, '$scavengeChunksCompleted', { ...piece, timeTaken: timeSpan(elapsedMs), spaceSaved });
    await this.log.append(`${historyStream}-${id}`, 'any', [event]);
  }

  async completed(id: string, { elapsedMs, ...ending }: Ending): Promise<void> {
    await this.write(id, '$scavengeCompleted', { ...ending, timeTaken: timeSpan(elapsedMs), maxChunkScavenged: 0 });
  }

  /** Closes the chapters of scavenges that ended together with their server. */
  async closeInterrupted(): Promise<void> {
    const ended = new Set<string>();
    for await (const { type, scavengeId } of this.entries())
      if (type === '$scavengeCompleted') ended.add(scavengeId);
      else if (!ended.has(scavengeId))
        await this.completed(scavengeId, {
          result: 'Interrupted',
          error: 'The node was restarted.',
          elapsedMs: 0,
          spaceSaved: 0,
        });
  }

  /**
   * The position up to which is scavenged: a point that no scavenge has come to the end of is taken up again, else a
   * new one is made.
   */
  async point(): Promise<number> {
    const view = await this.log.viewStream(pointStream);
    const [newest] = await this.log.readStream(pointStream, view, newestOnly);
    if (newest !== undefined && newest.position > (await this.newestSuccess())) return newest.position;
    const event = jsonEvent('$scavengePoint', { threshold: 0 });
    const outcome = await this.log.append(pointStream, view.head < 0 ? 'no_stream' : view.head, [event]);
    if (outcome.kind !== 'appended') throw new Error(`a scavenge point could not be written: ${outcome.kind}`);
    return outcome.position;
  }

  private async newestSuccess(): Promise<number> {
    for await (const { position, result } of this.entries()) if (result === 'Success') return position;
    return 0;
  }

  /** What began and what ended, the newest first. */
  private async *entries(): AsyncGenerator<Entry> {
    const view = await this.log.viewStream(historyStream);
    let from = view.head;
    while (view.state === 'live' && from >= 0) {
      const page = { direction: 'backwards', from, limit: pageEvents } as const;
      const links = await this.log.readStream(historyStream, view, page);
      const last = links.at(-1);
      if (last === undefined) return;
      for (const { event } of await resolveLinks(this.log, links)) if (event !== undefined) yield entryOf(event);
      from = last.revision - 1;
    }
  }

  private async write(id: string, type: string, told: object): Promise<void> {
    const stream = `${historyStream}-${id}`;
    const outcome = await this.log.append(stream, 'any', [this.event(id, type, told)]);
    if (outcome.kind !== 'appended') throw new Error(`the history of scavenge ${id} takes nothing: ${outcome.kind}`);
    await this.log.append(historyStream, 'any', [linkTo(`${outcome.revision}@${stream}`)]);
  }

  private event(scavengeId: string, type: string, told: object): ProposedEvent {
    return jsonEvent(type, { scavengeId, nodeEndpoint: this.endpoint(), ...told });
  }
}

const newestOnly = { direction: 'backwards', from: undefined, limit: 1 } as const;
const none = new Uint8Array(0);

const jsonEvent = (type: string, data: object): ProposedEvent => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(data)),
  metadata: none,
});

const linkTo = (target: string): ProposedEvent => ({
  id: randomUUID(),
  type: '$>',
  contentType: 'application/octet-stream',
  data: Buffer.from(target),
  metadata: none,
});

interface Entry {
  readonly position: number;
  readonly type: string;
  readonly scavengeId: string;
  /** Of an end only. */
  readonly result: unknown;
}

function entryOf({ position, type, record }: LoggedEvent): Entry {
  const data = JSON.parse(Buffer.from(dataOfRecord(record)).toString()) as { scavengeId: string; result?: unknown };
  return { position, type, scavengeId: data.scavengeId, result: data.result };
}

/** A duration as .NET writes it: `hh:mm:ss.fffffff`; a scavenge of more than a day says so by its hours. */
function timeSpan(elapsedMs: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const fraction = String(Math.floor((elapsedMs % 1_000) * 10_000)).padStart(7, '0');
  return `${two(elapsedMs / 3_600_000)}:${two((elapsedMs / 60_000) % 60)}:${two((elapsedMs / 1_000) % 60)}.${fraction}`;
}
