import type { StreamMetadata } from './stream-metadata.js';

/** As many ids of a stream's newest events are remembered for `any` and `stream_exists`; older repeats are new events. */
export const rememberedIds = 1_000;

/** The ids of a stream's newest events, by revision and back. */
export class RecentIds {
  private readonly revisions = new Map<string, number>();
  private ids: (string | undefined)[] = [];

  /** `from` is the first revision that is remembered. */
  constructor(private from: number) {}

  get count(): number {
    return this.ids.length;
  }

  get first(): number {
    return this.from;
  }

  revisionOf(id: string): number | undefined {
    return this.revisions.get(id);
  }

  at(revision: number): string | undefined {
    return this.ids[revision - this.from];
  }

  push(id: string): void {
    this.revisions.set(id, this.from + this.ids.length);
    this.ids.push(id);
    if (this.ids.length >= 2 * rememberedIds) this.forgetOldest(this.ids.length - rememberedIds);
  }

  /** Puts the ids of the revisions just below the first one in front. */
  prepend(older: readonly (string | undefined)[]): void {
    this.from -= older.length;
    older.forEach((id, index) => {
      if (id !== undefined && !this.revisions.has(id)) this.revisions.set(id, this.from + index);
    });
    this.ids = [...older, ...this.ids];
  }

  private forgetOldest(count: number): void {
    const forgotten = this.ids.slice(0, count);
    this.ids = this.ids.slice(count);
    forgotten.forEach((id, index) => {
      if (id !== undefined && this.revisions.get(id) === this.from + index) this.revisions.delete(id);
    });
    this.from += count;
  }
}

/** What the writer knows of a stream; it holds what is decided, which may be a moment ahead of what is committed. */
export interface StreamState {
  readonly name: string;
  /** The revision of the newest event, -1 if there never was one. */
  head: number;
  /** The same of what is committed. */
  committed: number;
  tombstoned: boolean;
  metadata: StreamMetadata;
  readonly ids: RecentIds;
}
