import { filterOrderKind } from '#libs/filtering/filter-order.kind.js';
import { filteringChangeKind } from '#libs/filtering/filtering-change.kind.js';
import { filterDifferenceKind } from '#libs/filtering/filter-difference.kind.js';
import { schoolFilterKind } from '#libs/filtering/school-filter.kind.js';
import { filteringBlockKind } from '#libs/filtering/filtering-block.kind.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { RaiseOverdueDifference } from '#libs/filtering/filter-difference.commands.js';
import { RaiseLastingDrift, SendFilterOrder } from '#libs/filtering/filter-orders.commands.js';
import {
  LapseUnblock,
  NoteUnblockDue,
  OrderReblock,
  RaiseOverdueEmergencyBlock,
  RaiseOverdueReblock,
  RaiseUnansweredBlockRequest,
  RaiseUnmadeBlock,
  RaiseUnmadeOpening,
} from '#libs/filtering/filtering.commands.js';
import { dueWhen } from '../deadlines/due-when.js';

/** D18: when the agreed time is up, the site is ordered to be blocked again. */
export const reblockWhenUnblockEnds = dueWhen(
  'reblock-when-unblock-ends',
  filteringChangeKind,
  (state) => (state.status === 'open' ? state.until : undefined),
  (id) => commandOf(OrderReblock, { id }),
);

/** D18: nobody has confirmed in time that the site is blocked again: they are told, and then the head. */
export const raiseAlarmWhenReblockIsOverdue = dueWhen(
  'raise-alarm-when-reblock-is-overdue',
  filteringChangeKind,
  (state) => (state.status === 'reblockOrdered' && state.alarm !== 'escalated' ? state.confirmBy : undefined),
  (id) => commandOf(RaiseOverdueReblock, { id }),
);

/** D17: the start of an opening that was agreed ahead of it. */
export const openingBegins = dueWhen(
  'tell-when-opening-is-due',
  filteringChangeKind,
  (state) => (state.status === 'agreed' && !state.due ? state.from : undefined),
  (id) => commandOf(NoteUnblockDue, { id }),
);

/** SL6: what was agreed and nobody opens is told to who runs the filter and who agreed, and then to the head. */
export const raiseAlarmWhenOpeningIsNotMade = dueWhen(
  'raise-alarm-when-opening-is-not-made',
  filteringChangeKind,
  (state) => (state.status === 'agreed' && state.notMade !== 'escalated' ? state.implementBy : undefined),
  (id) => commandOf(RaiseUnmadeOpening, { id }),
);

/** D18: a request that nobody has answered or made by its end is over; whoever asked is told. */
export const lapseWhenTimeIsOver = dueWhen(
  'lapse-when-time-is-over',
  filteringChangeKind,
  (state) =>
    state.status === 'requested' || state.status === 'informationAsked' || state.status === 'agreed'
      ? state.until
      : undefined,
  (id) => commandOf(LapseUnblock, { id }),
);

/** SW7: a block that was agreed and nobody makes, or refused and nobody lifts. */
export const raiseAlarmWhenBlockIsNotMade = dueWhen(
  'raise-alarm-when-block-is-not-made',
  filteringBlockKind,
  (state) =>
    (state.status === 'agreed' || state.status === 'refused') && state.notMade !== 'escalated'
      ? state.implementBy
      : undefined,
  (id) => commandOf(RaiseUnmadeBlock, { id }),
);

/** SW7: a block that was made before anybody agreed to it is answered soon, or an alarm is raised. */
export const raiseAlarmWhenEmergencyBlockIsUnanswered = dueWhen(
  'raise-alarm-when-emergency-block-is-unanswered',
  filteringBlockKind,
  (state) => (state.status === 'blockedInEmergency' && !state.overdue ? state.agreeBy : undefined),
  (id) => commandOf(RaiseOverdueEmergencyBlock, { id }),
);

/** SW7: a request for a block that nobody answers is told to who may agree, and then to the head. */
export const raiseAlarmWhenBlockRequestIsUnanswered = dueWhen(
  'raise-alarm-when-block-request-is-unanswered',
  filteringBlockKind,
  (state) => (state.status === 'requested' && state.unanswered !== 'escalated' ? state.answerBy : undefined),
  (id) => commandOf(RaiseUnansweredBlockRequest, { id }),
);

/** SL6, SW7: an order is sent when it is placed, and again until the filter confirms it. */
export const sendFilterOrder = dueWhen(
  'send-filter-order',
  filterOrderKind,
  (order) => (order.status === 'waiting' ? order.sendAt : undefined),
  (id) => commandOf(SendFilterOrder, { id }),
);

/** SW7: a difference between filter and log that was not mended in time is told to who runs the filter, then to the head. */
export const raiseAlarmWhenFilterDrifts = dueWhen(
  'raise-alarm-when-filter-drifts',
  schoolFilterKind,
  ({ drift }) => drift?.mendBy,
  () => commandOf(RaiseLastingDrift, {}),
);

/** SW7: a difference that nobody mends in time is told to who runs the filter, and then to the head. */
export const raiseAlarmWhenDifferenceLasts = dueWhen(
  'raise-alarm-when-difference-lasts',
  filterDifferenceKind,
  (difference) => (difference.status === 'open' ? difference.mendBy : undefined),
  (id) => commandOf(RaiseOverdueDifference, { id }),
);

export const filteringDeadlines = [
  reblockWhenUnblockEnds,
  raiseAlarmWhenReblockIsOverdue,
  openingBegins,
  raiseAlarmWhenOpeningIsNotMade,
  lapseWhenTimeIsOver,
  raiseAlarmWhenBlockIsNotMade,
  raiseAlarmWhenEmergencyBlockIsUnanswered,
  raiseAlarmWhenBlockRequestIsUnanswered,
  sendFilterOrder,
  raiseAlarmWhenFilterDrifts,
  raiseAlarmWhenDifferenceLasts,
];
