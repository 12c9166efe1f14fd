import type { Metadata, ServerWritableStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import { append } from './append.js';
import { batchAppend, type MayAppend } from './batch-append.js';
import { statusOf } from './call-error.js';
import type { ReadReq } from './protocol.js';
import { readAll, readStream, type Frames } from './read.js';
import { readRequestOf } from './read-request.js';
import type { MayRead } from './links.js';
import { deleteStream, tombstoneStream } from './remove.js';
import type { PostgresEventLog } from './store/postgres-event-log.js';
import { subscribe } from './subscribe.js';

/** It takes many messages at a time, see many-messages.ts. */
type ReadCall = ServerWritableStream<InstanceType<typeof ReadReq>, readonly Buffer[]>;

/** What a caller, known by a call's metadata, may do within a call that was let in. */
export interface StreamRights {
  readonly mayAppend: MayAppend;
  mayRead(metadata: Metadata, stream: string): Promise<boolean>;
}

/** The service event_store.client.streams.Streams. */
export const streamsService = (
  log: PostgresEventLog,
  maxAppendSize: number,
  rights?: StreamRights,
): UntypedServiceImplementation => ({
  append: append(log, maxAppendSize),
  batchAppend: batchAppend(log, maxAppendSize, rights?.mayAppend),
  delete: deleteStream(log),
  tombstone: tombstoneStream(log),
  read: (call: ReadCall) => {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    call.on('close', () => gone.abort());
    call.on('error', () => gone.abort());
    const mayRead = rights && ((stream: string) => rights.mayRead(call.metadata, stream));
    send(call, framesFor(log, call.request, mayRead, gone.signal), gone.signal).catch((error: unknown) => {
      if (!gone.signal.aborted) call.emit('error', statusOf(error));
    });
  },
});

async function* framesFor(
  log: PostgresEventLog,
  message: InstanceType<typeof ReadReq>,
  mayRead: MayRead | undefined,
  signal: AbortSignal,
): Frames {
  const request = { ...readRequestOf(message), mayRead };
  const { source } = request;
  if (request.count === undefined) yield* watched(log, subscribe(log, log.feed, request, signal));
  else if (source.kind === 'stream') yield* readStream(log, request, source);
  else yield* readAll(log, log.feed.head, request, source.from);
}

async function* watched({ watch }: PostgresEventLog, frames: Frames): Frames {
  const ended = watch?.subscribed('catch-up');
  try {
    yield* frames;
  } finally {
    ended?.();
  }
}

/** So many messages leave with one write; those of a consumer that stands still are held in memory twice. */
const sentTogether = 64;

/** Sends as fast as the consumer takes it: while one batch is on its way the next is read, and nothing beyond that. */
async function send(call: ReadCall, frames: Frames, signal: AbortSignal): Promise<void> {
  const over = (): boolean => signal.aborted;
  let next = frames.next();
  for (;;) {
    const { value: batch, done } = await next;
    if (done === true || over()) break;
    next = frames.next();
    // If it fails while this batch is on its way, that is told when it is this one's turn.
    next.catch(() => undefined);
    for (let from = 0; from < batch.length && !over(); from += sentTogether)
      await sent(call, batch.slice(from, from + sentTogether), signal);
  }
  if (over()) await frames.return();
  else call.end();
}

function sent(call: ReadCall, batch: readonly Buffer[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
    else call.write(batch, done);
  });
}
