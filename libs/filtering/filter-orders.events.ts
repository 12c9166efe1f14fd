import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { schoolRoles } from '#libs/people/roles.js';

/** Who or what changes the filter: a technician by hand, or Daybook itself through one of these. */
export const filterAdapters = ['manual', 'webhook', 'squid'] as const;
export type FilterAdapterName = (typeof filterAdapters)[number];

/** What a filter is ordered to do: let a site through and block it again, or block a site and lift that block. */
export const filterSteps = ['letThrough', 'blockAgain', 'block', 'lift'] as const;
export type FilterStep = (typeof filterSteps)[number];

/** How Daybook knows that the filter has done it. */
export const filterProofs = ['answer', 'callback', 'probe', 'export'] as const;
export type FilterProof = (typeof filterProofs)[number];

/** Why an order was not carried out, in words that name nothing of the record. */
export const filterFaults = [
  'notConfigured',
  'unreachable',
  'refused',
  'badAnswer',
  'groupUnknown',
  'kindNotSupported',
  'pageNotVisible',
  'cannotWrite',
  'reloadFailed',
  'stillBlocked',
  'stillOpen',
] as const;
export type FilterFaultCode = (typeof filterFaults)[number];

const moment = z.iso.datetime();
const adapter = z.enum(filterAdapters);
/** The nth order for this change: with the change's id, the key by which a filter knows an order that comes again. */
const number = z.int().positive();

/** The orders that one change of the filter led to (SL6, SW7). The record has the id of the change. */
export const filterOrderEvents = eventCategory('filterOrder', {
  FilterOrderPlaced: event(
    z.strictObject({
      number,
      step: z.enum(filterSteps),
      /** The kind of the change. */
      category: z.enum(['filteringChange', 'filteringBlock']),
      adapter,
    }),
  ).next(
    z.strictObject({
      number,
      step: z.enum(filterSteps),
      category: z.enum(['filteringChange', 'filteringBlock']),
      adapter,
      /** The filter had confirmed it, and then did not have it: it is ordered once more, under a key of its own. */
      again: z.boolean(),
    }),
    (older) => ({ ...older, again: false }),
  ),
  /** The filter has taken the order and will call back. It is sent again if it does not, under the same key. */
  FilterOrderSent: event(z.strictObject({ number, attempt: z.int(), sendAgainAt: moment })),
  FilterOrderFailed: event(
    z.strictObject({ number, attempt: z.int(), fault: z.enum(filterFaults), sendAgainAt: moment }),
  ),
  FilterOrderConfirmed: event(z.strictObject({ number, step: z.enum(filterSteps), how: z.enum(filterProofs) })),
  /** What was ordered is no longer wanted: the request was withdrawn, say, or a technician has done it. */
  FilterOrderDropped: event(z.strictObject({ number })),
});

export type FilterOrderEvent = EventOf<typeof filterOrderEvents>;

/** Who changes a school's filter, and whether the filter is as the log says; one record for each school. */
export const schoolFilterEvents = eventCategory('schoolFilter', {
  FilterAdapterChosen: event(z.strictObject({ adapter, reason: z.string() })).next(
    z.strictObject({ adapter, reason: personal(z.string(), 'record') }),
    (old) => old,
  ),
  /** The filter lacks confirmed changes, has others that nobody ordered, or cannot say what it has. */
  FilterDriftFound: event(
    z.strictObject({
      adapter,
      missing: z.array(z.string()),
      unexpected: z.int().nonnegative(),
      fault: z.enum(filterFaults).optional(),
    }),
  ).next(
    z.strictObject({
      adapter,
      missing: z.array(z.string()),
      /** The filter still has these changes, though it had confirmed their end. */
      lingering: z.array(z.string()),
      unexpected: z.int().nonnegative(),
      fault: z.enum(filterFaults).optional(),
    }),
    (older) => ({ ...older, lingering: [] }),
  ),
  /** A second look has shown the same: what is missing, or lingers, is ordered once more. */
  FilterDriftConfirmed: event(z.strictObject({ adapter, orderAgain: z.array(z.string()), mendBy: moment })),
  /** It has lasted all the same; who runs the filter is told first, then the head. */
  FilterDriftLasting: event(z.strictObject({ alert: z.array(z.enum(schoolRoles)), mendBy: moment.optional() })),
  FilterDriftEnded: event(z.strictObject({ adapter })),
});

export type SchoolFilterEvent = EventOf<typeof schoolFilterEvents>;
