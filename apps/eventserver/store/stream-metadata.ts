import { tombstoneRevision } from '../recorded-event.js';

/** What the newest event of `$$stream` says about the stream. */
export interface StreamMetadata {
  /** Whether any was ever written: a stream that has nothing else is there all the same. */
  readonly written: boolean;
  readonly maxCount: number | undefined;
  readonly maxAgeSeconds: number | undefined;
  readonly truncateBefore: number;
  readonly softDeleted: boolean;
  readonly acl: Readonly<Record<string, readonly string[]>> | undefined;
  /** Everything as it was written, so that a deletion keeps what it does not change. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export const noMetadata: StreamMetadata = {
  written: false,
  maxCount: undefined,
  maxAgeSeconds: undefined,
  truncateBefore: 0,
  softDeleted: false,
  acl: undefined,
  raw: {},
};

/** A metadata stream keeps only its newest event. */
const metadataOfMetadata: StreamMetadata = { ...noMetadata, maxCount: 1 };

export const metadataStream = (stream: string): string => `$$${stream}`;
export const isMetadataStream = (stream: string): boolean => stream.startsWith('$$');
export const describedStream = (metadataStreamName: string): string => metadataStreamName.slice(2);

/** Metadata of a stream, given the data of the newest event of its metadata stream. */
export function metadataOf(stream: string, data: Uint8Array | undefined): StreamMetadata {
  if (isMetadataStream(stream)) return metadataOfMetadata;
  return data === undefined ? noMetadata : parseMetadata(data);
}

/** Metadata with one wrong field has no effect at all, as in EventStoreDB. */
export function parseMetadata(data: Uint8Array): StreamMetadata {
  const raw = parseObject(data);
  if (raw === undefined) return { ...noMetadata, written: true };
  try {
    const truncateBefore = integer(raw['$tb'], 0) ?? 0;
    return {
      written: true,
      maxCount: integer(raw['$maxCount'], 1),
      maxAgeSeconds: integer(raw['$maxAge'], 1),
      truncateBefore,
      softDeleted: truncateBefore >= tombstoneRevision,
      acl: parseAcl(raw['$acl']),
      raw,
    };
  } catch (error) {
    if (error instanceof RangeError) return { ...noMetadata, written: true, raw };
    throw error;
  }
}

/** The metadata event of a soft deletion: 2^63-1 has no exact double, so the number is put in as text. */
export const ofSoftDeletion = Buffer.from('{"$tb":9223372036854775807}');

/** The metadata event of a stream that goes on after a soft deletion: nothing from before this revision is shown. */
export function withTruncateBefore(metadata: StreamMetadata, revision: number): Buffer {
  const rest = Object.entries(metadata.raw)
    .filter(([key]) => key !== '$tb')
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return Buffer.from(`{${[...rest, `"$tb":${revision}`].join(',')}}`);
}

function parseObject(data: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // Anything may be written to a metadata stream; only JSON objects mean something.
  }
}

function integer(value: unknown, least: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) throw new RangeError('not a count');
  return value;
}

function parseAcl(value: unknown): StreamMetadata['acl'] {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw new RangeError('not an access control list');
  const roles = (role: unknown): string[] => {
    if (typeof role === 'string') return [role];
    if (Array.isArray(role) && role.every((one) => typeof one === 'string')) return role;
    throw new RangeError('not a list of roles');
  };
  return Object.fromEntries(Object.entries(value).map(([key, role]) => [key, roles(role)]));
}
