import { hoursAfter } from '#libs/calendar/later.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import type { FilterScope } from './filter-scope.js';
import { normalTarget, type FilterTarget } from './filter-target.js';
import { alarmOfUnmade, type Unmade } from './implementation-alarm.js';
import { confirmationDue } from './legal-site.js';
import type { FilteringOverlap } from './filtering-overlap.js';
import { implementationDue, mustBeAnother, mustBeDaybook, mustBeThird, mustHold } from './filtering-rules.js';
import type { NoteOverlaps } from './filtering-sites.commands.js';
import type { filteringBlockCommands } from './filtering.commands.js';
import type { FilteringBlockEvent } from './filtering.events.js';
import { templateFor } from './request-template.js';

type Commands = DataOfEach<typeof filteringBlockCommands & { NoteOverlaps: typeof NoteOverlaps }>;

interface Site {
  readonly target: FilterTarget;
  readonly scope: FilterScope;
  /** What else was under way for the same site and people. */
  readonly overlaps?: readonly FilteringOverlap[] | undefined;
}

/** That it is to be lifted: who asked, and who agreed. */
interface Lifting {
  readonly requestedBy: string;
  readonly agreedBy?: string | undefined;
}

export type FilteringBlock =
  | { readonly status: 'none' }
  | ({
      readonly status: 'requested';
      readonly requestedBy: string;
      readonly answerBy: string;
      readonly unanswered: 'none' | 'overdue' | 'escalated';
    } & Site)
  | ({ readonly status: 'agreed'; readonly requestedBy: string; readonly agreedBy: string } & Site & Unmade)
  | ({
      readonly status: 'blockedInEmergency';
      readonly blockedBy: string;
      readonly agreeBy: string;
      readonly overdue: boolean;
    } & Site)
  | ({
      readonly status: 'refused';
      readonly lifting?: Lifting | undefined;
      /** Who refused a block that was made in an emergency. */
      readonly refusedBy?: string;
    } & Site &
      Unmade)
  | ({ readonly status: 'blocked'; readonly lifting?: Lifting | undefined } & Site)
  | ({ readonly status: 'declined' | 'withdrawn' | 'lifted' } & Site);

type Status = FilteringBlock['status'];
type In<S extends Status> = Extract<FilteringBlock, { status: S }>;

/**
 * A site that the school blocks beyond what its filter does already (SW7). It is agreed before it is made; where harm is
 * at hand it is made at once and agreed right after. It stays until somebody asks that it be lifted, and another agrees:
 * a filter puts blocks above openings, so an opening alone does not reach through it.
 */
export const filteringBlock = decider<FilteringBlock, FilteringBlockEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    BlockRequested: (_, { target, scope, answerBy }, by) => ({
      status: 'requested',
      target,
      scope,
      requestedBy: by.actor,
      answerBy: answerBy ?? by.at,
      unanswered: 'none',
    }),
    BlockRequestUnanswered: (block, { answerBy }) => ({
      ...(block as In<'requested'>),
      answerBy,
      unanswered: 'overdue',
    }),
    BlockRequestEscalated: (block) => ({ ...(block as In<'requested'>), unanswered: 'escalated' }),
    OverlapsFound: (block, { overlaps }) => ({ ...(block as In<'requested'>), overlaps }),
    BlockRequestWithdrawn: (block) => ({ ...siteOf(block), status: 'withdrawn' }),
    BlockAgreed: (block, { implementBy }, by) => ({
      ...(block as In<'requested'>),
      status: 'agreed',
      agreedBy: by.actor,
      implementBy: implementBy ?? by.at,
      notMade: 'none',
    }),
    ImplementationOverdue: (block, { implementBy }) => ({
      ...(block as In<'agreed'>),
      implementBy,
      notMade: 'overdue',
    }),
    ImplementationEscalated: (block) => ({ ...(block as In<'agreed'>), notMade: 'escalated' }),
    BlockDeclined: (block) => ({ ...siteOf(block), status: 'declined' }),
    SiteBlocked: (block) => ({ ...siteOf(block), status: 'blocked' }),
    SiteBlockedInEmergency: (_, { target, scope, agreeBy }, by) => ({
      status: 'blockedInEmergency',
      target,
      scope,
      blockedBy: by.actor,
      agreeBy,
      overdue: false,
    }),
    EmergencyBlockAgreed: (block) => ({ ...siteOf(block), status: 'blocked' }),
    EmergencyBlockRefused: (block, { implementBy }, by) => ({
      ...siteOf(block),
      status: 'refused',
      refusedBy: by.actor,
      implementBy: implementBy ?? by.at,
      notMade: 'none',
    }),
    EmergencyBlockOverdue: (block) => ({ ...(block as In<'blockedInEmergency'>), overdue: true }),
    BlockLiftingRequested: (block, _, by) => ({ ...(block as In<'blocked'>), lifting: { requestedBy: by.actor } }),
    BlockLiftingAgreed: (block, { implementBy }, by) => {
      const { lifting } = block as In<'blocked'>;
      const agreed = { ...(lifting as Lifting), agreedBy: by.actor };
      return { ...siteOf(block), status: 'refused', lifting: agreed, implementBy, notMade: 'none' };
    },
    BlockLiftingDeclined: (block) => ({ ...siteOf(block), status: 'blocked' }),
    BlockLifted: (block) => ({ ...siteOf(block), status: 'lifted' }),
  },

  decide: {
    RequestBlock: ({ target, scope, reason }, block, context) => {
      mustBeNew(block);
      mustHold(context, 'mayRequest');
      const answerBy = confirmationDue(context);
      return [{ type: 'BlockRequested', data: { target: normalTarget(target), scope, reason, answerBy } }];
    },

    RequestBlockFromTemplate: ({ value, reason, ...chosen }, block, context) => {
      mustBeNew(block);
      mustHold(context, 'mayRequest');
      const { targetKind, scope, version } = templateFor('block', chosen, context);
      const target = normalTarget({ kind: targetKind, value });
      const template = { id: chosen.template, version };
      const answerBy = confirmationDue(context);
      return [{ type: 'BlockRequested', data: { target, scope, reason, template, answerBy } }];
    },

    // First those who may agree are told, then the head: what somebody wants blocked is let through meanwhile.
    RaiseUnansweredBlockRequest: (_, block, context) => {
      if (block.status !== 'requested' || block.answerBy > context.now) return [];
      switch (block.unanswered) {
        case 'none':
          return [{ type: 'BlockRequestUnanswered', data: { answerBy: confirmationDue(context) } }];
        case 'overdue':
          return [{ type: 'BlockRequestEscalated', data: { answerBy: block.answerBy } }];
        case 'escalated':
          return [];
      }
    },

    NoteOverlaps: ({ overlaps }, block, context) => {
      mustBeDaybook(context);
      const isNews = block.status !== 'none' && block.overlaps === undefined && overlaps.length > 0;
      return isNews ? [{ type: 'OverlapsFound', data: { overlaps: [...overlaps] } }] : [];
    },

    WithdrawBlockRequest: ({ reason }, block, { actor }) => {
      const { requestedBy } = mustBe(block, ['requested', 'agreed']);
      if (actor !== requestedBy) reject('NOT_YOUR_ROLE', 'Only the person who asked may withdraw the request.', 'SL6');
      return [{ type: 'BlockRequestWithdrawn', data: { reason } }];
    },

    AgreeBlock: ({ reason }, block, context) => {
      const { requestedBy } = mustBe(block, ['requested']);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, requestedBy, 'You cannot agree to your own request.');
      return [{ type: 'BlockAgreed', data: { reason, implementBy: confirmationDue(context) } }];
    },

    // What is agreed to be blocked is let through meanwhile: its hours run on Sundays too. A refused block waits for work.
    RaiseUnmadeBlock: (_, block, context) => {
      if (block.status === 'agreed') return alarmOfUnmade(block, confirmationDue(context), context);
      if (block.status !== 'refused') return [];
      return alarmOfUnmade(block, implementationDue(context, context.now), context);
    },

    DeclineBlock: ({ reason }, block, context) => {
      const { requestedBy } = mustBe(block, ['requested']);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, requestedBy, 'You cannot decide on your own request; withdraw it instead.');
      return [{ type: 'BlockDeclined', data: { reason } }];
    },

    ImplementBlock: (_, block, context) => {
      const { requestedBy, agreedBy } = mustBe(block, ['agreed']);
      mustHold(context, 'mayImplement');
      mustBeThird(context, [requestedBy, agreedBy]);
      return [{ type: 'SiteBlocked', data: {} }];
    },

    // SW7 wants agreement before action; a block in an emergency only narrows what is let through, and is agreed after.
    BlockInEmergency: ({ target, scope, reason }, block, context) => {
      mustBeNew(block);
      mustHold(context, 'mayImplement');
      const agreeBy = hoursAfter(context.now, context.policy.filtering.confirmReblockWithinHours.value);
      return [{ type: 'SiteBlockedInEmergency', data: { target: normalTarget(target), scope, reason, agreeBy } }];
    },

    AgreeEmergencyBlock: ({ reason }, block, context) => {
      const { blockedBy } = mustBe(block, ['blockedInEmergency']);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, blockedBy, 'You cannot agree to your own block.');
      return [{ type: 'EmergencyBlockAgreed', data: { reason } }];
    },

    RefuseEmergencyBlock: ({ reason }, block, context) => {
      const { blockedBy } = mustBe(block, ['blockedInEmergency']);
      mustHold(context, 'mayAgree');
      mustBeAnother(context, blockedBy, 'You cannot decide on your own block.');
      return [
        { type: 'EmergencyBlockRefused', data: { reason, implementBy: implementationDue(context, context.now) } },
      ];
    },

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    RaiseOverdueEmergencyBlock: (_, block, { now }) => {
      if (block.status !== 'blockedInEmergency' || block.overdue || block.agreeBy > now) return [];
      return [{ type: 'EmergencyBlockOverdue', data: { agreeBy: block.agreeBy } }];
    },

    RequestBlockLifting: ({ reason }, block, context) => {
      const { lifting } = mustBe(block, ['blocked']);
      mustHold(context, 'mayRequest');
      if (lifting) reject('WRONG_STATE', 'A request to lift this block is already waiting for an answer.', 'SW7');
      return [{ type: 'BlockLiftingRequested', data: { reason } }];
    },

    AgreeBlockLifting: ({ reason }, block, context) => {
      mustAwaitLifting(block, context);
      return [{ type: 'BlockLiftingAgreed', data: { reason, implementBy: implementationDue(context, context.now) } }];
    },

    DeclineBlockLifting: ({ reason }, block, context) => {
      mustAwaitLifting(block, context);
      return [{ type: 'BlockLiftingDeclined', data: { reason } }];
    },

    ConfirmBlockLifted: ({ note }, block, context) => {
      const { lifting, refusedBy } = mustBe(block, ['refused']);
      mustHold(context, 'mayImplement');
      mustBeThird(context, [refusedBy, lifting?.requestedBy, lifting?.agreedBy]);
      return [{ type: 'BlockLifted', data: note === undefined ? {} : { note } }];
    },

    NoteBlockedByFilter: (_, block, context) => {
      mustBeDaybook(context);
      return block.status === 'agreed' ? [{ type: 'SiteBlocked', data: {} }] : [];
    },

    NoteBlockLiftedByFilter: (_, block, context) => {
      mustBeDaybook(context);
      return block.status === 'refused' ? [{ type: 'BlockLifted', data: {} }] : [];
    },
  },
});

const siteOf = (block: FilteringBlock): Site => {
  const { target, scope, overlaps } = block as In<'requested'>;
  return { target, scope, ...(overlaps && { overlaps }) };
};

function mustAwaitLifting(block: FilteringBlock, context: Context): void {
  const { lifting } = mustBe(block, ['blocked']);
  if (!lifting) reject('WRONG_STATE', 'Nobody has asked for this block to be lifted.', 'SW7');
  mustHold(context, 'mayAgree');
  mustBeAnother(context, lifting.requestedBy, 'You cannot decide on your own request.');
}

function mustBeNew(block: FilteringBlock): void {
  if (block.status !== 'none') reject('ALREADY_EXISTS', 'This block has already been recorded.', 'SW7');
}

function mustBe<S extends Status>(block: FilteringBlock, wanted: readonly S[]): In<S> {
  if (block.status === 'none') reject('NOT_FOUND', 'Your school has no block with this id.');
  if (!wanted.some((status) => status === block.status)) {
    reject('WRONG_STATE', `The block is ${words[block.status]}; this step is not possible now.`, 'SW7');
  }
  return block as In<S>;
}

const words: Record<Status, string> = {
  none: 'not made',
  requested: 'waiting for agreement',
  agreed: 'agreed but not yet made',
  blockedInEmergency: 'made in an emergency, waiting for agreement',
  blocked: 'made and agreed',
  refused: 'to be lifted',
  declined: 'declined',
  withdrawn: 'withdrawn',
  lifted: 'lifted',
};
