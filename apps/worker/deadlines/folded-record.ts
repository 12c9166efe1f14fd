import { causeOf, type Cause } from '#libs/eventing/commands/command.js';
import { fold } from '#libs/eventing/commands/decider.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { DeadlineRule } from './due-when.js';

/** A deadline that stands, and the event since which it does. */
export interface StandingDeadline {
  readonly rule: string;
  readonly key: string;
  readonly at: Date;
  readonly cause: Cause;
}

/** A record up to one of its events, and which deadlines stand then. */
export interface FoldedRecord {
  readonly revision: number;
  readonly state: unknown;
  readonly standing: readonly StandingDeadline[];
}

/** Folds events on, with the rules for their kind of record. */
export function foldOn(
  before: FoldedRecord | undefined,
  rules: readonly DeadlineRule[],
  events: readonly RecordedEvent[],
): FoldedRecord {
  const [first] = rules;
  if (!first) throw new Error('a record is folded for the rules that look at it');
  const { initial, evolve } = first.kind.decider;
  let folded = before ?? { revision: -1, state: initial, standing: [] };
  for (const event of events) {
    const state = fold<unknown, never>({ initial: folded.state, evolve }, [event]);
    folded = { revision: event.revision, state, standing: standingAfter(event, state, rules, folded.standing) };
  }
  return folded;
}

/** A deadline that is where it was keeps its cause. */
function standingAfter(
  event: RecordedEvent,
  state: unknown,
  rules: readonly DeadlineRule[],
  before: readonly StandingDeadline[],
): StandingDeadline[] {
  return rules.flatMap(({ name, deadlines }) =>
    deadlines(state).flatMap(({ key, at }) => {
      if (at === undefined) return [];
      const moment = new Date(at);
      const same = before.find((one) => one.rule === name && one.key === key && one.at.getTime() === moment.getTime());
      return [same ?? { rule: name, key, at: moment, cause: causeOf(event) }];
    }),
  );
}
