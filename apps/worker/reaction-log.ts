import type { EventStore } from '#libs/eventing/log/event-store.js';
import { follow } from '#libs/eventing/log/follow.js';
import { readLog } from '#libs/eventing/log/read-log.js';
import { partsOf, type StoredEvent } from '#libs/eventing/log/stored-event.js';
import { ForeignEvent, UnreadableEvent, type EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { Interruptions } from '#libs/observability/interruptions.js';
import type { Deadlines } from './deadlines/deadlines.js';
import type { DeadlineRule } from './deadlines/due-when.js';
import { RecordStates, type SyncedRecord } from './deadlines/record-states.js';
import type { UnreadableRecords } from './deadlines/unreadable-records.js';
import { formerFollowUps } from './follow-ups/former-release.js';
import type { FollowUpSender } from './follow-ups/follow-up-sender.js';
import type { FollowUps } from './follow-ups/follow-ups.js';
import type { FollowRule } from './follow-ups/follows.js';
import { nightlyDeadline } from './projection-checks/nightly-check.js';
import type { ReactionCheckpoint } from './reaction-checkpoint.js';

interface Around {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly checkpoint: ReactionCheckpoint;
  readonly deadlines: Deadlines;
  readonly followUps: FollowUps;
  readonly sender: FollowUpSender;
  readonly states: RecordStates;
  readonly unreadable: UnreadableRecords;
  readonly interruptions: Interruptions;
  readonly rules: Rules;
  /** Told of the moments that stand now, and whether something follows. */
  readonly changed: (moments: readonly Date[], something: boolean) => void;
}

interface Rules {
  readonly deadlines: readonly DeadlineRule[];
  readonly follows: readonly FollowRule[];
}

/** Reads the log for the rules of deadlines and of follow-ups, and writes down what stands and what follows. */
export class ReactionLog {
  constructor(private readonly around: Around) {}

  /**
   * Reads the whole log for rules that are new to it: those of a new release, and those of deadlines for which a record
   * could not be read. Each stream is read once, and held no longer than it takes to write what stands for it.
   */
  async begin(): Promise<void> {
    const { checkpoint, deadlines, followUps, rules } = this.around;
    await followUps.tryUnreadable();
    const readFor = await checkpoint.readFor([...rules.deadlines, ...rules.follows].map(({ name }) => name));
    const isNew = ({ name }: { readonly name: string }): boolean => !readFor.has(name);
    const fresh = { deadlines: rules.deadlines.filter(isNew), follows: rules.follows.filter(isNew) };
    const names = [...fresh.deadlines, ...fresh.follows].map(({ name }) => name);
    if (names.length === 0) return;
    const states = new RecordStates(this.around.store, this.around.codec, fresh.deadlines);
    const former = await formerFollowUps(fresh.follows, checkpoint, deadlines);
    const unread = new Set<string>();
    let after = 0n;
    for (;;) {
      const upTo = await checkpoint.position();
      for await (const stored of readLog(this.around.store, categoriesOf(fresh), { after, upTo })) {
        const records = await states.read(streamsOf(stored, fresh.deadlines, after));
        await deadlines.hold(this.readable(records, unread));
        const events = await this.around.codec.decodeEach(stored);
        this.around.unreadable.tellOf(events);
        await followUps.add(former.wanted(this.around.sender.from(events, fresh.follows), events));
      }
      const incomplete = this.rulesFor(unread, fresh.deadlines);
      const complete = names.filter((name) => !incomplete.includes(name));
      const known = [nightlyDeadline, ...rules.deadlines, ...rules.follows].map((rule) =>
        typeof rule === 'string' ? rule : rule.name,
      );
      if (await checkpoint.add(complete, upTo, (on) => deadlines.forgetUnsaid(complete, known, on))) return;
      after = upTo;
    }
  }

  /** Follows the log from where it was read to. */
  async follow(signal: AbortSignal): Promise<void> {
    const { store, codec, checkpoint, deadlines, followUps, sender, states, interruptions, rules } = this.around;
    await follow(
      store,
      {
        categories: categoriesOf(rules),
        start: () => checkpoint.position(),
        read: async ({ events: stored, position }) => {
          const events = await codec.decodeEach(stored);
          return { events, position, records: await states.after(events) };
        },
        take: async ({ events, position, records: touched }) => {
          this.around.unreadable.tellOf(events);
          const unread = new Set<string>();
          const records = this.readable(touched, unread);
          const following = sender.from(events);
          await checkpoint.advance(position, this.rulesFor(unread, rules.deadlines), async (on) => {
            await deadlines.hold(records, on);
            await followUps.add(following, on);
          });
          const moments = records.flatMap(({ standing }) => standing.map(({ at }) => at));
          this.around.changed(moments, following.length > 0);
        },
        interrupted: (error) => interruptions.tell('interrupted, resuming', error),
      },
      signal,
    );
  }

  /** Those that could be read; the categories of the others are added to `unread`. */
  private readable(records: readonly (SyncedRecord | UnreadableEvent)[], unread: Set<string>): SyncedRecord[] {
    return records.filter((record) => {
      if (!(record instanceof UnreadableEvent)) return true;
      this.around.unreadable.tell(record);
      // Of what no Daybook wrote nothing will be known at the next start either.
      if (!(record instanceof ForeignEvent)) unread.add(partsOf(record.event.stream).category);
      return false;
    }) as SyncedRecord[];
  }

  private rulesFor(unread: ReadonlySet<string>, rules: readonly DeadlineRule[]): string[] {
    return rules.filter(({ kind }) => unread.has(kind.events.category)).map(({ name }) => name);
  }
}

const categoriesOf = ({ deadlines, follows }: Rules): string[] => [
  ...new Set(
    [...deadlines.map(({ kind }) => kind.events), ...follows.map(({ events }) => events)].map(
      ({ category }) => category,
    ),
  ),
];

/** From the first event on, a stream is met at its first event, and read whole then. */
function streamsOf(events: readonly StoredEvent[], rules: readonly DeadlineRule[], after: bigint): string[] {
  const categories = new Set(rules.map(({ kind }) => kind.events.category));
  const met = events.filter(
    ({ stream, revision }) => categories.has(partsOf(stream).category) && (after > 0n || revision === 0),
  );
  return [...new Set(met.map(({ stream }) => stream))];
}
