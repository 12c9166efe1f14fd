import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { ChronologyOptions } from './chronology-format.js';

/** Somebody as the school has them on its list; the name of one whose data were erased reads so. */
export interface KnownPerson {
  readonly name: string;
  readonly kind: string;
}

/** What a chronology is made of. */
export interface ChronologySources {
  readonly school: string;
  readonly of: { readonly kind: 'person' | 'incident'; readonly id: string };
  readonly takenAs: string;
  readonly position: string;
  readonly options: ChronologyOptions;
  /** Of all records in it, up to the position. */
  readonly events: readonly RecordedEvent[];
  /** The streams of which no more than these events can be relied on. */
  readonly setAside?: readonly string[];
  /** By their ids, those whom the school has on its list. */
  readonly people: ReadonlyMap<string, KnownPerson>;
  /** Whether a field of an event is what somebody wrote, and so stands as it is. */
  readonly isWritten: (category: string, type: string, field: string) => boolean;
}
