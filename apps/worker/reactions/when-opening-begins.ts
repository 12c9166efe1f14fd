import type { EventOf } from '#libs/eventing/event-schemas.js';
import type { RecordedEvent } from '#libs/eventing/stored-event.js';
import { NoteUnblockDue } from '#libs/filtering/filtering.commands.js';
import { filteringChangeEvents } from '#libs/filtering/filtering.events.js';
import { reaction, type AlarmRules } from '../reaction.js';

type Agreed = Extract<EventOf<typeof filteringChangeEvents>, { type: 'UnblockAgreed' }>['data'];

/** Whether an opening is agreed for a moment that was still to come. */
export const isToBegin = ({ from }: Agreed, { by }: RecordedEvent): boolean => from !== undefined && from > by.at;

/** D17: an alarm at the start of an opening that is agreed ahead of it, for as long as nothing has come between. */
export const whenOpeningBegins: AlarmRules<typeof filteringChangeEvents> = {
  UnblockRequested: 'ignored',
  OverlapsFound: 'ignored',
  MoreInformationAsked: 'ignored',
  MoreInformationGiven: 'ignored',
  UnblockRequestWithdrawn: 'cleared',
  UnblockFirstAgreed: 'ignored',
  UnblockAgreed: (agreed, event) => (isToBegin(agreed, event) ? new Date(agreed.from ?? event.by.at) : 'ignored'),
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
