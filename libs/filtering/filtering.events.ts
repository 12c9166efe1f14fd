import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { canonicalScope, changeDirections, scopeKinds, targetKinds, type FilterScope } from './filter-scope.js';
import { overlapKinds, statusesUnderWay } from './filtering-overlap.js';
import { hashDigits, illegalListCodes } from './illegal-sites.js';

/** A moment of the school's own, not of the recording: ISO 8601 in UTC. */
const moment = z.iso.datetime();
/** Free text may name a child, so it is sealed under the record's own key. */
const text = personal(z.string(), 'record');

const target = z.strictObject({ kind: z.enum(targetKinds), value: text });
/** The school's template that a request was made from, in the version its sender saw. */
const template = z.strictObject({ id: z.guid(), version: z.int().positive() });
const overlaps = z.strictObject({
  overlaps: z.array(
    z.strictObject({
      change: z.guid(),
      direction: z.enum(changeDirections),
      how: z.enum(overlapKinds),
      status: z.enum(statusesUnderWay),
    }),
  ),
});
const scope = z.strictObject({ kind: z.enum(scopeKinds), name: z.string().optional() });

/** An event from the time when a group was written as somebody typed it. */
const inOneWay = <E extends { readonly scope: FilterScope }>(older: E) => ({
  ...older,
  scope: canonicalScope(older.scope),
});

/** Nobody has made in time what was agreed, or lifted what was refused; `implementBy` is when that is looked at again. */
const notMade = event(z.strictObject({ implementBy: moment }));

/** The life of one opening of the web filter (SL6, SW7), from the request to the proof that it was undone. */
export const filteringChangeEvents = eventCategory('filteringChange', {
  UnblockRequested: event(
    z.strictObject({
      target: z.strictObject({ kind: z.enum(['url', 'domain', 'category']), value: text }),
      scope: z.strictObject({
        kind: z.enum(['pupilGroup', 'yearGroup', 'allPupils', 'staff', 'everyone']),
        name: z.string().optional(),
      }),
      studyPurpose: text,
      reason: text,
      until: moment,
    }),
  )
    .next(
      z.strictObject({
        target,
        scope,
        studyPurpose: text,
        reason: text,
        /** A permanent opening ends as well: at its review, unless two people agree to a further time. */
        permanent: z.boolean(),
        until: moment,
      }),
      (older) => ({ ...older, permanent: false }),
    )
    .next(
      z.strictObject({
        target,
        scope,
        studyPurpose: text,
        reason: text,
        permanent: z.boolean(),
        until: moment,
        template: template.optional(),
      }),
      (older) => older,
    )
    .next(
      z.strictObject({
        target,
        scope,
        studyPurpose: text,
        reason: text,
        permanent: z.boolean(),
        /** Before it nothing is let through; left out, the opening begins when it is agreed. */
        from: moment.optional(),
        until: moment,
        template: template.optional(),
      }),
      (older) => older,
    )
    .next(
      /** From here on a group is written in one way; those from before are read so. */
      z.strictObject({
        target,
        scope,
        studyPurpose: text,
        reason: text,
        permanent: z.boolean(),
        from: moment.optional(),
        until: moment,
        template: template.optional(),
      }),
      inOneWay,
    ),
  /** What else was under way for the same site and people when it was asked for. */
  OverlapsFound: event(overlaps),
  MoreInformationAsked: event(z.strictObject({ question: text })),
  MoreInformationGiven: event(z.strictObject({ answer: text })),
  UnblockRequestWithdrawn: event(z.strictObject({ reason: text })),
  /** The first of the two agreements that a permanent opening needs; `UnblockAgreed` is always the last one. */
  UnblockFirstAgreed: event(z.strictObject({ reason: text })),
  UnblockAgreed: event(z.strictObject({ reason: text })).next(
    z.strictObject({
      reason: text,
      /** The start that was asked for. */
      from: moment.optional(),
      /** By when it is made, from then on; left out where it was agreed before there was such a time. */
      implementBy: moment.optional(),
    }),
    (older) => older,
  ),
  /** The moment that was agreed has come, and a technician makes the change. */
  UnblockDue: event(z.strictObject({ implementBy: moment })).next(
    // Who makes the change that is now due: a technician is told, the filter gets an order.
    z.strictObject({ implementBy: moment, madeBy: z.enum(['technician', 'filter']) }),
    (old) => ({ ...old, madeBy: 'technician' as const }),
  ),
  ImplementationOverdue: notMade,
  ImplementationEscalated: notMade,
  /** The time that was asked for is over, and nothing was let through in it. */
  UnblockLapsed: event(z.strictObject({})),
  UnblockDeclined: event(z.strictObject({ reason: text })),
  SiteUnblocked: event(z.strictObject({ until: moment })),
  ExtensionRequested: event(z.strictObject({ until: moment, reason: text })),
  ExtensionFirstAgreed: event(z.strictObject({ reason: text })),
  ExtensionAgreed: event(z.strictObject({ until: moment, reason: text })),
  ExtensionDeclined: event(z.strictObject({ reason: text })),
  ReblockOrdered: event(z.strictObject({ confirmBy: moment })),
  ReblockOverdue: event(z.strictObject({ confirmBy: moment })),
  ReblockEscalated: event(z.strictObject({ confirmBy: moment })),
  SiteReblocked: event(z.strictObject({ note: text.optional() })),
  /** Somebody asked for a site that is on a list of illegal ones, agreed to it, or was about to let it through; or a list came to name it (D19). */
  IllegalSiteRefused: event(z.strictObject({ target, list: z.enum(illegalListCodes) })),
  /** A list that came later names a site that is open (D19). */
  OpenSiteFoundIllegal: event(z.strictObject({ list: z.enum(illegalListCodes) })),
});

export type FilteringChangeEvent = EventOf<typeof filteringChangeEvents>;

/** The life of one further block of the web filter: agreed before it is made (SW7), or in an emergency right after. */
export const filteringBlockEvents = eventCategory('filteringBlock', {
  BlockRequested: event(z.strictObject({ target, scope, reason: text }))
    .next(z.strictObject({ target, scope, reason: text, template: template.optional() }), (older) => older)
    .next(
      z.strictObject({
        target,
        scope,
        reason: text,
        template: template.optional(),
        /** By when somebody answers; left out where it was asked for before there was such a time. */
        answerBy: moment.optional(),
      }),
      (older) => older,
    )
    .next(
      z.strictObject({
        target,
        scope,
        reason: text,
        template: template.optional(),
        answerBy: moment.optional(),
      }),
      inOneWay,
    ),
  /** Nobody has answered in time, though the site is let through meanwhile; `answerBy` is when that is looked at again. */
  BlockRequestUnanswered: event(z.strictObject({ answerBy: moment })),
  BlockRequestEscalated: event(z.strictObject({ answerBy: moment })),
  OverlapsFound: event(overlaps),
  BlockRequestWithdrawn: event(z.strictObject({ reason: text })),
  BlockAgreed: event(z.strictObject({ reason: text })).next(
    /** By when it is made; left out where it was agreed before there was such a time. */
    z.strictObject({ reason: text, implementBy: moment.optional() }),
    (older) => older,
  ),
  ImplementationOverdue: notMade,
  ImplementationEscalated: notMade,
  BlockDeclined: event(z.strictObject({ reason: text })),
  SiteBlocked: event(z.strictObject({})),
  SiteBlockedInEmergency: event(z.strictObject({ target, scope, reason: text, agreeBy: moment })).next(
    z.strictObject({ target, scope, reason: text, agreeBy: moment }),
    inOneWay,
  ),
  EmergencyBlockAgreed: event(z.strictObject({ reason: text })),
  EmergencyBlockRefused: event(z.strictObject({ reason: text })).next(
    /** By when it is lifted; left out where it was refused before there was such a time. */
    z.strictObject({ reason: text, implementBy: moment.optional() }),
    (older) => older,
  ),
  EmergencyBlockOverdue: event(z.strictObject({ agreeBy: moment })),
  /** Somebody asks that a block be lifted which has done its work; another agrees, and it is lifted as a refused one is. */
  BlockLiftingRequested: event(z.strictObject({ reason: text })),
  BlockLiftingAgreed: event(z.strictObject({ reason: text, implementBy: moment })),
  BlockLiftingDeclined: event(z.strictObject({ reason: text })),
  BlockLifted: event(z.strictObject({ note: text.optional() })),
});

export type FilteringBlockEvent = EventOf<typeof filteringBlockEvents>;

const hashes = z.array(
  z
    .string()
    .length(hashDigits)
    .regex(/^[0-9a-f]+$/)
    .meta({ examples: ['ab'.repeat(hashDigits / 2)] }),
);

const listChange = {
  list: z.enum(illegalListCodes),
  edition: z.string(),
  added: hashes,
  removed: hashes,
  entries: z.int().nonnegative(),
};

/** The SHA-256 of all hashes of the edition; left out where it came before that was noted. */
const contents = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ examples: ['ab'.repeat(32)] })
  .optional();

/** The lists of illegal sites that a school holds (D19): only hashes, and of each edition only what changed. */
export const illegalListEvents = eventCategory('illegalList', {
  IllegalListUpdated: event(z.strictObject(listChange)).next(
    z.strictObject({ ...listChange, contents }),
    (older) => older,
  ),
  /** An edition with which too much of the list would go: it takes effect when a second person agrees. */
  IllegalListHeldBack: event(z.strictObject(listChange)).next(
    z.strictObject({ ...listChange, contents }),
    (older) => older,
  ),
});

export type IllegalListEvent = EventOf<typeof illegalListEvents>;
