import { Inject, type Abstract, type Provider, type Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { DataOfEach, RecordCommand, Receipt } from './command.js';
import { CommandExecution } from './command-execution.js';
import type { Decider, Facts } from './decider.js';
import type { EventCategory, EventOf } from '../schemas/event-schemas.js';

/**
 * Nest command handlers for all commands of a record kind, named like `RequestUnblockHandler`.
 * A command without a decide function, or the other way round, does not compile.
 * `facts` names the provider of what the area's decisions know besides.
 */
export function commandHandlers<State, C extends EventCategory, Commands extends Record<string, Type<RecordCommand>>>(
  category: C,
  decider: Decider<State, EventOf<C>, NoInfer<DataOfEach<Commands>>>,
  commands: Commands,
  facts?: Abstract<Facts>,
): Provider[] {
  return Object.entries(commands).map(([name, command]) => {
    const handlerName = `${name}Handler`;
    const { [handlerName]: handler } = {
      [handlerName]: class {
        readonly facts?: Facts;

        constructor(private readonly execution: CommandExecution) {}

        execute(sent: RecordCommand): Promise<Receipt> {
          return this.execution.run(category, decider, name, sent, this.facts);
        }
      },
    };
    if (!handler) throw new Error(`no handler was made for ${name}`);
    Inject(CommandExecution)(handler, undefined, 0);
    if (facts) Inject(facts)(handler.prototype as object, 'facts');
    CommandHandler(command)(handler);
    return handler;
  });
}
