import { scopeKey, widerScopes, type FilterScope } from './filter-scope.js';
import { includes, type FilterTarget } from './filter-target.js';
import { overlapOf } from './filtering-overlap.js';

interface Change {
  readonly target: FilterTarget;
  readonly scope: FilterScope;
}

/** What was let through, from when to when; without an end it is still. */
export interface Opening extends Change {
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** What was blocked, from when until it was lifted. */
export interface Block extends Change {
  readonly blockedAt: Date;
  readonly liftedAt: Date | null;
}

export interface OpenPeriod {
  readonly from: Date;
  readonly to: Date | undefined;
}

/**
 * When people could reach what was let through: a filter puts blocks above openings, whichever came first, so not while
 * all of it was blocked for them (D20, SW7).
 *
 * @param forWhom whom the opening reaches; left out, all of them
 */
export function openPeriods(
  opening: Opening,
  blocks: readonly Block[],
  forWhom: FilterScope = opening.scope,
): OpenPeriod[] {
  const end = opening.closedAt?.getTime() ?? Infinity;
  const closed = blocks
    .filter((block) => closes(block, opening, forWhom))
    .map(({ blockedAt, liftedAt }) => [blockedAt.getTime(), liftedAt?.getTime() ?? Infinity] as const)
    .sort(([one], [other]) => one - other);
  const periods: OpenPeriod[] = [];
  let from = opening.openedAt.getTime();
  for (const [blocked, lifted] of [...closed, [end, Infinity] as const]) {
    const to = Math.min(blocked, end);
    if (from < to) periods.push({ from: new Date(from), to: to === Infinity ? undefined : new Date(to) });
    from = Math.max(from, lifted);
  }
  return periods;
}

/** Whether the block is above a part of the opening: some pages, some people, or what a category may hold. */
export const narrows = (block: Block, opening: Opening, forWhom: FilterScope = opening.scope): boolean => {
  const reach = { target: opening.target, scope: forWhom };
  const share = overlapOf(reach, block) ?? overlapOf(block, reach);
  return share !== undefined && !closes(block, opening, forWhom);
};

const closes = (block: Change, { target }: Change, forWhom: FilterScope): boolean =>
  covers(block.target, target) && holdsFor(block.scope, forWhom);

/** What is blocked at one port, or without TLS, is open at the other. */
const covers = (blocked: FilterTarget, open: FilterTarget): boolean =>
  includes(blocked, open) && (blocked.kind !== 'url' || new URL(blocked.value).origin === new URL(open.value).origin);

const holdsFor = (scope: FilterScope, forWhom: FilterScope): boolean =>
  scopeKey(scope) === scopeKey(forWhom) || widerScopes[forWhom.kind].includes(scope.kind);
