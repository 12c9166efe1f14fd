import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import { LogCorrupted, LogUnavailable, type ExpectedRevision } from './store/event-log.js';

/** A refusal with the status and trailers from which the client makes its typed errors. */
export class CallError extends Error {
  constructor(
    readonly code: status,
    message: string,
    readonly trailers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** EventStoreDB answers many malformed requests with UNKNOWN; ours says what was wrong with them. */
export const malformed = (message: string): CallError => new CallError(status.UNKNOWN, message);
export const invalid = (message: string): CallError => new CallError(status.INVALID_ARGUMENT, message);

export const streamDeleted = (stream: string): CallError =>
  new CallError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

/** `most` is how many bytes of data the events of one append may have together. */
export const appendTooLarge = (most: number): CallError =>
  new CallError(status.INVALID_ARGUMENT, `Maximum Append Size of ${most} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(most),
  });

export const missingProperty = (property: string): CallError =>
  new CallError(status.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

export const wrongRevision = (stream: string, expected: ExpectedRevision, current: number): CallError => {
  const version = versionNumber(expected);
  return new CallError(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${version}, Actual version: ${current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(version),
      'actual-version': String(current),
    },
  );
};

const versionNumber = (expected: ExpectedRevision): number =>
  expected === 'any' ? -2 : expected === 'no_stream' ? -1 : expected === 'stream_exists' ? -4 : expected;

/** What goes out for an error; one that nobody foresaw is logged and named, without its text. */
export function statusOf(error: unknown): Pick<StatusObject, 'code' | 'details'> & Partial<StatusObject> {
  if (error instanceof CallError) return { code: error.code, details: error.message, metadata: trailersOf(error) };
  if (error instanceof LogUnavailable) return { code: status.UNAVAILABLE, details: error.message };
  if (error instanceof LogCorrupted) return { code: status.DATA_LOSS, details: error.message };
  console.error('eventserver:', error);
  return { code: status.INTERNAL, details: 'The event server failed to answer; its log says why.' };
}

function trailersOf(error: CallError): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(error.trailers)) metadata.set(name, headerSafe(value));
  return metadata;
}

/** A header holds visible ASCII only; a stream's name may hold anything. */
const headerSafe = (value: string): string => (/^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value));
