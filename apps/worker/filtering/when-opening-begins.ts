import type { EventOf } from '#libs/eventing/schemas/event-schemas.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { NoteUnblockDue } from '#libs/filtering/filtering.commands.js';
import { filteringChangeEvents } from '#libs/filtering/filtering.events.js';
import { reaction, type AlarmRules } from '../deadlines/reaction.js';

type Agreed = Extract<EventOf<typeof filteringChangeEvents>, { type: 'UnblockAgreed' }>['data'];

/** When an opening begins that is agreed ahead of it; undefined where it may begin at once. */
export const laterBegin = ({ from }: Agreed, { by }: RecordedEvent): string | undefined =>
  from !== undefined && from > by.at ? from : undefined;

/** D17: an alarm at the start of an opening that is agreed ahead of it, for as long as nothing has come between. */
export const whenOpeningBegins: AlarmRules<typeof filteringChangeEvents> = {
  UnblockRequested: 'ignored',
  OverlapsFound: 'ignored',
  MoreInformationAsked: 'ignored',
  MoreInformationGiven: 'ignored',
  UnblockRequestWithdrawn: 'cleared',
  UnblockFirstAgreed: 'ignored',
  UnblockAgreed: (agreed, event) => {
    const begin = laterBegin(agreed, event);
    return begin === undefined ? 'ignored' : new Date(begin);
  },
  UnblockDue: 'ignored',
  ImplementationOverdue: 'ignored',
  ImplementationEscalated: 'ignored',
  UnblockLapsed: 'cleared',
  UnblockDeclined: 'cleared',
  SiteUnblocked: 'cleared',
  ExtensionRequested: 'ignored',
  ExtensionFirstAgreed: 'ignored',
  ExtensionAgreed: 'ignored',
  ExtensionDeclined: 'ignored',
  ReblockOrdered: 'cleared',
  ReblockOverdue: 'ignored',
  ReblockEscalated: 'ignored',
  SiteReblocked: 'cleared',
  IllegalSiteRefused: 'cleared',
  OpenSiteFoundIllegal: 'ignored',
};

/** D17: where technicians change the filter, they are told when the moment of an opening has come. */
export const tellWhenOpeningIsDue = reaction(
  'tell-when-opening-is-due',
  filteringChangeEvents,
  whenOpeningBegins,
  () => new NoteUnblockDue(),
);
