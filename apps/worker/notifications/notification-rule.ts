import { fold } from '#libs/eventing/commands/decider.js';
import type { EventCategory, EventOf } from '#libs/eventing/schemas/event-schemas.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { NoticeKindCode } from '#libs/notifications/notice-kinds.js';
import type { Role } from '#libs/people/roles.js';

/**
 * Who is told: whoever holds the roles that day, and these people; never those of `except`. Where none of the people holds
 * a role any more, those of `orElse` are told besides.
 */
export interface Whom {
  readonly roles?: readonly string[];
  readonly people?: readonly string[];
  readonly orElse?: readonly string[];
  readonly except?: readonly string[];
}

/** What is known of the record: its state right after the event, the event itself, and the one that began it. */
interface Known<State> {
  readonly state: State;
  readonly event: RecordedEvent;
  readonly first: RecordedEvent;
}

/** An event of which somebody is told. */
export interface NotificationRule {
  readonly category: EventCategory;
  readonly type: string;
  readonly kind: NoticeKindCode;
  /** `readPast`: the record's events up to this one, which is the last; read only where the event alone does not tell. */
  readonly whom: (event: RecordedEvent, readPast: () => Promise<readonly RecordedEvent[]>) => Promise<Whom>;
}

type DataOf<C extends EventCategory, T> = Extract<EventOf<C>, { type: T }>['data'];
type Rules<C extends EventCategory, With> = {
  readonly [T in EventOf<C>['type']]?: readonly [NoticeKindCode, (data: DataOf<C, T>, known: With) => Whom];
};
type Rule = readonly [NoticeKindCode, (data: unknown, known: unknown) => Whom];

/** The states that a record can be in once its first event is there. */
type Begun<State> = Exclude<State, { readonly status: 'none' }>;

/** Of which events of a category somebody is told, where the event itself says who: nothing else is read. */
export function rulesNaming<C extends EventCategory>(category: C, rules: Rules<C, RecordedEvent>): NotificationRule[] {
  return Object.entries(rules).map(([type, rule]) => {
    const [kind, whom] = rule as Rule;
    return { category, type, kind, whom: (event) => Promise.resolve(whom(event.data, event)) };
  });
}

/** Of which events of a category somebody is told, where that hangs on the record as its decider folds it. */
export function rulesOf<C extends EventCategory, State>(
  category: C,
  decider: { readonly initial: State; readonly evolve: object },
  rules: Rules<C, Known<Begun<State>>>,
): NotificationRule[] {
  return Object.entries(rules).map(([type, rule]) => {
    const [kind, whom] = rule as Rule;
    return {
      category,
      type,
      kind,
      whom: async (event, readPast) => {
        const past = await readPast();
        const [first] = past;
        if (!first) throw new Error('an event without its record');
        return whom(event.data, { state: fold<unknown, never>(decider, past), event, first } satisfies Known<unknown>);
      },
    };
  });
}

/** Where an alert goes while nobody holds its role; of what is for the chair of governors nobody else may learn (D6). */
export function nextInLine(role: string): Role | undefined {
  if (role === 'chairOfGovernors') return undefined;
  return role === 'headteacher' ? 'chairOfGovernors' : 'headteacher';
}
