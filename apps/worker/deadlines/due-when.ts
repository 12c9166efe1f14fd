import type { RecordCommand } from '#libs/eventing/commands/command.js';
import type { EventCategory } from '#libs/eventing/schemas/event-schemas.js';

/** What a deadline needs to know of a kind of record: its events, and how they fold into a state. */
export interface FoldedKind<State = unknown> {
  readonly events: EventCategory;
  readonly decider: { readonly initial: State; readonly evolve: object };
}

/** ISO 8601 in UTC, or a date. */
type Moment = string | Date;

/** The deadline of a record that has several; the key tells them apart. */
export interface KeyedMoment {
  readonly key: string;
  readonly at: Moment | undefined;
}

/** A moment at which the system acts by itself: what it is follows from a record's state, and from nothing else. */
export interface DeadlineRule {
  readonly name: string;
  readonly kind: FoldedKind;
  /** Which deadlines stand in this state. */
  readonly deadlines: (state: unknown) => readonly KeyedMoment[];
  /** The command to send when one falls due; `email`: the e-mail of the notification is sent. */
  readonly command: ((id: string, key: string) => RecordCommand) | 'email';
}

/**
 * A deadline as a function of the record's state. It stands for as long as the state says so: an event that changes the
 * moment moves it, and one after which there is none clears it. The command is sent when it falls due, and again, later
 * and later, until an event has changed the state.
 */
export function dueWhen<State>(
  name: string,
  kind: FoldedKind<State>,
  moment: (state: NoInfer<State>) => Moment | undefined,
  command: ((id: string) => RecordCommand) | 'email',
): DeadlineRule {
  return dueWhenEach(name, kind, (state) => [{ key: '', at: moment(state) }], command);
}

/** The same of a record that may have several such deadlines at once, each with its own key. */
export function dueWhenEach<State>(
  name: string,
  kind: FoldedKind<State>,
  deadlines: (state: NoInfer<State>) => readonly KeyedMoment[],
  command: DeadlineRule['command'],
): DeadlineRule {
  return { name, kind, deadlines: (state) => deadlines(state as State), command };
}
