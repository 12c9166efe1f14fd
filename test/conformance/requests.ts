import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsServices from '@eventstore/db-client/generated/streams_grpc_pb.js';
import S from '@eventstore/db-client/generated/streams_pb.js';
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { randomUUID } from 'node:crypto';
import type { Answer, CallOptions, CallStatus, Definition, Json, OpenCall, Received, Wire } from './wire.js';

/** Requests of the streams service, and the short forms in which most of their outcomes are recorded. */
export interface Proposed {
  readonly id: string;
  readonly type: string | undefined;
  readonly contentType: string | undefined;
  readonly data: string | Uint8Array;
  readonly metadata?: string;
}
export type Expected = 'any' | 'no_stream' | 'stream_exists' | 'none' | number;
export interface From {
  readonly commit: string | bigint;
  readonly prepare: string | bigint;
}
export interface FilterSpec {
  readonly on: 'type' | 'stream';
  readonly prefixes?: readonly string[] | undefined;
  readonly regex?: string | undefined;
  readonly interval?: number;
  /** 0 asks for the server's own, null leaves it out. */
  readonly window?: number | null;
}
export interface ReadSpec {
  readonly stream?: string;
  /** `start`, `end`, a revision, or a position of $all. */
  readonly from: string | number | From;
  readonly back?: boolean;
  readonly count?: number | undefined;
  readonly resolve?: boolean;
  readonly subscribe?: boolean;
  readonly filter?: FilterSpec;
  readonly structured?: boolean;
  readonly noUuid?: boolean;
  readonly compatibility?: number | undefined;
}

const E = (): InstanceType<typeof shared.Empty> => new shared.Empty();
const base64 = (data: string | Uint8Array): string => Buffer.from(data).toString('base64');
export const identifier = (name: string): InstanceType<typeof shared.StreamIdentifier> =>
  new shared.StreamIdentifier().setStreamName(base64(name));
const uuid = (id: string): InstanceType<typeof shared.UUID> => new shared.UUID().setString(id);

export const definitions = streamsServices.StreamsService as unknown as Record<
  'read' | 'append' | 'batchAppend' | 'delete' | 'tombstone',
  Definition
>;

interface ProposedMessage {
  setId(id: ReturnType<typeof uuid>): unknown;
  getMetadataMap(): { set(name: string, value: string): unknown };
  setData(data: string): unknown;
  setCustomMetadata(data: string): unknown;
}
function fill<Message extends ProposedMessage>(message: Message, event: Proposed): Message {
  message.setId(uuid(event.id));
  if (event.type !== undefined) message.getMetadataMap().set('type', event.type);
  if (event.contentType !== undefined) message.getMetadataMap().set('content-type', event.contentType);
  message.setData(base64(event.data));
  if (event.metadata !== undefined) message.setCustomMetadata(base64(event.metadata));
  return message;
}

interface ExpectedFields<Empty> {
  setAny(empty: Empty): unknown;
  setNoStream(empty: Empty): unknown;
  setStreamExists(empty: Empty): unknown;
}
function expect<Empty, Options extends ExpectedFields<Empty>>(
  options: Options,
  expected: Expected,
  setRevision: (revision: string) => unknown,
  empty: () => Empty,
): Options {
  if (expected === 'any') options.setAny(empty());
  else if (expected === 'no_stream') options.setNoStream(empty());
  else if (expected === 'stream_exists') options.setStreamExists(empty());
  else if (expected !== 'none') setRevision(String(expected));
  return options;
}

/** What one run asks of a server; every name it uses begins with its prefix. */
export class Requests {
  constructor(
    readonly wire: Wire,
    readonly prefix: string,
  ) {}

  stream(name: string): string {
    return `${this.prefix}-${name}`;
  }

  event(fields: Partial<Proposed> = {}): Proposed {
    return {
      id: randomUUID(),
      type: `${this.prefix}Type`,
      contentType: 'application/json',
      data: '{"n":1}',
      ...fields,
    };
  }

  appendMessages(name: string | undefined, expected: Expected, events: readonly Proposed[]): unknown[] {
    const options = new S.AppendReq.Options();
    if (name !== undefined) options.setStreamIdentifier(identifier(name));
    expect(options, expected, (revision) => options.setRevision(revision), E);
    const proposals = events.map((event) =>
      new S.AppendReq().setProposedMessage(fill(new S.AppendReq.ProposedMessage(), event)),
    );
    return [new S.AppendReq().setOptions(options), ...proposals];
  }

  append(
    name: string | undefined,
    expected: Expected,
    events: readonly Proposed[],
    options?: CallOptions,
  ): Promise<Answer> {
    return this.wire.clientStream(definitions.append, this.appendMessages(name, expected, events), options);
  }

  batchRequest(
    name: string,
    expected: Expected,
    events: readonly Proposed[],
    { correlation = randomUUID(), final = true, options: withOptions = true, deadline }: BatchFields = {},
  ): unknown {
    const message = new S.BatchAppendReq().setCorrelationId(uuid(correlation)).setIsFinal(final);
    message.setProposedMessagesList(events.map((event) => fill(new S.BatchAppendReq.ProposedMessage(), event)));
    if (!withOptions) return message;
    const options = new S.BatchAppendReq.Options().setStreamIdentifier(identifier(name));
    expect(
      options,
      expected,
      (revision) => options.setStreamPosition(revision),
      () => new emptyMessages.Empty(),
    );
    if (deadline !== undefined) options.setDeadline(deadline);
    return message.setOptions(options);
  }

  /** One batch on a call of its own: its reply, or how the call ended. */
  async batch(
    name: string,
    expected: Expected,
    events: readonly Proposed[],
    { max = 5_000, ...fields }: BatchFields & { max?: number } = {},
  ): Promise<Answer | Received> {
    const call = this.wire.duplex(definitions.batchAppend);
    call.write(this.batchRequest(name, expected, events, fields));
    const received = await call.settle({ quiet: 0, max });
    call.cancel();
    return received.messages.length === 1 && received.end === undefined ? { ok: received.messages[0] } : received;
  }

  read(spec: ReadSpec, options?: CallOptions): Promise<Received> {
    return this.wire.serverStream(definitions.read, readRequest(spec), options).collect();
  }

  subscribe(spec: ReadSpec, options?: CallOptions): OpenCall {
    return this.wire.serverStream(definitions.read, readRequest({ ...spec, subscribe: true }), options);
  }

  delete(name: string, expected: Expected = 'any', options?: CallOptions): Promise<Answer> {
    const message = new S.DeleteReq.Options().setStreamIdentifier(identifier(name));
    expect(message, expected, (revision) => message.setRevision(revision), E);
    return this.wire.unary(definitions.delete, new S.DeleteReq().setOptions(message), options);
  }

  tombstone(name: string, expected: Expected = 'any'): Promise<Answer> {
    const message = new S.TombstoneReq.Options().setStreamIdentifier(identifier(name));
    expect(message, expected, (revision) => message.setRevision(revision), E);
    return this.wire.unary(definitions.tombstone, new S.TombstoneReq().setOptions(message));
  }

  setMetadata(name: string, metadata: unknown, expected: Expected = 'any'): Promise<Answer> {
    const data = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
    return this.append(`$$${name}`, expected, [this.event({ type: '$metadata', data })]);
  }

  /** The events of a stream as `revision:id`, or how the read ended. */
  async contents(name: string): Promise<Json> {
    const { messages, end } = await this.read({ stream: name, from: 'start' });
    if (end?.code !== 'OK') return end?.code;
    return messages
      .map((message) => message as ReadMessage)
      .filter((message) => message.event !== undefined || message.streamNotFound !== undefined)
      .map(({ event }) =>
        event === undefined ? 'streamNotFound' : `${event.event?.streamRevision}:${event.event?.id.string}`,
      );
  }
}

export interface BatchFields {
  readonly correlation?: string;
  readonly final?: boolean;
  readonly options?: boolean;
  readonly deadline?: Timestamp;
}

export function readRequest(spec: ReadSpec): unknown {
  const O = S.ReadReq.Options;
  const options = new O();
  if (spec.stream !== undefined) {
    const stream = new O.StreamOptions().setStreamIdentifier(identifier(spec.stream));
    if (spec.from === 'start') stream.setStart(E());
    else if (spec.from === 'end') stream.setEnd(E());
    else stream.setRevision(`${spec.from as string | number}`);
    options.setStream(stream);
  } else {
    const all = new O.AllOptions();
    if (spec.from === 'start') all.setStart(E());
    else if (spec.from === 'end') all.setEnd(E());
    else {
      const { commit, prepare } = spec.from as From;
      all.setPosition(new O.Position().setCommitPosition(String(commit)).setPreparePosition(String(prepare)));
    }
    options.setAll(all);
  }
  options.setReadDirection(spec.back === true ? O.ReadDirection.BACKWARDS : O.ReadDirection.FORWARDS);
  options.setResolveLinks(spec.resolve === true);
  if (spec.subscribe === true) options.setSubscription(new O.SubscriptionOptions());
  else options.setCount(String(spec.count ?? Number.MAX_SAFE_INTEGER));
  if (spec.filter === undefined) options.setNoFilter(E());
  else options.setFilter(filterMessage(spec.filter));
  if (spec.noUuid !== true) {
    const form = new O.UUIDOption();
    options.setUuidOption(spec.structured === true ? form.setStructured(E()) : form.setString(E()));
  }
  if (spec.compatibility !== undefined)
    options.setControlOption(new O.ControlOption().setCompatibility(spec.compatibility));
  return new S.ReadReq().setOptions(options);
}

function filterMessage(spec: FilterSpec): InstanceType<typeof S.ReadReq.Options.FilterOptions> {
  const F = S.ReadReq.Options.FilterOptions;
  const expression = new F.Expression().setPrefixList([...(spec.prefixes ?? [])]);
  if (spec.regex !== undefined) expression.setRegex(spec.regex);
  const filter = new F().setCheckpointintervalmultiplier(spec.interval ?? 1);
  if (spec.on === 'stream') filter.setStreamIdentifier(expression);
  else filter.setEventType(expression);
  if (spec.window === undefined || spec.window === 0) return filter.setCount(E());
  return spec.window === null ? filter : filter.setMax(spec.window);
}

// ---- short forms
interface RecordedEvent {
  readonly id: { readonly string?: string; readonly structured?: string };
  readonly streamIdentifier: string;
  readonly streamRevision: string;
  readonly preparePosition: string;
  readonly commitPosition: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: Json;
  readonly customMetadata: Json;
}
export interface ReadMessage {
  readonly event?: {
    readonly event?: RecordedEvent;
    readonly link?: RecordedEvent;
    readonly commitPosition?: string;
    readonly retryCount?: number;
  };
  readonly streamNotFound?: { readonly streamIdentifier: string };
}

const reference = (event: RecordedEvent | undefined): string =>
  event === undefined
    ? 'none'
    : `${event.streamIdentifier}@${event.streamRevision} ${event.metadata['type']} ${event.id.string ?? event.id.structured}`;

/** One message on one line. */
export function line(message: Json): string {
  const { event } = message as ReadMessage;
  if (event !== undefined) {
    const position = event.commitPosition === undefined ? ' no-position' : ` pos=${event.commitPosition}`;
    const link = event.link === undefined ? '' : ` via link ${reference(event.link)}`;
    const retry = event.retryCount === undefined ? '' : ` retry=${event.retryCount}`;
    return `event ${reference(event.event)}${link}${position}${retry}`;
  }
  const [[name, value] = ['nothing', undefined]] = Object.entries(message as Record<string, Json>);
  const fields = value as Record<string, string>;
  if (name === 'checkpoint') return `${name} ${fields['commitPosition']}/${fields['preparePosition']}`;
  if (name === 'streamNotFound') return `${name} ${fields['streamIdentifier']}`;
  if (typeof value === 'object') return name.endsWith('onfirmation') ? 'confirmation' : name;
  return `${name} ${value as string}`;
}

export function brief({ messages, end }: Received): { messages: Json; end: CallStatus | 'OK' | 'still open' } {
  const ending = end === undefined ? 'still open' : end.code !== 'OK' || end.trailers !== undefined ? end : 'OK';
  return { messages: messages.map(line), end: ending };
}

/** The outcome of an append without what repeats the request. */
export function written(answer: Answer | Received): Json {
  if (!('ok' in answer)) return answer;
  const { correlationId, ...rest } = answer.ok as Record<string, Json>;
  if (correlationId === undefined) return answer;
  return 'success' in rest ? { ok: rest } : { batchError: rest };
}

export const events = (received: Received): ReadMessage[] =>
  received.messages.map((message) => message as ReadMessage).filter((message) => message.event !== undefined);
export const positionOf = (event: RecordedEvent): From => ({
  commit: event.commitPosition.replace(/\D/g, ''),
  prepare: event.preparePosition.replace(/\D/g, ''),
});
