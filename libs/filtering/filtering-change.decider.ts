import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import type { FilterScope } from './filter-scope.js';
import { normalTarget, type FilterTarget } from './filter-target.js';
import {
  beginOf,
  implementationDue,
  laterByDays,
  mustBeAllowedEnd,
  mustBeAllowedStart,
  mustBeAnother,
  mustBeDaybook,
  mustBeThird,
  mustHaveBegun,
  mustHold,
} from './filtering-rules.js';
import { alarmOfUnmade, type Unmade } from './implementation-alarm.js';
import type { FilteringOverlap } from './filtering-overlap.js';
import type { NoteOverlaps } from './filtering-sites.commands.js';
import type { filteringChangeCommands } from './filtering.commands.js';
import type { FilteringChangeEvent } from './filtering.events.js';
import { confirmationDue, endIfIllegal, mustBeLegal, mustStayLegal, refusalIfIllegal } from './legal-site.js';
import { templateFor } from './request-template.js';

type Commands = DataOfEach<typeof filteringChangeCommands & { NoteOverlaps: typeof NoteOverlaps }>;

/** Something somebody asked for that others have to agree to: an opening, or more time for one. */
interface Asked {
  readonly requestedBy: string;
  readonly until: string;
  /** The first of two who agree to a permanent opening. */
  readonly firstAgreedBy?: string | undefined;
}

interface Site {
  readonly target: FilterTarget;
  readonly scope: FilterScope;
  /** What else was under way for the same site and people. */
  readonly overlaps?: readonly FilteringOverlap[] | undefined;
}

interface Opening extends Asked, Site {
  readonly permanent: boolean;
  /** Nothing is let through before it. */
  readonly from?: string | undefined;
}

interface Agreed extends Opening, Unmade {
  readonly agreedBy: string;
  /** Its moment has come, and that is on record: by the agreement, or by an event of its own where it begins later. */
  readonly due: boolean;
}

interface Open extends Opening {
  readonly agreedBy: string;
  readonly madeBy: string;
  /** An extension that nobody has answered yet. */
  readonly extension?: Asked | undefined;
}

export type FilteringChange =
  | { readonly status: 'none' }
  | ({ readonly status: 'requested' } & Opening)
  | ({ readonly status: 'informationAsked' } & Opening)
  | ({ readonly status: 'agreed' } & Agreed)
  | ({ readonly status: 'lapsed' } & Opening & Partial<Agreed>)
  | ({ readonly status: 'open' } & Open)
  | ({
      readonly status: 'reblockOrdered';
      readonly confirmBy: string;
      readonly alarm: 'none' | 'overdue' | 'escalated';
    } & Site)
  | ({ readonly status: 'declined' | 'withdrawn' | 'reblocked' | 'illegal' } & Partial<Site>);

type Status = FilteringChange['status'];
type In<S extends Status> = Extract<FilteringChange, { status: S }>;

/** One opening of the filter: request, agreement and implementation are three acts of three people (SL6, SW7, D17, D18). */
export const filteringChange = decider<FilteringChange, FilteringChangeEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    UnblockRequested: (_, { target, scope, from, until, permanent }, by) => ({
      status: 'requested',
      target,
      scope,
      requestedBy: by.actor,
      ...(from !== undefined && { from }),
      until,
      permanent,
    }),
    OverlapsFound: (change, { overlaps }) => ({ ...(change as In<'requested'>), overlaps }),
    MoreInformationAsked: (change) => ({ ...(change as In<'requested'>), status: 'informationAsked' }),
    MoreInformationGiven: (change) => ({ ...(change as In<'informationAsked'>), status: 'requested' }),
    UnblockRequestWithdrawn: (change) => ({ ...siteOf(change), status: 'withdrawn' }),
    UnblockFirstAgreed: (change, _, by) => ({ ...(change as In<'requested'>), firstAgreedBy: by.actor }),
    UnblockAgreed: (change, { from = '', implementBy }, by) => ({
      ...(change as In<'requested'>),
      status: 'agreed',
      agreedBy: by.actor,
      implementBy: implementBy ?? by.at,
      notMade: 'none',
      due: from <= by.at,
    }),
    ImplementationOverdue: (change, { implementBy }) => ({
      ...(change as In<'agreed'>),
      implementBy,
      notMade: 'overdue',
    }),
    ImplementationEscalated: (change) => ({ ...(change as In<'agreed'>), notMade: 'escalated' }),
    UnblockLapsed: (change) => ({ ...(change as In<'agreed'>), status: 'lapsed' }),
    UnblockDue: (change) => ({ ...(change as In<'agreed'>), due: true }),
    UnblockDeclined: (change) => ({ ...siteOf(change), status: 'declined' }),
    SiteUnblocked: (change, { until }, by) => ({
      ...(change as In<'agreed'>),
      status: 'open',
      until,
      madeBy: by.actor,
    }),
    ExtensionRequested: (change, { until }, by) => ({
      ...(change as In<'open'>),
      extension: { requestedBy: by.actor, until },
    }),
    ExtensionFirstAgreed: (change, _, by) => {
      const open = change as In<'open'>;
      return { ...open, extension: { ...(open.extension as Asked), firstAgreedBy: by.actor } };
    },
    ExtensionAgreed: (change, { until }, by) => {
      const open = change as In<'open'>;
      return { ...open, agreedBy: by.actor, until, extension: undefined };
    },
    ExtensionDeclined: (change) => ({ ...(change as In<'open'>), extension: undefined }),
    ReblockOrdered: (change, { confirmBy }) => ({
      ...siteOf(change),
      status: 'reblockOrdered',
      confirmBy,
      alarm: 'none',
    }),
    ReblockOverdue: (change, { confirmBy }) => ({ ...(change as In<'reblockOrdered'>), confirmBy, alarm: 'overdue' }),
    ReblockEscalated: (change, { confirmBy }) => ({
      ...(change as In<'reblockOrdered'>),
      confirmBy,
      alarm: 'escalated',
    }),
    SiteReblocked: (change) => ({ ...siteOf(change), status: 'reblocked' }),
    // The first event of a record where the very request was refused.
    IllegalSiteRefused: (change) => ({ ...(change.status !== 'none' && siteOf(change)), status: 'illegal' }),
    OpenSiteFoundIllegal: (change) => change,
  },

  decide: {
    RequestUnblock: (request, change, context) => [requested(request, change, context)],

    // SL6: a template says what for, for whom and how long; the site, the reasons and an earlier end are the sender's.
    RequestUnblockFromTemplate: ({ value, reason, from, until, ...chosen }, change, context) => {
      const { targetKind, scope, studyPurpose = '', days = 0, version } = templateFor('unblock', chosen, context);
      const period = { ...(from && { from }), until: until ?? laterByDays(beginOf({ from }, context), days) };
      const template = { id: chosen.template, version };
      const target = { kind: targetKind, value };
      return [requested({ ...period, scope, studyPurpose, reason, target, template }, change, context)];
    },

    NoteOverlaps: ({ overlaps }, change, context) => {
      mustBeDaybook(context);
      const isNews = 'requestedBy' in change && change.overlaps === undefined && overlaps.length > 0;
      return isNews ? [{ type: 'OverlapsFound', data: { overlaps: [...overlaps] } }] : [];
    },

    AskForMoreInformation: ({ question }, change, context) => {
      const { requestedBy } = mustBe(change, ['requested']);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, requestedBy, 'You cannot decide on your own request.');
      return [{ type: 'MoreInformationAsked', data: { question } }];
    },

    GiveMoreInformation: ({ answer }, change, { actor }) => {
      const { requestedBy } = mustBe(change, ['informationAsked']);
      if (actor !== requestedBy) reject('NOT_YOUR_ROLE', 'Only the person who asked for the site can answer.', 'SL6');
      return [{ type: 'MoreInformationGiven', data: { answer } }];
    },

    WithdrawUnblockRequest: ({ reason }, change, { actor }) => {
      const { requestedBy } = mustBe(change, ['requested', 'informationAsked', 'agreed']);
      if (actor !== requestedBy) reject('NOT_YOUR_ROLE', 'Only the person who asked may withdraw the request.', 'SL6');
      return [{ type: 'UnblockRequestWithdrawn', data: { reason } }];
    },

    AgreeUnblock: ({ reason }, change, context) => {
      const asked = mustBe(change, ['requested']);
      mayAgree(asked, asked.permanent, context);
      mustBeLegal(asked.target, context);
      if (isFirstOfTwo(asked, asked.permanent)) return [{ type: 'UnblockFirstAgreed', data: { reason } }];
      const { from } = asked;
      const implementBy = implementationDue(context, beginOf(asked, context));
      return [{ type: 'UnblockAgreed', data: { reason, ...(from !== undefined && { from }), implementBy } }];
    },

    // A deadline may fire early, late or twice: the record decides whether the moment has come.
    NoteUnblockDue: (_, change, context) => {
      mustBeDaybook(context);
      const { now, filterAdapter = 'manual' } = context;
      if (change.status !== 'agreed' || change.due || (change.from ?? '') > now) return [];
      const madeBy = filterAdapter === 'manual' ? 'technician' : 'filter';
      return [{ type: 'UnblockDue', data: { implementBy: change.implementBy, madeBy } }];
    },

    DeclineUnblock: ({ reason }, change, context) => {
      const { requestedBy } = mustBe(change, ['requested', 'informationAsked']);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, requestedBy, 'You cannot decide on your own request; withdraw it instead.');
      return [{ type: 'UnblockDeclined', data: { reason } }];
    },

    RaiseUnmadeOpening: (_, change, context) => {
      if (change.status !== 'agreed') return [];
      return alarmOfUnmade(change, implementationDue(context, context.now), context);
    },

    // What nobody has answered or made by its end is over: it stands in nobody's way any more.
    LapseUnblock: (_, change, { now }) =>
      isWaiting(change) && change.until <= now ? [{ type: 'UnblockLapsed', data: {} }] : [],

    // Who agreed may have left the school since: the agreement was given in the role of that moment, and stands.
    ImplementUnblock: (_, change, context) => {
      const { target, requestedBy, firstAgreedBy, agreedBy, from, until, permanent } = mustBe(change, ['agreed']);
      mustHold(context, 'mayImplement');
      mustBeThird(context, [requestedBy, firstAgreedBy, agreedBy]);
      mustHaveBegun({ from }, context);
      mustBeAllowedEnd({ until }, permanent, context);
      mustBeLegal(target, context);
      return [{ type: 'SiteUnblocked', data: { until } }];
    },

    RequestExtension: ({ until, reason }, change, context) => {
      if (isWaiting(change))
        reject(
          'WRONG_STATE',
          'The site is not open yet: withdraw the request and ask again for the longer period.',
          'D18',
        );
      const open = mustBe(change, ['open']);
      mustHold(context, 'mayRequest');
      if (open.extension) reject('WRONG_STATE', 'A request for an extension is already waiting for an answer.', 'SL6');
      if (until <= open.until)
        reject('END_DATE_NOT_LATER', 'An extension must end later than the opening it extends.', 'D18');
      mustBeThird(context, [open.madeBy]);
      mustBeAllowedEnd({ until }, open.permanent, context);
      mustStayLegal(open, context);
      return [{ type: 'ExtensionRequested', data: { until, reason } }];
    },

    AgreeExtension: ({ reason }, change, context) => {
      const { target, permanent, extension, requestedBy, madeBy } = mustAwaitExtension(change);
      mayAgree(extension, permanent, context);
      mustBeAnother(context, requestedBy, 'You cannot agree to more time for what you asked for.');
      mustBeThird(context, [madeBy]);
      mustStayLegal({ target }, context);
      if (isFirstOfTwo(extension, permanent)) return [{ type: 'ExtensionFirstAgreed', data: { reason } }];
      return [{ type: 'ExtensionAgreed', data: { until: extension.until, reason } }];
    },

    DeclineExtension: ({ reason }, change, context) => {
      const { extension } = mustAwaitExtension(change);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, extension.requestedBy, 'You cannot decide on your own request.');
      return [{ type: 'ExtensionDeclined', data: { reason } }];
    },

    // D19: a site that is open when a list comes to name it does not wait for its end, and what waits does not open.
    CheckForIllegalSite: (_, change, context) => {
      if (change.status === 'open') return endIfIllegal(change, context);
      return isWaiting(change) ? refusalIfIllegal(change, context) : [];
    },

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    OrderReblock: (_, change, context) => {
      if (change.status !== 'open' || change.until > context.now) return [];
      return [{ type: 'ReblockOrdered', data: { confirmBy: confirmationDue(context) } }];
    },

    // First those who run the filter are told, then, when that did not help either, the head.
    RaiseOverdueReblock: (_, change, context) => {
      if (change.status !== 'reblockOrdered' || change.confirmBy > context.now) return [];
      switch (change.alarm) {
        case 'none':
          return [{ type: 'ReblockOverdue', data: { confirmBy: confirmationDue(context) } }];
        case 'overdue':
          return [{ type: 'ReblockEscalated', data: { confirmBy: change.confirmBy } }];
        case 'escalated':
          return [];
      }
    },

    ConfirmReblock: ({ note }, change, context) => {
      mustBe(change, ['open', 'reblockOrdered']);
      mustHold(context, 'mayImplement');
      return [{ type: 'SiteReblocked', data: note === undefined ? {} : { note } }];
    },

    // SL6: the school chose that Daybook is the third; what was agreed is done, and by nobody who asked or agreed.
    NoteLetThroughByFilter: (_, change, context) => {
      mustBeDaybook(context);
      // It may have been on its way when the time ran out.
      if (change.status !== 'agreed' && !(change.status === 'lapsed' && change.agreedBy !== undefined)) return [];
      const { target, from, until } = change;
      mustHaveBegun({ from }, context);
      const opened: FilteringChangeEvent = { type: 'SiteUnblocked', data: { until } };
      // The filter took so long that it may not stay open: the record says both.
      const illegal = endIfIllegal({ target }, context);
      if (illegal.length > 0) return [opened, ...illegal];
      if (until > context.now) return [opened];
      return [opened, { type: 'ReblockOrdered', data: { confirmBy: confirmationDue(context) } }];
    },

    NoteBlockedAgainByFilter: (_, change, context) => {
      mustBeDaybook(context);
      return change.status === 'reblockOrdered' ? [{ type: 'SiteReblocked', data: {} }] : [];
    },
  },
});

/** Asked for or agreed, and not let through yet. */
const isWaiting = (change: FilteringChange): change is In<'requested' | 'informationAsked' | 'agreed'> =>
  change.status === 'requested' || change.status === 'informationAsked' || change.status === 'agreed';

const siteOf = (change: FilteringChange): Site => {
  const { target, scope, overlaps } = change as In<'requested'>;
  return { target, scope, ...(overlaps && { overlaps }) };
};

interface Request extends Omit<Commands['RequestUnblock'], 'scope'> {
  readonly scope: FilterScope;
  readonly template?: { readonly id: string; readonly version: number };
}

function requested(request: Request, change: FilteringChange, context: Context): FilteringChangeEvent {
  const { target, scope, studyPurpose, reason, permanent = false, from, until, template } = request;
  if (change.status !== 'none') reject('ALREADY_EXISTS', 'This request has already been made.', 'SL6');
  const site = normalTarget(target);
  mustBeLegal(site, context);
  mustHold(context, 'mayRequest');
  mustBeAllowedStart({ from, until }, context);
  mustBeAllowedEnd({ from, until }, permanent, context);
  const data = { target: site, scope, studyPurpose, reason, permanent, ...(from !== undefined && { from }), until };
  return { type: 'UnblockRequested', data: { ...data, ...(template && { template }) } };
}

function mustBe<S extends Status>(change: FilteringChange, wanted: readonly S[]): In<S> {
  if (change.status === 'none') reject('NOT_FOUND', 'Your school has no request with this id.');
  if (!wanted.some((status) => status === change.status)) {
    reject('WRONG_STATE', `The request is ${words[change.status]}; this step is not possible now.`, 'SL6');
  }
  return change as In<S>;
}

const words: Record<Status, string> = {
  none: 'not made',
  requested: 'waiting for agreement',
  informationAsked: 'waiting for an answer of the person who asked',
  agreed: 'agreed but not yet implemented',
  lapsed: 'over: its end date has passed and the site was never unblocked',
  open: 'implemented and open',
  reblockOrdered: 'due to be blocked again',
  declined: 'declined',
  withdrawn: 'withdrawn',
  reblocked: 'blocked again',
  illegal: 'refused, because the site is on a list of illegal sites',
};

function mustAwaitExtension(change: FilteringChange): Open & { readonly extension: Asked } {
  const open = mustBe(change, ['open']);
  const none = (): never => reject('WRONG_STATE', 'No extension is waiting for an answer.', 'SL6');
  return { ...open, extension: open.extension ?? none() };
}

const isFirstOfTwo = (asked: Asked, permanent: boolean): boolean => permanent && asked.firstAgreedBy === undefined;

function mayAgree(asked: Asked & Pick<Opening, 'from'>, permanent: boolean, context: Context): void {
  const { requestedBy, firstAgreedBy, from, until } = asked;
  // A school may have one person only who agrees to changes: the second one may be the head.
  if (firstAgreedBy === undefined || context.role !== 'headteacher') mustHold(context, 'mayAgree');
  mustBeAnother(context, requestedBy, 'You cannot agree to your own request.');
  if (firstAgreedBy === context.actor)
    reject('SAME_PERSON_TWICE', 'A permanent opening is agreed by two different people.', 'D18');
  mustBeAllowedEnd({ from, until }, permanent, context);
}
