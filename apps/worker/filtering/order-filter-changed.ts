import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { PlaceFilterOrder, TakeBackFilterOrder } from '#libs/filtering/filter-orders.commands.js';
import type { FilterStep } from '#libs/filtering/filter-orders.events.js';
import { filteringBlockEvents, filteringChangeEvents } from '#libs/filtering/filtering.events.js';
import type { Deadline } from '../deadlines/deadlines.js';
import { reaction, type AlarmChange } from '../deadlines/reaction.js';
import { laterBegin, whenOpeningBegins } from './when-opening-begins.js';

type Then = FilterStep | 'takeBack';

/** At once, and under a name that says what is to be done: an order and its end may both be on their way. */
const then =
  (step: Then) =>
  (_: unknown, { id, by }: RecordedEvent): AlarmChange => ({ at: new Date(by.at), record: `${id}/${step}` });

const orderOf =
  (category: PlaceFilterOrder['category']) =>
  (deadline: Deadline): PlaceFilterOrder | TakeBackFilterOrder => {
    const [id, step] = deadline.id.split('/') as [string, Then];
    if (step === 'takeBack') return commandOf(TakeBackFilterOrder, { id, category });
    return commandOf(PlaceFilterOrder, { id, step, category });
  };

/** SL6, SW7: what is agreed is ordered from the filter, and what is over; where technicians do it, nothing follows. */
export const orderOpening = reaction(
  'order-opening-when-agreed',
  filteringChangeEvents,
  {
    UnblockRequested: 'ignored',
    OverlapsFound: 'ignored',
    MoreInformationAsked: 'ignored',
    MoreInformationGiven: 'ignored',
    UnblockRequestWithdrawn: then('takeBack'),
    UnblockFirstAgreed: 'ignored',
    UnblockAgreed: (data, event) => (laterBegin(data, event) ? 'ignored' : then('letThrough')(data, event)),
    UnblockDue: 'ignored',
    ImplementationOverdue: 'ignored',
    ImplementationEscalated: 'ignored',
    UnblockLapsed: then('takeBack'),
    UnblockDeclined: 'ignored',
    SiteUnblocked: 'ignored',
    ExtensionRequested: 'ignored',
    ExtensionFirstAgreed: 'ignored',
    ExtensionAgreed: 'ignored',
    ExtensionDeclined: 'ignored',
    ReblockOrdered: then('blockAgain'),
    ReblockOverdue: 'ignored',
    ReblockEscalated: 'ignored',
    // Where a technician says so, the filter may still have it.
    SiteReblocked: then('takeBack'),
    IllegalSiteRefused: then('takeBack'),
    OpenSiteFoundIllegal: 'ignored',
  },
  orderOf('filteringChange'),
);

/** D17: what is agreed for later is ordered when its moment has come, unless it was taken back by then. */
export const orderOpeningWhenItBegins = reaction(
  'order-opening-when-it-begins',
  filteringChangeEvents,
  whenOpeningBegins,
  ({ id }) => commandOf(PlaceFilterOrder, { id, step: 'letThrough', category: 'filteringChange' }),
);

/** SW7: the same of blocks; one that a technician made in an emergency is given to the filter as well. */
export const orderBlock = reaction(
  'order-block-when-agreed',
  filteringBlockEvents,
  {
    BlockRequested: 'ignored',
    BlockRequestUnanswered: 'ignored',
    BlockRequestEscalated: 'ignored',
    OverlapsFound: 'ignored',
    BlockRequestWithdrawn: then('takeBack'),
    BlockAgreed: then('block'),
    ImplementationOverdue: 'ignored',
    ImplementationEscalated: 'ignored',
    BlockDeclined: 'ignored',
    SiteBlocked: 'ignored',
    SiteBlockedInEmergency: then('block'),
    EmergencyBlockAgreed: 'ignored',
    EmergencyBlockRefused: then('lift'),
    EmergencyBlockOverdue: 'ignored',
    BlockLiftingRequested: 'ignored',
    BlockLiftingAgreed: then('lift'),
    BlockLiftingDeclined: 'ignored',
    BlockLifted: then('takeBack'),
  },
  orderOf('filteringBlock'),
);
