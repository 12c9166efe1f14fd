import type { SchoolCalendar } from '#libs/calendar/school-calendar.js';
import type { FilterAdapterName } from '#libs/filtering/filter-orders.events.js';
import type { IllegalSites } from '#libs/filtering/illegal-sites.js';
import type { RequestTemplates } from '#libs/filtering/request-template.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import type { Role } from '#libs/people/roles.js';
import { Rejection, type RejectionCode } from './rejection.js';
import type { Stamp } from '../log/stored-event.js';

/** What a decision knows beside the command and the record's past: who asks, when, and the school's policy in force. */
export interface Context {
  readonly actor: string;
  /** The role that allows this command; it is stamped on the events. */
  readonly role: Role;
  /** Every role the actor holds. */
  readonly roles: readonly Role[];
  readonly school: string;
  /** ISO 8601 in UTC. */
  readonly now: string;
  /** The pack in force. Reading it rejects with NO_POLICY_ADOPTED where the school has adopted none. */
  readonly policy: PolicyPack;
  /** When the school is open, as it has set it; left out, no terms are set. */
  readonly calendar?: SchoolCalendar;
  /** The state of the other record that the command looks at, as it stood just before; it may have moved on since. */
  readonly alongside?: unknown;
  /** The lists of illegal sites the school holds; only the filtering area looks at them. */
  readonly illegalSites?: IllegalSites;
  /** The school's templates of filtering requests; only the filtering area looks at them. */
  readonly requestTemplates?: RequestTemplates;
  /** Who changes the school's filter; only orders to it look at that. */
  readonly filterAdapter?: FilterAdapterName;
}

/** What the decisions of one area know besides: looked up for each of its commands. */
export abstract class Facts {
  abstract of(school: string): Promise<Partial<Context>>;
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
