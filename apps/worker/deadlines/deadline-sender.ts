import type { CommandBus } from '@nestjs/cqrs';
import { v5 as uuidOf } from 'uuid';
import type { DeadlineMetrics } from '#libs/observability/deadline-metrics.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { readRecord } from '#libs/eventing/log/record-stream.js';
import { UnreadableEvent } from '#libs/eventing/schemas/event-codec.js';
import { systemOf } from '../system.js';
import type { Deadline, Deadlines } from './deadlines.js';
import type { DeadlineRule } from './due-when.js';
import type { RecordStates } from './record-states.js';

/** The name space of the ids of commands. */
const deadlineCommands = '2f0f6f0e-3f0b-4f53-8f8e-6a3d1f2c9b10';
/** One that has fired so often and still stands is reported. */
const oftenWithoutEffect = 5;

/** The same deadline always sends its command under the same id. */
export const deadlineCommandId = (rule: string, record: string, dueAt: Date): string =>
  uuidOf(`${rule}/${record}/${dueAt.toISOString()}`, deadlineCommands);

interface Around {
  readonly store: EventStore;
  readonly commands: CommandBus;
  readonly deadlines: Deadlines;
  readonly states: RecordStates;
  readonly rules: readonly DeadlineRule[];
  readonly metrics: DeadlineMetrics;
  readonly report: (line: string) => void;
  /** Sends the e-mail of a notification. */
  readonly sendEmail: (deadline: Deadline) => Promise<void>;
}

/**
 * Sends what a deadline is there for. The deadline stays: only the event that follows clears or moves it. Where none
 * follows, because the clock was put back, say, it fires again after a rest.
 */
export class DeadlineSender {
  private readonly rules: ReadonlyMap<string, DeadlineRule>;

  constructor(private readonly around: Around) {
    this.rules = new Map(around.rules.map((rule) => [rule.name, rule]));
  }

  async fire(deadline: Deadline): Promise<void> {
    const { commands, deadlines, metrics, sendEmail } = this.around;
    const rule = this.rules.get(deadline.reaction);
    if (!rule) throw new Error(`no rule is called ${deadline.reaction}`);
    if (deadline.fired > 0 && !(await this.isStillSaid(deadline, rule))) return;
    const { id, key, school, dueAt, cause } = deadline;
    if (rule.command === 'email') await sendEmail(deadline);
    else {
      const command = rule.command(id, key).by(systemOf(school)).causedBy(cause);
      command.commandId = deadlineCommandId(rule.name, key === '' ? id : `${id}/${key}`, dueAt);
      await commands.execute(command);
    }
    if (deadline.fired === 0) metrics.fired(rule.name, dueAt);
    await deadlines.rest(deadline, new Date());
  }

  /** Whether the record says so, now that it has fired without effect. */
  private async isStillSaid(deadline: Deadline, { kind }: DeadlineRule): Promise<boolean> {
    const { store, deadlines, states, metrics, report } = this.around;
    const { reaction, id, school, fired } = deadline;
    const { stream } = await readRecord(store, kind.events, id, school);
    const [record] = await states.read([stream]);
    if (record && !(record instanceof UnreadableEvent)) await deadlines.hold([record]);
    if (fired >= oftenWithoutEffect) metrics.firedWithoutEffect(reaction);
    if (fired === oftenWithoutEffect) report(`${reaction} has fired ${fired} times without effect`);
    return deadlines.stands(deadline);
  }
}
