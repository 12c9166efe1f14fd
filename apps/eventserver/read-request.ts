import { compileFilterSpec, filterSpecOf, type EventFilter, type FilterSpec } from './filter.js';
import { invalid, malformed } from './call-error.js';
import type { MayRead } from './links.js';
import { ReadReq } from './protocol.js';
import { revisionOf, streamNameOf } from './requests.js';
import type { Direction } from './store/event-log.js';

/** A request of Streams.Read, taken apart and checked. */
type Options = InstanceType<typeof ReadReq.Options>;

/** A place in $all: an event's position, which a subscription excludes and a read includes. */
export interface AllPosition {
  readonly commit: number;
  /** Below the commit position when the event at it has not been seen, only looked past. */
  readonly seen: boolean;
}

export type ReadSource =
  | { readonly kind: 'stream'; readonly stream: string; readonly from: number | 'start' | 'end' }
  | { readonly kind: 'all'; readonly from: AllPosition | 'start' | 'end' };

export interface ReadRequest {
  readonly source: ReadSource;
  readonly direction: Direction;
  /** Undefined for a subscription. */
  readonly count: number | undefined;
  readonly filter: FilterRequest | undefined;
  readonly resolveLinks: boolean;
  readonly structuredIds: boolean;
  /** Whether the client understands the first and last position of a stream. */
  readonly tellsStreamPositions: boolean;
  readonly mayRead?: MayRead | undefined;
}

export interface FilterRequest {
  readonly spec: FilterSpec;
  readonly matches: EventFilter;
  /** A catch-up subscription looks at as many events at a time, and counts them together. */
  readonly window: number;
  /** A checkpoint is due after as many events. */
  readonly checkpointEvery: number;
}

const defaultWindow = 32;
const maxUint64 = 2n ** 64n - 1n;

export function readRequestOf(request: InstanceType<typeof ReadReq>): ReadRequest {
  const options = request.getOptions();
  if (options === undefined) throw malformed('The request has no options.');
  const direction = options.getReadDirection() === ReadReq.Options.ReadDirection.FORWARDS ? 'forwards' : 'backwards';
  const source = sourceOf(options);
  refuseCombinations(options, direction);
  const ids = options.getUuidOption();
  if (ids === undefined) throw invalid("'None' is not a valid uuid option of ReadReq");
  return {
    source,
    direction,
    count: options.hasSubscription() ? undefined : Number(options.getCount()),
    filter: filterOf(options),
    resolveLinks: options.getResolveLinks(),
    structuredIds: ids.hasStructured(),
    tellsStreamPositions: (options.getControlOption()?.getCompatibility() ?? 0) >= 1,
  };
}

function refuseCombinations(options: Options, direction: Direction): void {
  const what = options.hasStream() ? 'Stream' : 'All';
  const how = options.hasSubscription() ? 'Subscription' : 'Count';
  const filter = options.hasFilter() ? 'Filter' : 'NoFilter';
  if (!options.hasSubscription() && !options.hasCount())
    throw invalid(`The combination of (${what}, None) is invalid.`);
  if ((what === 'Stream' && filter === 'Filter') || (how === 'Subscription' && direction === 'backwards'))
    throw invalid(
      `The combination of (${what}, ${how}, ${direction === 'forwards' ? 'Forwards' : 'Backwards'}, ${filter}) is invalid.`,
    );
}

function sourceOf(options: Options): ReadSource {
  const stream = options.getStream();
  if (stream !== undefined) {
    const name = streamNameOf(stream.getStreamIdentifier());
    if (stream.hasStart()) return { kind: 'stream', stream: name, from: 'start' };
    if (stream.hasEnd() || BigInt(stream.getRevision()) === maxUint64)
      return { kind: 'stream', stream: name, from: 'end' };
    return { kind: 'stream', stream: name, from: revisionOf(stream.getRevision()) };
  }
  const all = options.getAll();
  if (all === undefined) throw malformed('The request names neither a stream nor $all.');
  if (all.hasStart()) return { kind: 'all', from: 'start' };
  const position = all.getPosition();
  if (all.hasEnd() || position === undefined) return { kind: 'all', from: 'end' };
  const [commit, prepare] = [BigInt(position.getCommitPosition()), BigInt(position.getPreparePosition())];
  if (commit === maxUint64) return { kind: 'all', from: 'end' };
  if (prepare > commit) throw malformed('The prepare position is beyond the commit position.');
  return { kind: 'all', from: { commit: revisionOf(String(commit)), seen: prepare === commit } };
}

function filterOf(options: Options): FilterRequest | undefined {
  const filter = options.getFilter();
  if (filter === undefined) return undefined;
  if (!filter.hasMax() && !filter.hasCount()) throw invalid("'None' is not a valid window of a filter");
  const window = filter.hasMax() ? filter.getMax() : defaultWindow;
  // A read that is no subscription has no checkpoints, and every .NET client sends a multiplier of 0 with it.
  const multiplier = options.hasSubscription() ? filter.getCheckpointintervalmultiplier() : 1;
  const checkpointEvery = multiplier * window;
  if (checkpointEvery === 0) throw malformed('A filter needs a window and a checkpoint interval above 0.');
  const spec = filterSpecOf(filter);
  return { spec, matches: compileFilterSpec(spec), window, checkpointEvery };
}
