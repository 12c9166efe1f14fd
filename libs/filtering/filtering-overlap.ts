import { parse as parseHost } from 'tldts';
import {
  scopeKey,
  scopeKinds,
  widerScopes,
  type ChangeDirection,
  type FilterScope,
  type ScopeKind,
} from './filter-scope.js';
import { includes, type FilterTarget } from './filter-target.js';

/** How another change lies to the one that is asked for. What a category holds only the filter knows. */
export const overlapKinds = ['same', 'wider', 'narrower', 'perhaps'] as const;
export type OverlapKind = (typeof overlapKinds)[number];

/** Where the other change stands: what is over does not overlap. */
export const statusesUnderWay = [
  'requested',
  'informationAsked',
  'agreed',
  'open',
  'reblockOrdered',
  'blockedInEmergency',
  'blocked',
  'refused',
] as const;
export type StatusUnderWay = (typeof statusesUnderWay)[number];

/** Another change under way for some of the same people and the same site. */
export interface FilteringOverlap {
  readonly change: string;
  readonly direction: ChangeDirection;
  readonly how: OverlapKind;
  readonly status: StatusUnderWay;
}

interface Reach {
  readonly target: FilterTarget;
  readonly scope: FilterScope;
  /** From when to when it is let through; a block, and what is past its end and not blocked again, has no end. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** How `other` lies to what is asked for; undefined where they have nobody, no time or no site in common. */
export function overlapOf(asked: Reach, other: Reach): OverlapKind | undefined {
  if (!shareSomebody(asked.scope, other.scope) || isOverBefore(asked, other) || isOverBefore(other, asked))
    return undefined;
  const [wide, narrow] = [includes(other.target, asked.target), includes(asked.target, other.target)];
  if (wide || narrow) return wide && narrow ? 'same' : wide ? 'wider' : 'narrower';
  return !isSite(asked.target) || isSite(other.target) ? undefined : 'perhaps';
}

/** The kinds of group in which there may be somebody of this one. */
export const scopesSharing = (kind: ScopeKind): readonly ScopeKind[] =>
  scopeKinds.filter((other) => other === kind || isWithin(kind, other) || isWithin(other, kind));

const isWithin = (narrow: ScopeKind, wide: ScopeKind): boolean => widerScopes[narrow].includes(wide);

/** Whether a pupil is in two classes at once nobody here knows; a class is in the whole school, though. */
const shareSomebody = (one: FilterScope, other: FilterScope): boolean =>
  one.kind === other.kind
    ? scopeKey(one) === scopeKey(other)
    : isWithin(one.kind, other.kind) || isWithin(other.kind, one.kind);

const isOverBefore = ({ until }: Reach, { from }: Reach): boolean =>
  until !== undefined && from !== undefined && until <= from;

const isSite = ({ kind }: FilterTarget): boolean => kind === 'url' || kind === 'domain';

/** What two sites must have in common to overlap: the name under which their owner registered them. */
export function placeOf(target: FilterTarget): string {
  if (!isSite(target)) return 'categories';
  const host = target.kind === 'url' ? new URL(target.value).hostname : target.value;
  return `site ${parseHost(host, { allowPrivateDomains: true }).domain ?? host}`;
}

/** Where else changes stand that may overlap with it. */
export const otherPlacesOf = (target: FilterTarget): readonly string[] => (isSite(target) ? ['categories'] : []);
