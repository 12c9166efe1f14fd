import { ForeignEvent, UnreadableEvent } from '#libs/eventing/schemas/event-codec.js';
import { partsOf, type RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { Deadline } from './deadlines.js';
import type { AlarmChange, Reaction } from './reaction.js';

/** The last that events say of each deadline they touch. */
export class DeadlineChanges {
  private readonly changes = new Map<string, Deadline | Pick<Deadline, 'reaction' | 'id'>>();
  private readonly unread = new Set<string>();

  constructor(private readonly reactions: readonly Reaction[]) {}

  take(event: RecordedEvent | UnreadableEvent): void {
    if (event instanceof UnreadableEvent) {
      // Of what no Daybook wrote nothing will be known at the next start either.
      if (!(event instanceof ForeignEvent)) this.unread.add(partsOf(event.event.stream).category);
      return;
    }
    for (const { name, category, alarm } of this.reactions) {
      const change = category === event.category ? alarm(event) : 'ignored';
      if (change === 'ignored') continue;
      const set = change === 'cleared' ? undefined : alarmSet(change, event);
      const key = { reaction: name, id: set?.record ?? event.id };
      this.changes.set(`${name}/${key.id}`, set ? { ...key, school: event.school, dueAt: set.at } : key);
    }
  }

  set(): Deadline[] {
    return [...this.changes.values()].filter((change): change is Deadline => 'dueAt' in change);
  }

  cleared(): Pick<Deadline, 'reaction' | 'id'>[] {
    return [...this.changes.values()].filter((change) => !('dueAt' in change));
  }

  /** The reactions that an event may concern which could not be read. */
  incomplete(): string[] {
    return this.reactions.filter(({ category }) => this.unread.has(category)).map(({ name }) => name);
  }
}

/** Which record the alarm is for, and when it rings. */
function alarmSet(change: Exclude<AlarmChange, string>, event: RecordedEvent): { at: Date; record: string } {
  return change instanceof Date ? { at: change, record: event.id } : change;
}
