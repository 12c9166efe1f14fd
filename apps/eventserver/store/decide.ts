import { rememberedIds, type StreamState } from './stream-state.js';
import type { ExpectedRevision } from './event-log.js';

export type AppendDecision =
  | { readonly kind: 'write' }
  | { readonly kind: 'repeated'; readonly revision: number }
  | { readonly kind: 'wrong-revision' }
  | { readonly kind: 'deleted' }
  /** The ids of the revisions from here up to the remembered ones have to be looked up first. */
  | { readonly kind: 'recent-ids-needed'; readonly from: number }
  /** The ids of as many revisions as there are events, from here on, have to be looked up first. */
  | { readonly kind: 'following-ids-needed'; readonly from: number };

const write: AppendDecision = { kind: 'write' };
const wrong: AppendDecision = { kind: 'wrong-revision' };
const deleted: AppendDecision = { kind: 'deleted' };

/**
 * Whether events may be appended: every cell of expected revision, stream state and event ids as EventStoreDB
 * answers it (see test/conformance/recorded).
 */
export function decideAppend(
  state: StreamState,
  expected: ExpectedRevision,
  ids: readonly string[],
  following?: readonly (string | undefined)[],
): AppendDecision {
  const softDeleted = isSoftDeleted(state);
  if (state.tombstoned) return deleted;
  if (expected === 'stream_exists' && softDeleted) return deleted;
  if (state.head < 0) return expected === 'any' || expected === 'no_stream' || isThere(state, expected) ? write : wrong;
  if (expected === 'any' || expected === 'stream_exists') return decideByKnownIds(state, ids);
  if (expected === state.head) return write;
  if (expected !== 'no_stream' && expected > state.head) return wrong;
  const after = expected === 'no_stream' ? -1 : expected;
  if (ids.length === 0) return wrong;
  const there = state.ids.first <= after + 1 ? ids.map((_, index) => state.ids.at(after + 1 + index)) : following;
  if (there === undefined) return { kind: 'following-ids-needed', from: after + 1 };
  return decideByIdsThatFollow(after, ids, there, softDeleted);
}

/** A stream that has metadata exists, though it has no event. */
const isThere = ({ metadata }: StreamState, expected: ExpectedRevision): boolean =>
  expected === 'stream_exists' && metadata.written;

export const isSoftDeleted = (state: StreamState): boolean => state.metadata.softDeleted && state.head >= 0;

/** Without an exact revision the ids tell: a first id that is known makes this a repeat, which must then be whole. */
function decideByKnownIds(state: StreamState, ids: readonly string[]): AppendDecision {
  const from = Math.max(0, state.head + 1 - rememberedIds);
  if (state.ids.first > from && ids.length > 0) return { kind: 'recent-ids-needed', from };
  const [first] = ids;
  if (first === undefined || state.ids.revisionOf(first) === undefined) return write;
  let last = -1;
  for (const id of ids) {
    const revision = state.ids.revisionOf(id);
    if (revision === undefined || revision <= last) return wrong;
    last = revision;
  }
  return { kind: 'repeated', revision: last };
}

/** Below the head an append can only be a repeat: the same ids must stand right after the expected revision. */
function decideByIdsThatFollow(
  after: number,
  ids: readonly string[],
  there: readonly (string | undefined)[],
  softDeleted: boolean,
): AppendDecision {
  const difference = ids.findIndex((id, index) => there[index] !== id);
  if (difference === -1) return { kind: 'repeated', revision: after + ids.length };
  // A soft-deleted stream may be begun again as if it were new, unless this looks like a torn repeat.
  return softDeleted && after === -1 && difference === 0 ? write : wrong;
}

export type RemovalDecision = 'write' | 'wrong-revision' | 'deleted';

/** Whether a stream may be deleted or tombstoned; only a tombstone may be put on a stream of which there is nothing. */
export function decideRemoval(
  state: StreamState,
  expected: ExpectedRevision,
  how: 'delete' | 'tombstone',
): RemovalDecision {
  if (state.tombstoned) return 'deleted';
  const softDeleted = isSoftDeleted(state);
  if (expected === 'stream_exists' && softDeleted) return 'deleted';
  if (state.head < 0) {
    const isAsExpected = expected === 'any' || expected === 'no_stream' || isThere(state, expected);
    return isAsExpected && (how === 'tombstone' || state.metadata.written) ? 'write' : 'wrong-revision';
  }
  if (expected === 'any' || expected === 'stream_exists' || expected === state.head) return 'write';
  return expected === 'no_stream' && softDeleted ? 'write' : 'wrong-revision';
}
