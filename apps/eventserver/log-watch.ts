import type { AppendOutcome } from './store/event-log.js';

/** Told of what the server does, by whoever counts it: names of the code, numbers and times, nothing of an event. */
export interface LogWatch {
  /** An append was answered after so many seconds; `failed` where nothing is known of it. */
  appended(outcome: AppendOutcome['kind'] | 'failed', seconds: number): void;
  /** So much went into one commit, which took so many seconds. */
  committed(appends: number, events: number, seconds: number): void;
  /** The database was asked for events or for what a stream is. */
  read(query: string, rows: number, seconds: number): void;
  /** @returns what to call when the subscription has ended. */
  subscribed(kind: 'catch-up' | 'persistent'): () => void;
}

export const secondsSince = (start: number): number => (performance.now() - start) / 1000;
