import { Inject, type Abstract, type Provider, type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DataOfEach, RecordCommand, Receipt } from './command.js';
import { CommandExecution } from './command-execution.js';
import type { AnyDecider, Decider, Facts } from './decider.js';
import type { EventCategory, EventOf } from '../schemas/event-schemas.js';

type CommandClasses = Readonly<Record<string, Type<RecordCommand>>>;

/** What a kind of record has besides its rules. */
interface Surroundings {
  /** Looks up what the decisions know besides. */
  readonly facts?: Type<Facts>;
  /** Handlers written by hand, of commands that do more than decide on one record. */
  readonly handlers?: readonly Type<ICommandHandler>[];
  /** What those handlers, the facts or other areas need of this one. */
  readonly providers?: readonly Type[];
}

/** A kind of record: its events, its rules, and the commands that it takes. */
export interface RecordKind<
  C extends EventCategory = EventCategory,
  D extends AnyDecider = AnyDecider,
  Commands extends CommandClasses = CommandClasses,
> extends Surroundings {
  readonly events: C;
  readonly decider: D;
  readonly commands: Commands;
}

/**
 * States a kind of record; `libs/record-kinds.ts` lists them all. A command without a decide function does not compile,
 * nor an event without an evolve function.
 */
export function recordKind<State, C extends EventCategory, Decided extends object, Commands extends CommandClasses>(
  kind: {
    readonly events: C;
    readonly decider: Decider<State, EventOf<C>, Decided> & Decider<State, EventOf<C>, NoInfer<DataOfEach<Commands>>>;
    readonly commands: Commands;
  } & Surroundings,
): RecordKind<C, Decider<State, EventOf<C>, Decided>, Commands> {
  return kind;
}

/** What Nest has to know of a kind: the handlers of its commands, and what they need. */
export const providersOf = (kind: RecordKind): readonly Provider[] => [
  ...Object.entries(kind.commands).map(([name, command]) => handlerOf(kind, name, command)),
  ...(kind.handlers ?? []),
  ...servicesOf(kind),
];

/** What other areas may use of a kind. */
export const servicesOf = ({ facts, providers = [] }: RecordKind): readonly Type[] => [
  ...new Set([...(facts ? [facts] : []), ...providers]),
];

/** A Nest command handler, named like `RequestUnblockHandler`. */
function handlerOf({ events, decider, facts }: RecordKind, name: string, command: Type<RecordCommand>): Provider {
  const handlerName = `${name}Handler`;
  const { [handlerName]: handler } = {
    [handlerName]: class {
      readonly facts?: Facts;

      constructor(private readonly execution: CommandExecution) {}

      execute(sent: RecordCommand): Promise<Receipt> {
        return this.execution.run(events, decider, name, sent, this.facts);
      }
    },
  };
  if (!handler) throw new Error(`no handler was made for ${name}`);
  Inject(CommandExecution)(handler, undefined, 0);
  if (facts) Inject(facts as Abstract<Facts>)(handler.prototype, 'facts');
  CommandHandler(command)(handler);
  return handler;
}
