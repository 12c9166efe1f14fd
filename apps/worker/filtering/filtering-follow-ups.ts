import { filterOrderKind } from '#libs/filtering/filter-order.kind.js';
import { filteringChangeKind } from '#libs/filtering/filtering-change.kind.js';
import { filterDifferenceKind } from '#libs/filtering/filter-difference.kind.js';
import { schoolFilterKind } from '#libs/filtering/school-filter.kind.js';
import { filteringBlockKind } from '#libs/filtering/filtering-block.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { RecordCommand } from '#libs/eventing/commands/command.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import {
  MendFilter,
  PlaceFilterOrder,
  RepeatOrderForChange,
  TakeBackFilterOrder,
} from '#libs/filtering/filter-orders.commands.js';
import { type FilterStep } from '#libs/filtering/filter-orders.events.js';
import { changeOfOrder, type ChangeCategory } from '#libs/filtering/filter-order-id.js';
import type { ChangeDirection } from '#libs/filtering/filter-scope.js';
import { FindOverlaps } from '#libs/filtering/filtering-sites.commands.js';
import {
  NoteBlockedAgainByFilter,
  NoteBlockedByFilter,
  NoteBlockLiftedByFilter,
  NoteLetThroughByFilter,
} from '#libs/filtering/filtering.commands.js';
import { follows } from '../follow-ups/follows.js';

const finding =
  (direction: ChangeDirection) =>
  (_: unknown, { id }: RecordedEvent): RecordCommand =>
    commandOf(FindOverlaps, { id, direction });

/** SL6: a request is compared with what is under way for its site; what is over leaves that list. */
export const findOverlapsOfOpening = follows('find-overlaps-of-opening', filteringChangeKind, {
  UnblockRequested: finding('unblock'),
  UnblockRequestWithdrawn: finding('unblock'),
  UnblockLapsed: finding('unblock'),
  UnblockDeclined: finding('unblock'),
  SiteReblocked: finding('unblock'),
  IllegalSiteRefused: finding('unblock'),
});

export const findOverlapsOfBlock = follows('find-overlaps-of-block', filteringBlockKind, {
  BlockRequested: finding('block'),
  BlockRequestWithdrawn: finding('block'),
  BlockDeclined: finding('block'),
  SiteBlockedInEmergency: finding('block'),
  BlockLifted: finding('block'),
});

const ordering =
  (step: FilterStep, category: ChangeCategory) =>
  (_: unknown, { id }: RecordedEvent): RecordCommand =>
    commandOf(PlaceFilterOrder, { id, step, category });

const takingBack =
  (category: ChangeCategory) =>
  (_: unknown, { id }: RecordedEvent): RecordCommand =>
    commandOf(TakeBackFilterOrder, { id, category });

/** SL6, SW7, D17: what is agreed is ordered from the filter once it begins, and what is over; where technicians do it, nothing comes of it. */
export const orderOpening = follows('order-opening-when-agreed', filteringChangeKind, {
  UnblockAgreed: ({ from = '' }, event) =>
    from > event.by.at ? undefined : ordering('letThrough', 'filteringChange')({}, event),
  UnblockDue: ordering('letThrough', 'filteringChange'),
  UnblockRequestWithdrawn: takingBack('filteringChange'),
  UnblockLapsed: takingBack('filteringChange'),
  ReblockOrdered: ordering('blockAgain', 'filteringChange'),
  // Where a technician says so, the filter may still have it.
  SiteReblocked: takingBack('filteringChange'),
  IllegalSiteRefused: takingBack('filteringChange'),
});

/** SW7: the same of blocks; one that a technician made in an emergency is given to the filter as well. */
export const orderBlock = follows('order-block-when-agreed', filteringBlockKind, {
  BlockAgreed: ordering('block', 'filteringBlock'),
  SiteBlockedInEmergency: ordering('block', 'filteringBlock'),
  EmergencyBlockRefused: ordering('lift', 'filteringBlock'),
  BlockLiftingAgreed: ordering('lift', 'filteringBlock'),
  BlockRequestWithdrawn: takingBack('filteringBlock'),
  BlockLifted: takingBack('filteringBlock'),
});

const notes: Readonly<Record<FilterStep, (id: string) => RecordCommand>> = {
  letThrough: (id) => commandOf(NoteLetThroughByFilter, { id }),
  blockAgain: (id) => commandOf(NoteBlockedAgainByFilter, { id }),
  block: (id) => commandOf(NoteBlockedByFilter, { id }),
  lift: (id) => commandOf(NoteBlockLiftedByFilter, { id }),
};

/** SL6: the change itself says that it is done, once the filter has confirmed it. */
export const noteWhatTheFilterConfirmed = follows('note-what-the-filter-confirmed', filterOrderKind, {
  FilterOrderConfirmed: ({ step }, { id }) => notes[step](changeOfOrder(id)),
});

/** SW7: a difference between the filter and the log that two looks have shown is mended, where Daybook can. */
export const mendFilter = follows('mend-filter', schoolFilterKind, {
  FilterDriftConfirmed: () => commandOf(MendFilter, {}),
});

const categories = { unblock: 'filteringChange', block: 'filteringBlock' } as const;

/** SW7: what the filter confirmed of a change, and does not do, it is ordered once more; where technicians do it, nothing comes of it. */
export const mendFilterDifference = follows('mend-filter-difference', filterDifferenceKind, {
  FilterDifferenceReported: ({ change: id, direction }) =>
    id === undefined
      ? undefined
      : commandOf(RepeatOrderForChange, { id, category: direction && categories[direction] }),
});

export const filteringFollowUps = [
  findOverlapsOfOpening,
  findOverlapsOfBlock,
  orderOpening,
  orderBlock,
  noteWhatTheFilterConfirmed,
  mendFilter,
  mendFilterDifference,
];
