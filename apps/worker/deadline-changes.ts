import type { RecordedEvent } from '#libs/eventing/stored-event.js';
import type { Deadline } from './deadlines.js';
import type { AlarmChange, Reaction } from './reaction.js';

/** The last that events say of each deadline they touch. */
export class DeadlineChanges {
  private readonly changes = new Map<string, Deadline | Pick<Deadline, 'reaction' | 'id'>>();

  constructor(private readonly reactions: readonly Reaction[]) {}

  take(event: RecordedEvent): void {
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
}

/** Which record the alarm is for, and when it rings. */
function alarmSet(change: Exclude<AlarmChange, string>, event: RecordedEvent): { at: Date; record: string } {
  return change instanceof Date ? { at: change, record: event.id } : change;
}
