import { Field, ObjectType } from '@nestjs/graphql';
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
}

const approvals: readonly string[] = ['UnblockAgreed', 'ExtensionAgreed'];

/** The opening as it stood at a moment: an extension that was agreed later does not count. */
export function openingOf(change: FilteringChangeLogEntry, at: string): FilterOpening {
  const approval = change.steps.findLast((step) => approvals.includes(step.what) && step.at <= at);
  if (!approval) throw new Error('an opening without an approval stands in the log');
  return { change, approvedBy: approval.who, approvedRole: approval.role, approvedAt: approval.at };
}
