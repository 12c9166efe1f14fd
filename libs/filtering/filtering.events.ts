import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/event-schemas.js';
import { scopeKinds, targetKinds } from './filter-scope.js';

/** A moment of the school's own, not of the recording: ISO 8601 in UTC. */
const moment = z.iso.datetime();
/** Free text may name a child, so it is sealed under the record's own key. */
const text = personal(z.string(), 'record');

/** The life of one change to the web filter (SL6, SW7), from the request to the proof that it was undone. */
export const filteringChangeEvents = eventCategory('filteringChange', {
  UnblockRequested: event(
    z.strictObject({
      target: z.strictObject({ kind: z.enum(targetKinds), value: text }),
      scope: z.strictObject({ kind: z.enum(scopeKinds), name: z.string().optional() }),
      studyPurpose: text,
      reason: text,
      until: moment,
    }),
  ),
  UnblockRequestWithdrawn: event(z.strictObject({ reason: text })),
  UnblockAgreed: event(z.strictObject({ reason: text })),
  UnblockDeclined: event(z.strictObject({ reason: text })),
  SiteUnblocked: event(z.strictObject({ until: moment })),
  ExtensionRequested: event(z.strictObject({ until: moment, reason: text })),
  ExtensionAgreed: event(z.strictObject({ until: moment, reason: text })),
  ExtensionDeclined: event(z.strictObject({ reason: text })),
  ReblockOrdered: event(z.strictObject({ confirmBy: moment })),
  ReblockOverdue: event(z.strictObject({ confirmBy: moment })),
  SiteReblocked: event(z.strictObject({ note: text.optional() })),
});

export type FilteringChangeEvent = EventOf<typeof filteringChangeEvents>;
