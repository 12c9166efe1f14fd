import type { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { readLog } from '#libs/eventing/log/read-log.js';
import { DeadlineChanges } from './deadline-changes.js';
import type { Deadlines } from './deadlines.js';
import type { Reaction } from './reaction.js';
import type { UnreadableRecords } from './unreadable-records.js';

interface Around {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly deadlines: Deadlines;
  readonly unreadable: UnreadableRecords;
}

/**
 * Sets the deadlines of reactions that are new to what is recorded already: those of a new release, and those for which an
 * older one met events that it could not read. Only the last that the log says of a deadline is set, so that none rings
 * which was cleared long ago; one that has rung before rings again, and the id of its command makes that harmless.
 */
export async function beginReactions(
  reactions: readonly Reaction[],
  { store, codec, deadlines, unreadable }: Around,
): Promise<void> {
  const complete = await deadlines.complete();
  const begun = reactions.filter(({ name }) => !complete.has(name));
  if (begun.length === 0) return;
  const categories = [...new Set(begun.map(({ category }) => category))];
  const changes = new DeadlineChanges(begun);
  let after = 0n;
  for (;;) {
    const upTo = await deadlines.position();
    for await (const batch of readLog(store, categories, { after, upTo })) {
      const events = await codec.decodeEach(batch);
      unreadable.tellOf(events);
      for (const event of events) changes.take(event);
    }
    const names = begun.map(({ name }) => name);
    const incomplete = changes.incomplete();
    const whole = names.filter((name) => !incomplete.includes(name));
    if (await deadlines.begin(names, changes.set(), upTo, whole)) return;
    after = upTo;
  }
}
