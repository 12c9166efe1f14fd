import { status } from '@grpc/grpc-js';
import { appendTooLarge, CallError, malformed } from './call-error.js';
import type { BatchAppendReq, UUID } from './protocol.js';
import { proposedEventOf, uuidOf } from './requests.js';
import type { ProposedEvent } from './store/event-log.js';

type BatchRequest = InstanceType<typeof BatchAppendReq>;
type Options = InstanceType<typeof BatchAppendReq.Options>;

/** Bounds on what one call may hold in memory here: so many appends, and each for so long, as in EventStoreDB. */
const mostUnfinished = 1_000;
const longestMs = 2_000;

/** An append under way: its options came with the first of its fragments. */
export interface Unfinished {
  readonly correlation: InstanceType<typeof UUID> | undefined;
  readonly options: Options;
  readonly events: ProposedEvent[];
  /** When the client gives up (ms since 1970). */
  readonly deadline: number;
  size: number;
  /** What was wrong with a fragment; it is answered when the last one has come. */
  refusal: Error | undefined;
  /** Its fragments had not all come in time. */
  expired: boolean;
  expiry: NodeJS.Timeout | undefined;
}

/** The appends of one call of which not all fragments have come. */
export class UnfinishedAppends {
  private readonly appends = new Map<string, Unfinished>();
  /** What still comes of these has been answered already. */
  private readonly expired = new Set<string>();

  /** `finish` is given every append once: when it is complete, or when its time is over. */
  constructor(
    private readonly mostBytes: number,
    private readonly finish: (append: Unfinished) => void,
  ) {}

  add(message: BatchRequest): void {
    const id = uuidOf(message.getCorrelationId());
    const last = message.getIsFinal();
    const known = this.appends.get(id);
    if (known === undefined && message.getOptions() === undefined && this.expired.has(id)) {
      if (last) this.expired.delete(id);
      return;
    }
    const append = known ?? begun(message);
    this.addEvents(append, message);
    if (last) {
      this.appends.delete(id);
      clearTimeout(append.expiry);
      this.finish(append);
    } else if (known === undefined) this.keep(id, append);
  }

  clear(): void {
    for (const { expiry } of this.appends.values()) clearTimeout(expiry);
    this.appends.clear();
  }

  private keep(id: string, append: Unfinished): void {
    if (this.appends.size >= mostUnfinished)
      throw new CallError(status.RESOURCE_EXHAUSTED, `${mostUnfinished} unfinished appends on one call are enough.`);
    this.appends.set(id, append);
    append.expiry = setTimeout(
      () => this.expire(id, append),
      Math.min(longestMs, Math.max(0, append.deadline - Date.now())),
    );
  }

  private expire(id: string, append: Unfinished): void {
    this.appends.delete(id);
    if (this.expired.size >= mostUnfinished) this.expired.clear();
    this.expired.add(id);
    append.events.length = 0;
    append.expired = true;
    this.finish(append);
  }

  private addEvents(append: Unfinished, message: BatchRequest): void {
    if (append.refusal !== undefined) return;
    try {
      for (const proposed of message.getProposedMessagesList()) {
        const event = proposedEventOf(proposed);
        append.size += event.data.length;
        if (append.size > this.mostBytes) throw appendTooLarge(this.mostBytes);
        append.events.push(event);
      }
    } catch (error) {
      append.refusal = error instanceof Error ? error : new Error(String(error));
      append.events.length = 0;
    }
  }
}

function begun(message: BatchRequest): Unfinished {
  const options = message.getOptions();
  if (options === undefined) throw malformed('The first message of an append carries its options.');
  const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity;
  // A time that is none is no deadline.
  const usable = Number.isNaN(deadline) ? Infinity : deadline;
  return {
    correlation: message.getCorrelationId(),
    options,
    events: [],
    deadline: usable,
    size: 0,
    refusal: undefined,
    expired: usable <= Date.now(),
    expiry: undefined,
  };
}
