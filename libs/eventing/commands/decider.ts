import type { RoleName } from './command.js';
import { Rejection, type RejectionCode } from './rejection.js';
import type { Stamp } from '../log/stored-event.js';

/** What decisions know besides, from other records. Who looks it up declares it here. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is declared elsewhere what is in it
export interface Knowledge {}

/** What a decision knows beside the command and the record's past: who asks, when, and what was looked up for it. */
export interface Context extends Knowledge {
  readonly actor: string;
  /** The role that allows this command; it is stamped on the events. */
  readonly role: RoleName;
  /** Every role the actor holds. */
  readonly roles: readonly RoleName[];
  readonly school: string;
  /** ISO 8601 in UTC. */
  readonly now: string;
  /** The state of the other record that the command looks at, as it stood just before; it may have moved on since. */
  readonly alongside?: unknown;
}

/** What the decisions of one area know besides: looked up for each of its commands. */
export abstract class Facts {
  abstract of(school: string): Promise<Partial<Knowledge>>;
}

/** What every decision knows besides, of whichever area; some of it hangs on what the command names. */
export abstract class CommonFacts {
  abstract of(
    school: string,
    command: object,
  ): Promise<{
    /** An object made for this command. Its getters may refuse: they are asked when a decision needs them. */
    readonly known: Partial<Knowledge>;
    /** The edition of the policy by which it is judged; it is stamped on the events. */
    readonly policy?: string | undefined;
  }>;
}

interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
}

type DataOfEvent<E extends AnyEvent, T extends E['type']> = Extract<E, { type: T }>['data'];

/**
 * A record's rules as pure functions. `evolve` has one function per event type and never throws;
 * `decide` has one per command and answers the events that follow, or throws a `Rejection`.
 */
export interface Decider<State, E extends AnyEvent, Commands extends object> {
  readonly initial: State;
  readonly evolve: { readonly [T in E['type']]: (state: State, data: DataOfEvent<E, T>, by: Stamp) => State };
  readonly decide: {
    readonly [C in keyof Commands]: (command: Commands[C], state: State, context: Context) => readonly E[];
  };
}

/** A decider where its own types do not matter: `commandHandlers` has checked them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDecider = Decider<any, any, any>;

/** States a decider; the types check that no event and no command was forgotten. */
export function decider<State, E extends AnyEvent, Commands extends object>(
  definition: Decider<State, E, Commands>,
): Decider<State, E, Commands> {
  return definition;
}

/** Refuses: nothing is recorded. `clause` is the policy's rule, where there is one. */
export function reject(code: RejectionCode, message: string, clause?: string): never {
  throw new Rejection(code, message, clause);
}

/** Refuses, and puts the attempt on record: the sender is told no, and the events are appended. */
export function rejectOnRecord(
  events: readonly AnyEvent[],
  code: RejectionCode,
  message: string,
  clause: string,
): never {
  throw new Rejection(code, message, clause, events);
}

/** Folds a record's past into its state. */
export function fold<State, E extends AnyEvent>(
  { initial, evolve }: Pick<Decider<State, E, never>, 'initial' | 'evolve'>,
  events: Iterable<{ readonly type: string; readonly data: unknown; readonly by: Stamp }>,
): State {
  const steps = evolve as Record<string, (state: State, data: unknown, by: Stamp) => State>;
  let state = initial;
  for (const { type, data, by } of events) {
    const step = steps[type];
    if (!step) throw new Error(`${type} has no place in this record`);
    state = step(state, data, by);
  }
  return state;
}
