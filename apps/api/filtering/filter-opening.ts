import { Field, ObjectType } from '@nestjs/graphql';
import type { FilterScope, ScopeKind } from '#libs/filtering/filter-scope.js';
import type { Block, Opening } from '#libs/filtering/open-time.js';
import { FilteringChangeLogEntry } from '#projections/filtering/filtering-change-log.js';

@ObjectType({ description: 'A site that was let through at a moment, and by whose approval.' })
export class FilterOpening {
  @Field(() => FilteringChangeLogEntry)
  change: FilteringChangeLogEntry;

  @Field(() => String, { description: 'Who had agreed it by then.' })
  approvedBy: string;

  @Field(() => String)
  approvedRole: string;

  @Field(() => String)
  approvedAt: string;

  @Field(() => [FilteringChangeLogEntry], {
    description: 'Blocks above a part of it at that moment: some pages, some people, or what a category may hold.',
  })
  narrowedBy: readonly FilteringChangeLogEntry[];
}

const approvals: readonly string[] = ['UnblockAgreed', 'ExtensionAgreed'];

/** The opening as it stood at a moment: an extension that was agreed later does not count. */
export function openingOf(
  change: FilteringChangeLogEntry,
  at: string,
  narrowedBy: readonly FilteringChangeLogEntry[] = [],
): FilterOpening {
  const approval = change.steps.findLast((step) => approvals.includes(step.what) && step.at <= at);
  if (!approval) throw new Error('an opening without an approval stands in the log');
  return { change, approvedBy: approval.who, approvedRole: approval.role, approvedAt: approval.at, narrowedBy };
}

type Placed = Pick<FilteringChangeLogEntry, 'target' | 'targetKind' | 'scopeKind' | 'scopeName'>;

const placeOf = ({ targetKind, target, scopeKind, scopeName }: Placed) => ({
  target: { kind: targetKind, value: target },
  scope: { kind: scopeKind as ScopeKind, ...(scopeName !== null && { name: scopeName }) } satisfies FilterScope,
});

export function openTimeOf(entry: Placed & Pick<FilteringChangeLogEntry, 'openedAt' | 'closedAt'>): Opening {
  const { openedAt, closedAt } = entry;
  if (openedAt === null) throw new Error('what was never let through has no time in which it was open');
  return { ...placeOf(entry), openedAt, closedAt };
}

export function blockTimeOf(entry: Placed & Pick<FilteringChangeLogEntry, 'blockedAt' | 'liftedAt'>): Block {
  const { blockedAt, liftedAt } = entry;
  if (blockedAt === null) throw new Error('what was never blocked has no time in which it was');
  return { ...placeOf(entry), blockedAt, liftedAt };
}
