import { randomUUID } from 'node:crypto';
import type { PostgresEventLog } from '../store/postgres-event-log.js';
import { reclaim } from '../store/reclaim.js';
import { ScavengeHistory, type ScavengeResult } from './history.js';

interface Running {
  readonly id: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Reclaims the space of what metadata has hidden when an operator asks for it; one scavenge at a time. */
export class Scavenger {
  private running: Running | undefined;
  /** The id of the newest scavenge since the server was started, which EventStoreDB tells to those who ask for another. */
  newestId = '';

  private constructor(
    private readonly log: PostgresEventLog,
    private readonly history: ScavengeHistory,
    private readonly databaseUrl: string,
  ) {}

  /** `endpoint` is this server's address, `host:port`, once it is known. */
  static async open(log: PostgresEventLog, databaseUrl: string, endpoint: () => string): Promise<Scavenger> {
    const history = new ScavengeHistory(log, endpoint);
    await history.closeInterrupted();
    return new Scavenger(log, history, databaseUrl);
  }

  /** Resolves when its beginning is recorded. */
  async start(threads: number): Promise<{ id: string; inProgress: boolean }> {
    if (this.running !== undefined) return { id: this.running.id, inProgress: true };
    const [id, stop] = [randomUUID(), new AbortController()];
    const begun = this.history.started(id, threads);
    const ended = begun.then(() => this.scavenge(id, stop.signal)).finally(() => (this.running = undefined));
    // Whoever asked for it is told if it does not even begin.
    this.running = { id, stop, ended: ended.catch(() => undefined) };
    this.newestId = id;
    await begun;
    return { id, inProgress: false };
  }

  /** Resolves when it has stopped; false if it is not running. */
  async stop(id: string): Promise<boolean> {
    if (this.running?.id !== id) return false;
    this.running.stop.abort();
    await this.running.ended;
    return true;
  }

  async close(): Promise<void> {
    if (this.running !== undefined) await this.stop(this.running.id);
  }

  /** It does not reject: how it ended is told in its history, and by the server's own log if that cannot be written. */
  private async scavenge(id: string, stop: AbortSignal): Promise<void> {
    const started = performance.now();
    let [result, error, spaceSaved]: [ScavengeResult, string | null, number] = ['Success', null, 0];
    try {
      for await (const removed of reclaim(this.databaseUrl, await this.history.point(), stop)) {
        spaceSaved += removed.bytes;
        this.log.feed.forget(removed.newest);
      }
      if (spaceSaved > 0) await this.history.removed(id, performance.now() - started, spaceSaved);
    } catch (cause) {
      result = stop.aborted ? 'Stopped' : 'Errored';
      if (!stop.aborted) error = cause instanceof Error ? cause.message : String(cause);
    }
    if (error !== null) console.error(`eventserver: scavenge ${id} failed:`, error);
    const elapsedMs = performance.now() - started;
    await this.history.completed(id, { result, error, elapsedMs, spaceSaved }).catch((cause: unknown) => {
      console.error(`eventserver: the end of scavenge ${id} (${result}) could not be recorded:`, cause);
    });
  }
}
