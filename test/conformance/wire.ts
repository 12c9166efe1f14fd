import grpc from '@grpc/grpc-js';
import { convertToCommandError, isCommandError } from '@eventstore/db-client/dist/utils/CommandError.js';
import sharedMessages from '@eventstore/db-client/generated/shared_pb.js';

/** Raw calls to a server, and what came back as plain data that can be compared with a recording. */
export type Json = unknown;
export interface Definition {
  readonly path: string;
  readonly requestSerialize: (message: never) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}
export interface CallOptions {
  readonly deadlineMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The message is bytes already. */
  readonly raw?: boolean;
}
export type Answer = { readonly ok: Json } | { readonly error: CallStatus };
export interface CallStatus {
  readonly code: string;
  readonly details: string;
  readonly trailers?: Readonly<Record<string, string>>;
  readonly client?: Json;
}
export interface Received {
  readonly messages: readonly Json[];
  readonly end?: CallStatus;
}

const clientDeadline = /^Deadline exceeded after .*/;
const standardHeaders = new Set(['date', 'server', 'content-type', 'content-length', 'transfer-encoding']);

export class Wire {
  private readonly channel: grpc.Client;
  private readonly headers: Readonly<Record<string, string>> = {};

  /** With a server that has TLS, the certificate to trust. */
  constructor(
    readonly connectionString: string,
    certificate?: Buffer,
  ) {
    this.channel = new grpc.Client(
      new URL(connectionString.replace(/^esdb:/, 'http:')).host,
      certificate === undefined ? grpc.credentials.createInsecure() : grpc.credentials.createSsl(certificate),
      { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 },
    );
  }

  close(): void {
    this.channel.close();
  }

  /** The same connection, with these headers on every call. */
  as(headers: Readonly<Record<string, string>>): Wire {
    return Object.assign(Object.create(Wire.prototype) as Wire, this, { headers });
  }

  unary(definition: Definition, message: unknown, options: CallOptions = {}): Promise<Answer> {
    return new Promise((resolve) => {
      this.channel.makeUnaryRequest(
        definition.path,
        serializer(definition, options),
        definition.responseDeserialize,
        message,
        this.metadata(options),
        deadlineOf(options),
        (error, response) => resolve(answerOf(error, response)),
      );
    });
  }

  clientStream(definition: Definition, messages: readonly unknown[], options: CallOptions = {}): Promise<Answer> {
    return new Promise((resolve) => {
      const call = this.channel.makeClientStreamRequest(
        definition.path,
        serializer(definition, options),
        definition.responseDeserialize,
        this.metadata(options),
        deadlineOf(options),
        (error: grpc.ServiceError | null, response: unknown) => resolve(answerOf(error, response)),
      );
      call.on('error', () => undefined);
      for (const message of messages) call.write(message);
      call.end();
    });
  }

  serverStream(definition: Definition, message: unknown, options: CallOptions = {}): OpenCall {
    return new OpenCall(
      this.channel.makeServerStreamRequest(
        definition.path,
        serializer(definition, options),
        definition.responseDeserialize,
        message,
        this.metadata(options),
        deadlineOf({ deadlineMs: 60_000, ...options }),
      ),
    );
  }

  duplex(definition: Definition, options: CallOptions = {}): OpenCall {
    return new OpenCall(
      this.channel.makeBidiStreamRequest(
        definition.path,
        serializer(definition, options),
        definition.responseDeserialize,
        this.metadata(options),
        deadlineOf({ deadlineMs: 60_000, ...options }),
      ),
    );
  }

  private metadata({ headers = {} }: CallOptions): grpc.Metadata {
    const metadata = new grpc.Metadata();
    for (const [name, value] of Object.entries({ ...this.headers, ...headers })) metadata.set(name, value);
    return metadata;
  }
}

export interface Settling {
  /** There is enough when this holds and nothing more came for `quiet` ms. */
  readonly until?: (messages: readonly Json[]) => boolean;
  /** Instead: there is enough when so many have come since the last time. */
  readonly count?: number;
  readonly quiet?: number;
  readonly max?: number;
}

/** A call that may go on: collects what comes. */
export class OpenCall {
  readonly messages: Json[] = [];
  private end: CallStatus | undefined;
  private last = Date.now();
  private taken = 0;
  private tellNews: () => void = () => undefined;

  constructor(readonly call: grpc.ClientReadableStream<unknown> | grpc.ClientDuplexStream<unknown, unknown>) {
    call.on('data', (message: unknown) => {
      this.messages.push(plain(message));
      this.came();
    });
    call.on('error', () => undefined);
    call.on('status', (status: grpc.StatusObject) => {
      this.end = statusOf(status);
      this.came();
    });
  }

  /** What came before the first message, if anything did; times by their name only. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    const told: Record<string, string> = {};
    this.call.on('metadata', (metadata: grpc.Metadata) => {
      for (const [name, value] of Object.entries(metadata.getMap()).sort())
        told[name] = name === 'date' ? '<time>' : String(value);
    });
    await this.collect(3_000);
    return told;
  }

  get ended(): boolean {
    return this.end !== undefined;
  }

  write(message: unknown): void {
    if ('write' in this.call) this.call.write(message);
  }

  halfClose(): void {
    if ('end' in this.call) this.call.end();
  }

  cancel(): void {
    this.call.cancel();
  }

  /** What came since the last time, when the call has ended, or there is enough, or time is up. */
  async settle({
    count,
    until = (messages) => (count === undefined ? messages.length > 0 : messages.length >= this.taken + count),
    quiet = 350,
    max = 6_000,
  }: Settling = {}): Promise<Received> {
    const started = Date.now();
    const enough = (): boolean => until(this.messages) && Date.now() - Math.max(this.last, started) >= quiet;
    while (!this.ended && Date.now() - started < max && !enough()) await this.news();
    const messages = this.messages.slice(this.taken);
    this.taken = this.messages.length;
    return this.end === undefined ? { messages } : { messages, end: this.end };
  }

  private came(): void {
    this.last = Date.now();
    this.tellNews();
  }

  /** Until something comes, and not for long: what is waited for may also be silence. */
  private news(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 10);
      this.tellNews = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Everything until the call ends. */
  async collect(max = 10_000): Promise<Received> {
    return this.settle({ until: () => this.ended, max });
  }
}

const serializer = (definition: Definition, options: CallOptions): ((message: unknown) => Buffer) =>
  options.raw === true ? (message) => message as Buffer : (definition.requestSerialize as (message: unknown) => Buffer);

const deadlineOf = ({ deadlineMs = 15_000 }: CallOptions): grpc.CallOptions => ({ deadline: Date.now() + deadlineMs });

const answerOf = (error: grpc.ServiceError | null, response: unknown): Answer =>
  error === null ? { ok: plain(response) } : { error: statusOf(error) };

/** What a finished call looked like, and what the published client would throw for it. */
function statusOf(status: Pick<grpc.StatusObject, 'code' | 'details' | 'metadata'>): CallStatus {
  const trailers = Object.fromEntries(
    Object.keys(status.metadata.getMap())
      .filter((name) => !standardHeaders.has(name))
      .sort()
      .map((name) => [name, status.metadata.get(name).map(String).join(',')]),
  );
  return {
    code: grpc.status[status.code],
    details: status.details.replace(clientDeadline, 'Deadline exceeded (client side)'),
    ...(Object.keys(trailers).length > 0 ? { trailers } : {}),
    ...(status.code === grpc.status.OK ? {} : { client: clientError(status) }),
  };
}

const toldFields = [
  ['streamName', 'groupName', 'expectedVersion', 'actualVersion', 'reason', 'maxAppendSize'],
  ['requiredMetadataProperties', 'LoginName', 'scavengeId', 'errorMessage'],
].flat();

export function clientError(error: unknown): Json {
  const converted: unknown = isCommandError(error as Error) ? error : convertedError(error as grpc.StatusObject);
  const fields = converted as Record<string, unknown>;
  if (fields['code'] === grpc.status.CANCELLED && /on client/.test(String(fields['details'])))
    return 'cancelled by client';
  const told: Record<string, Json> = {};
  for (const name of toldFields) {
    const value = fields[name];
    if (value !== undefined) told[name] = typeof value === 'bigint' ? `${value}n` : value;
  }
  return { class: (converted as object).constructor.name, type: fields['type'], ...told };
}

function convertedError(status: Pick<grpc.StatusObject, 'code' | 'details' | 'metadata'>): unknown {
  const error = new Error(`${status.code} ${grpc.status[status.code]}: ${status.details}`);
  return convertToCommandError(Object.assign(error, status));
}

// ---- generated messages as plain data
interface Message {
  serializeBinary(): Uint8Array;
}
type Getters = Record<string, () => unknown>;
const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'serializeBinary' in value;

function textOf(bytes: Uint8Array): Json {
  const buffer = Buffer.from(bytes);
  if (buffer.length > 400) return `<${buffer.length} bytes>`;
  const text = buffer.toString('utf8');
  return Buffer.from(text, 'utf8').equals(buffer) ? text : { base64: buffer.toString('base64') };
}

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMessage(value)) return value;
  if (value instanceof sharedMessages.UUID) {
    const structured = value.getStructured();
    return structured === undefined ? { string: value.getString() } : { structured: uuidText(structured) };
  }
  if (value instanceof sharedMessages.StreamIdentifier) return textOf(value.getStreamName_asU8());
  const getters = value as unknown as Getters;
  if ('getTypeUrl' in value) return packed(getters);
  const names = new Set(Object.getOwnPropertyNames(Object.getPrototypeOf(value)));
  const out: Record<string, Json> = {};
  for (const getter of names) {
    if (!/^get[A-Z]/.test(getter) || /Case$|_as(U8|B64)$/.test(getter)) continue;
    const name = getter.slice(3);
    if (names.has(`has${name}`) && getters[`has${name}`]?.() === false) continue;
    if (names.has(`${getter}_asU8`)) {
      out[lower(name)] = textOf(getters[`${getter}_asU8`]?.() as Uint8Array);
      continue;
    }
    const field = getters[getter]?.();
    if (field === undefined) continue;
    if (isMap(field)) out[lower(name.replace(/Map$/, ''))] = Object.fromEntries(field.toArray().sort());
    else if (Array.isArray(field)) out[lower(name.replace(/List$/, ''))] = field.map(plain);
    else out[lower(name)] = /(commit|prepare)position$/i.test(name) ? marked(field as string) : plain(field);
  }
  return out;
}

const isMap = (value: unknown): value is { toArray(): [string, Json][] } =>
  typeof value === 'object' && value !== null && 'getLength' in value && 'toArray' in value;

function packed(any: Getters): Json {
  const name = String(any['getTypeName']?.()).split('.').pop() ?? '';
  const types = sharedMessages as unknown as Record<
    string,
    { deserializeBinary(bytes: Uint8Array): unknown } | undefined
  >;
  const bytes = any['getValue_asU8']?.() as Uint8Array;
  const type = types[name];
  return {
    typeUrl: any['getTypeUrl']?.(),
    value: type === undefined ? textOf(bytes) : plain(type.deserializeBinary(bytes)),
  };
}

function uuidText(halves: { getMostSignificantBits(): string; getLeastSignificantBits(): string }): string {
  const hex = [halves.getMostSignificantBits(), halves.getLeastSignificantBits()]
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
    .join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const maxUint64 = '18446744073709551615';
/** A position, marked so that it can be replaced by its place among the others. */
export const marked = (position: string): string =>
  position === '0' ? '0' : position === maxUint64 ? 'max' : `@P${position}@`;
