import type { DataOfEach } from '#libs/eventing/command.js';
import { decider, reject, type Context } from '#libs/eventing/decider.js';
import { normalTarget } from './filter-target.js';
import type { filteringChangeCommands } from './filtering.commands.js';
import type { FilteringChangeEvent } from './filtering.events.js';

type Commands = DataOfEach<typeof filteringChangeCommands>;

interface Asked {
  readonly requestedBy: string;
  readonly until: string;
}

interface Open extends Asked {
  readonly agreedBy: string;
  /** An extension that nobody has answered yet. */
  readonly extension?: Asked | undefined;
}

export type FilteringChange =
  | { readonly status: 'none' }
  | ({ readonly status: 'requested' } & Asked)
  | ({ readonly status: 'agreed' } & Asked & { readonly agreedBy: string })
  | ({ readonly status: 'open' } & Open)
  | { readonly status: 'reblockOrdered'; readonly confirmBy: string; readonly overdue: boolean }
  | { readonly status: 'declined' | 'withdrawn' | 'reblocked' };

type Status = FilteringChange['status'];
type In<S extends Status> = Extract<FilteringChange, { status: S }>;

/** One change to the filter: request, agreement and implementation are three acts of three people (SL6, SW7, D17, D18). */
export const filteringChange = decider<FilteringChange, FilteringChangeEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    UnblockRequested: (_, { until }, by) => ({ status: 'requested', requestedBy: by.actor, until }),
    UnblockRequestWithdrawn: () => ({ status: 'withdrawn' }),
    UnblockAgreed: (change, _, by) => ({ ...(change as In<'requested'>), status: 'agreed', agreedBy: by.actor }),
    UnblockDeclined: () => ({ status: 'declined' }),
    SiteUnblocked: (change, { until }) => ({ ...(change as In<'agreed'>), status: 'open', until }),
    ExtensionRequested: (change, { until }, by) => ({
      ...(change as In<'open'>),
      extension: { requestedBy: by.actor, until },
    }),
    ExtensionAgreed: (change, { until }, by) => {
      const open = change as In<'open'>;
      return { ...open, agreedBy: by.actor, until, extension: undefined };
    },
    ExtensionDeclined: (change) => ({ ...(change as In<'open'>), extension: undefined }),
    ReblockOrdered: (_, { confirmBy }) => ({ status: 'reblockOrdered', confirmBy, overdue: false }),
    ReblockOverdue: (_, { confirmBy }) => ({ status: 'reblockOrdered', confirmBy, overdue: true }),
    SiteReblocked: () => ({ status: 'reblocked' }),
  },

  decide: {
    RequestUnblock: ({ target, scope, studyPurpose, reason, until }, change, context) => {
      if (change.status !== 'none') reject('ALREADY_EXISTS', 'This request has already been made.', 'SL6');
      mustHold(context, 'mayRequest');
      mustBeAllowedEnd(until, context);
      return [{ type: 'UnblockRequested', data: { target: normalTarget(target), scope, studyPurpose, reason, until } }];
    },

    WithdrawUnblockRequest: ({ reason }, change, { actor }) => {
      const { requestedBy } = mustBe(change, ['requested', 'agreed']);
      if (actor !== requestedBy) reject('NOT_YOUR_ROLE', 'Only the person who asked may withdraw the request.', 'SL6');
      return [{ type: 'UnblockRequestWithdrawn', data: { reason } }];
    },

    AgreeUnblock: ({ reason }, change, context) => {
      const { requestedBy, until } = mustBe(change, ['requested']);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, requestedBy, 'Nobody agrees their own request.');
      mustBeAllowedEnd(until, context);
      return [{ type: 'UnblockAgreed', data: { reason } }];
    },

    DeclineUnblock: ({ reason }, change, context) => {
      const { requestedBy } = mustBe(change, ['requested']);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, requestedBy, 'Nobody decides on their own request; withdraw it instead.');
      return [{ type: 'UnblockDeclined', data: { reason } }];
    },

    ImplementUnblock: (_, change, context) => {
      const { requestedBy, agreedBy, until } = mustBe(change, ['agreed']);
      mustHold(context, 'mayImplement');
      mustBeThird(context, requestedBy, agreedBy);
      mustBeAllowedEnd(until, context);
      return [{ type: 'SiteUnblocked', data: { until } }];
    },

    RequestExtension: ({ until, reason }, change, context) => {
      const open = mustBe(change, ['open']);
      mustHold(context, 'mayRequest');
      if (open.extension) reject('WRONG_STATE', 'An extension has been asked for and not been answered yet.', 'SL6');
      if (until <= open.until)
        reject('END_DATE_NOT_LATER', 'An extension ends later than the opening it extends.', 'D18');
      mustBeAllowedEnd(until, context);
      return [{ type: 'ExtensionRequested', data: { until, reason } }];
    },

    AgreeExtension: ({ reason }, change, context) => {
      const { requestedBy, until } = mustAwaitExtension(change);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, requestedBy, 'Nobody agrees their own request.');
      mustBeAllowedEnd(until, context);
      return [{ type: 'ExtensionAgreed', data: { until, reason } }];
    },

    DeclineExtension: ({ reason }, change, context) => {
      const { requestedBy } = mustAwaitExtension(change);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, requestedBy, 'Nobody decides on their own request.');
      return [{ type: 'ExtensionDeclined', data: { reason } }];
    },

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    OrderReblock: (_, change, { now, policy }) => {
      if (change.status !== 'open' || change.until > now) return [];
      return [
        { type: 'ReblockOrdered', data: { confirmBy: later(now, policy.filtering.confirmReblockWithinHours.value) } },
      ];
    },

    RaiseOverdueReblock: (_, change, { now }) => {
      if (change.status !== 'reblockOrdered' || change.overdue || change.confirmBy > now) return [];
      return [{ type: 'ReblockOverdue', data: { confirmBy: change.confirmBy } }];
    },

    ConfirmReblock: ({ note }, change, context) => {
      mustBe(change, ['open', 'reblockOrdered']);
      mustHold(context, 'mayImplement');
      return [{ type: 'SiteReblocked', data: note === undefined ? {} : { note } }];
    },
  },
});

function mustBe<S extends Status>(change: FilteringChange, wanted: readonly S[]): In<S> {
  if (change.status === 'none') reject('NOT_FOUND', 'There is no such request in your school.');
  if (!wanted.some((status) => status === change.status)) {
    reject('WRONG_STATE', `The request is ${words[change.status]}; this step is not open to it.`, 'SL6');
  }
  return change as In<S>;
}

const words: Record<Status, string> = {
  none: 'not made',
  requested: 'waiting for agreement',
  agreed: 'agreed, not yet implemented',
  open: 'implemented and open',
  reblockOrdered: 'due to be blocked again',
  declined: 'declined',
  withdrawn: 'withdrawn',
  reblocked: 'blocked again',
};

function mustAwaitExtension(change: FilteringChange): Asked {
  const { extension } = mustBe(change, ['open']);
  return extension ?? reject('WRONG_STATE', 'No extension is waiting for an answer.', 'SL6');
}

function mustHold({ role, policy }: Context, part: 'mayRequest' | 'mayAgree' | 'mayImplement'): void {
  const { roles, clause } = policy.filtering[part];
  if (!roles.includes(role))
    reject('NOT_YOUR_ROLE', 'The adopted policy does not give this step to your role.', clause);
}

// SL6: filtering is not the sole responsibility of any single person.
function mustBeAnother({ actor }: Context, requestedBy: string, message: string): void {
  if (actor === requestedBy) reject('OWN_REQUEST', message, 'SL6');
}

// The agreement is always another person's; a policy may ask for a third one besides.
function mustBeThird(context: Context, requestedBy: string, agreedBy: string): void {
  const { value, clause } = context.policy.filtering.differentPeople;
  if (value >= 3 && [requestedBy, agreedBy].includes(context.actor)) {
    reject('SAME_PERSON_TWICE', 'The policy wants a third person to implement the change.', clause);
  }
}

function mustBeAllowedEnd(until: string, { now, policy }: Context): void {
  if (until <= now) reject('END_DATE_IN_THE_PAST', 'The end of the opening lies in the past.', 'D17');
  const { value: days, clause } = policy.filtering.longestOpeningDays;
  if (until > later(now, days * 24)) {
    reject('END_DATE_TOO_FAR', `A temporary opening lasts ${days} days at most.`, clause);
  }
}

const hourMs = 3_600_000;

/** Both moments ISO 8601 in UTC. */
function later(moment: string, hours: number): string {
  // eslint-disable-next-line no-restricted-globals -- a calculation with a given moment, not a look at the clock
  return new Date(Date.parse(moment) + hours * hourMs).toISOString();
}
