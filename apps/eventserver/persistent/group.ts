import { randomUUID } from 'node:crypto';
import { followAll, followStream, type Steps } from '../follow.js';
import type { EventFilter } from '../filter.js';
import { CallError } from '../call-error.js';
import { resolveLinks, unresolved } from '../links.js';
import type { EventLog, LoggedEvent } from '../store/event-log.js';
import type { LiveFeed } from '../store/live-feed.js';
import { metadataStream } from '../store/stream-metadata.js';
import { dataOfRecord } from '../store/stream-states.js';
import { metadataEvent } from '../store/system-events.js';
import { chooserOf } from './strategies.js';
import type { Consumer, Message } from './delivery.js';
import { messageOf } from './message.js';
import { ParkedMessages } from './parked.js';
import type { Settings } from './settings.js';

export type NackAction = 'unknown' | 'park' | 'retry' | 'skip' | 'stop';

/** How often messages that nobody acknowledged in time are looked for. */
const timeoutCheckMs = 100;

/** A persistent subscription: it hands out each event until one of its consumers has acknowledged it. */
export class Group {
  private readonly consumers: Consumer[] = [];
  private readonly buffer: Message[] = [];
  private readonly retries: Message[] = [];
  private readonly outstanding = new Map<string, Message>();
  private readonly ended = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private choose;
  private settingsNow: Settings;
  private live = false;
  private lastKnown: number | undefined;
  private checkpoint: number | undefined;
  private checkpointAt = Date.now();
  private checkpointing: Promise<void> | undefined;
  private makeRoom: (() => void) | undefined;
  readonly parked: ParkedMessages;

  constructor(
    private readonly log: EventLog,
    private readonly feed: LiveFeed,
    readonly source: string,
    readonly name: string,
    settings: Settings,
    private readonly filter: EventFilter | undefined,
    private readonly failed: (error: unknown) => void,
  ) {
    this.settingsNow = settings;
    this.choose = chooserOf(settings.strategy);
    this.parked = new ParkedMessages(log, this.ownStream('parked'));
    this.timer = setInterval(() => this.checkTime(), timeoutCheckMs).unref();
  }

  get settings(): Settings {
    return this.settingsNow;
  }

  get ofAll(): boolean {
    return this.source === '$all';
  }

  /** Reads on from the last checkpoint, until the group is closed. Its end is the end at this moment. */
  start(): void {
    this.read(this.feed.head).catch((error: unknown) => {
      // A stream that has ended has nothing more to hand out.
      if (!(error instanceof CallError) && !this.ended.signal.aborted) this.failed(error);
    });
  }

  update(settings: Settings): void {
    this.settingsNow = settings;
    this.choose = chooserOf(settings.strategy);
  }

  get full(): boolean {
    const { maxSubscriberCount } = this.settings;
    return maxSubscriberCount > 0 && this.consumers.length >= maxSubscriberCount;
  }

  connect(consumer: Consumer): void {
    this.consumers.push(consumer);
    this.dispatch();
  }

  /** What a consumer has not acknowledged is handed to another one. */
  disconnect(consumer: Consumer): void {
    const index = this.consumers.indexOf(consumer);
    if (index < 0) return;
    this.consumers.splice(index, 1);
    for (const message of [...this.outstanding.values()])
      if (message.consumer === consumer) this.retry(message).catch(this.failed);
    this.dispatch();
  }

  acknowledge(ids: readonly string[]): void {
    for (const id of ids) this.release(id);
    this.proceed();
  }

  async refuse(ids: readonly string[], action: NackAction, reason: string): Promise<void> {
    for (const id of ids) {
      const message = this.outstanding.get(id);
      if (message === undefined) continue;
      if (action === 'park') await this.park(message, `Client explicitly NAK'ed message.\n${reason}`);
      else if (action === 'retry' || action === 'unknown') await this.retry(message);
      else this.release(id);
    }
    this.proceed();
  }

  async replayParked(before: number): Promise<void> {
    this.retries.push(...(await this.parked.take(before)));
    this.dispatch();
  }

  async close(): Promise<void> {
    this.ended.abort();
    this.makeRoom?.();
    clearInterval(this.timer);
    await this.checkpointing;
  }

  /** The group is gone for good: its consumers are told and its streams are deleted. */
  async drop(): Promise<void> {
    await this.close();
    for (const consumer of this.consumers.splice(0)) consumer.drop();
    for (const kind of ['checkpoint', 'parked']) await this.log.remove(this.ownStream(kind), 'any', 'delete');
  }

  async statistics(): Promise<GroupStatistics> {
    return {
      live: this.live,
      lastKnown: this.lastKnown,
      lastCheckpointed: this.checkpoint,
      buffered: this.buffer.length,
      retrying: this.retries.length,
      inFlight: this.outstanding.size,
      parked: await this.parked.count(),
      connections: this.consumers,
    };
  }

  private ownStream(kind: string): string {
    return `$persistentsubscription-${this.source}::${this.name}-${kind}`;
  }

  private async read(end: number): Promise<void> {
    this.checkpoint = await this.readCheckpoint();
    for await (const step of this.steps(end)) {
      // A stream that is not there yet has nothing to catch up with.
      this.live = step.kind === 'events' ? step.live : step.kind !== 'fell-behind';
      if (step.kind !== 'events') continue;
      const wanted = this.filter === undefined ? step.events : step.events.filter(this.filter);
      for (const message of await this.messagesOf(wanted)) {
        this.lastKnown = message.sequence;
        this.buffer.push(message);
        this.dispatch();
        if (this.buffer.length >= this.settings.historyBufferSize)
          await new Promise<void>((resolve) => (this.makeRoom = resolve));
        if (this.ended.signal.aborted) return;
      }
    }
  }

  private steps(end: number): Steps {
    const { log, feed, source: stream } = this;
    const { from } = this.settings;
    const after = this.checkpoint ?? (from === 'end' ? 'end' : from === 0 ? 'start' : from - 1);
    if (!this.ofAll) return followStream(log, feed, { stream, from: after, since: end }, this.ended.signal);
    const position = after === 'start' ? after : { commit: after === 'end' ? end : after, seen: true };
    return followAll(log, feed, position, this.ended.signal);
  }

  private async messagesOf(events: readonly LoggedEvent[]): Promise<Message[]> {
    const resolved = this.settings.resolveLinks ? await resolveLinks(this.log, events) : events.map(unresolved);
    return resolved.flatMap((one) => {
      const original = one.link ?? one.event;
      if (original === undefined) return [];
      return [messageOf(one, original, this.ofAll ? original.position : original.revision)];
    });
  }

  private dispatch(): void {
    for (const queue of [this.retries, this.buffer]) {
      for (let next = queue[0]; next !== undefined; next = queue[0]) {
        const consumer = this.choose(this.consumers, next);
        if (consumer === undefined) return;
        queue.shift();
        next.consumer = consumer;
        const { messageTimeoutMs } = this.settings;
        next.dueAt = messageTimeoutMs > 0 ? Date.now() + messageTimeoutMs : Infinity;
        consumer.inFlight += 1;
        this.outstanding.set(next.id, next);
        consumer.send(next);
      }
    }
    if (this.buffer.length < this.settings.historyBufferSize) this.makeRoom?.();
  }

  private release(id: string): Message | undefined {
    const message = this.outstanding.get(id);
    if (message === undefined) return undefined;
    this.outstanding.delete(id);
    if (message.consumer !== undefined) message.consumer.inFlight -= 1;
    return message;
  }

  private async retry(message: Message): Promise<void> {
    const { maxRetryCount } = this.settings;
    if (message.retries >= maxRetryCount) {
      await this.park(message, `Reached retry count of ${maxRetryCount}`);
      return;
    }
    this.release(message.id);
    message.retries += 1;
    this.retries.push(message);
  }

  /** Parked first and only then let go: a message is never in neither place. */
  private async park(message: Message, reason: string): Promise<void> {
    message.dueAt = Infinity;
    await this.parked.park(message, reason);
    this.release(message.id);
  }

  private proceed(): void {
    this.dispatch();
    this.considerCheckpoint();
  }

  private checkTime(): void {
    const late = [...this.outstanding.values()].filter((message) => message.dueAt <= Date.now());
    if (late.length > 0)
      Promise.all(late.map((message) => this.retry(message))).then(() => this.proceed(), this.failed);
    else this.considerCheckpoint();
  }

  /** Everything up to here is acknowledged, parked or skipped. */
  private considerCheckpoint(): void {
    if (this.checkpointing !== undefined || this.ended.signal.aborted || this.lastKnown === undefined) return;
    let done = this.lastKnown;
    for (const waiting of [this.outstanding.values(), this.retries, this.buffer])
      for (const { sequence } of waiting) if (sequence !== undefined) done = Math.min(done, sequence - 1);
    const { from, minCheckpointCount, maxCheckpointCount, checkpointAfterMs } = this.settings;
    const count = done - (this.checkpoint ?? (from === 'end' ? done - 1 : from - 1));
    const timeIsUp = Date.now() - this.checkpointAt >= checkpointAfterMs;
    if (count <= 0 || count < (timeIsUp ? minCheckpointCount : maxCheckpointCount)) return;
    this.checkpointing = this.writeCheckpoint(done)
      .catch(this.failed)
      .finally(() => (this.checkpointing = undefined));
  }

  private async writeCheckpoint(done: number): Promise<void> {
    const stream = this.ownStream('checkpoint');
    if (this.checkpoint === undefined)
      await this.log.append(metadataStream(stream), 'any', [metadataEvent(Buffer.from('{"$maxCount":2}'))]);
    await this.log.append(stream, 'any', [
      {
        id: randomUUID(),
        type: 'SubscriptionCheckpoint',
        contentType: 'application/json',
        data: Buffer.from(JSON.stringify(this.placeOf(done))),
        metadata: new Uint8Array(0),
      },
    ]);
    this.checkpoint = done;
    this.checkpointAt = Date.now();
  }

  private async readCheckpoint(): Promise<number | undefined> {
    const stream = this.ownStream('checkpoint');
    const view = await this.log.viewStream(stream);
    if (view.state !== 'live') return undefined;
    const [newest] = await this.log.readStream(stream, view, { direction: 'backwards', from: undefined, limit: 1 });
    const [number] =
      newest === undefined ? [] : (/\d+/.exec(Buffer.from(dataOfRecord(newest.record)).toString()) ?? []);
    return number === undefined ? undefined : Number(number);
  }

  /** A revision, or a position as the protocol writes it. */
  placeOf(sequence: number): string {
    return this.ofAll ? `C:${sequence}/P:${sequence}` : String(sequence);
  }
}

export interface GroupStatistics {
  readonly live: boolean;
  readonly lastKnown: number | undefined;
  readonly lastCheckpointed: number | undefined;
  readonly buffered: number;
  readonly retrying: number;
  readonly inFlight: number;
  readonly parked: number;
  readonly connections: readonly Consumer[];
}
