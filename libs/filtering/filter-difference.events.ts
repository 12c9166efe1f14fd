import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';
import { canonicalScope, changeDirections, scopeKinds, targetKinds } from './filter-scope.js';
import { illegalListCodes } from './illegal-sites.js';

/** What a person saw the filter do with a site, though it should do the opposite. */
export const filterFindings = ['open', 'blocked'] as const;

const moment = z.iso.datetime();
const text = personal(z.string(), 'record');
const alert = z.array(z.enum(schoolRoles));

/** A filter that somebody found to be other than was agreed, until it is as agreed again (SL6, SW7). */
export const filterDifferenceEvents = eventCategory('filterDifference', {
  FilterDifferenceReported: event(
    z.strictObject({
      target: z.strictObject({ kind: z.enum(targetKinds), value: text }),
      scope: z.strictObject({ kind: z.enum(scopeKinds), name: z.string().optional() }),
      found: z.enum(filterFindings),
      /** The change of the log that the filter does not keep to; none where nobody ever asked for one. */
      change: z.guid().optional(),
      noticed: text,
      alert,
      mendBy: moment,
    }),
  ).next(
    z.strictObject({
      target: z.strictObject({ kind: z.enum(targetKinds), value: text }),
      scope: z.strictObject({ kind: z.enum(scopeKinds), name: z.string().optional() }),
      found: z.enum(filterFindings),
      change: z.guid().optional(),
      /** Whether the change is an opening or a block, which may have one id; left out where it was not said yet. */
      direction: z.enum(changeDirections).optional(),
      noticed: text,
      alert,
      mendBy: moment,
    }),
    (older) => ({ ...older, scope: canonicalScope(older.scope) }),
  ),
  /** What is open is on a list of illegal sites (D19). */
  IllegalSiteFoundOpen: event(z.strictObject({ list: z.enum(illegalListCodes) })),
  /** Nobody has confirmed in time that it is mended; who runs the filter is told first, then the head. */
  FilterDifferenceOverdue: event(z.strictObject({ alert, mendBy: moment.optional() })),
  FilterDifferenceMended: event(z.strictObject({ note: text.optional() })),
  /** Somebody else has looked, and the filter was as agreed. */
  FilterFoundAsAgreed: event(z.strictObject({ reason: text })),
});

export type FilterDifferenceEvent = EventOf<typeof filterDifferenceEvents>;
