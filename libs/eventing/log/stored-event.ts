import { z } from 'zod';
import type { RoleName } from '../commands/command.js';
import type { RejectionCode } from '../commands/rejection.js';

/**
 * What stands beside every event: who did it in which role for which school, by which command, under which policy.
 * Reading is open: a role or a refusal code of another release, older or newer, is a text like any other.
 */
export const eventMetadata = z.object({
  school: z.string(),
  actor: z.string(),
  /** The role that allowed it, as the release that recorded it named it. */
  role: z.string(),
  command: z.string(),
  commandId: z.string(),
  /** What a person's command asked for, sealed: the same command id with other words is another command. */
  commandSeal: z.string().optional(),
  schemaVersion: z.int().positive(),
  /** The policy edition in force when it was decided, as `pack@edition`. */
  policy: z.string().optional(),
  /** Set where the sender was refused, and the attempt put on record by this event. */
  refusal: z.object({ code: z.string(), clause: z.string().optional() }).optional(),
  /** When it was recorded, ISO 8601 in UTC. A date in the data is a fact of the school instead. */
  recordedAt: z.string(),
  $correlationId: z.string(),
  $causationId: z.string(),
  /** By which Daybook knows the event as its own, at just this place (see `log/seal.ts`). None before there were seals. */
  seal: z.string().optional(),
  /** The span that appended it, as W3C Trace Context writes it; only where traces are collected. */
  traceparent: z.string().optional(),
});

export type EventMetadata = z.infer<typeof eventMetadata>;

/** What is written beside a new event. Writing is closed: only roles and refusal codes that this release knows. */
export interface NewEventMetadata extends EventMetadata {
  readonly role: RoleName;
  readonly refusal?: { readonly code: RejectionCode; readonly clause?: string };
}

/**
 * The revision of the mark that stands for a deleted stream. EventStoreDB gives it 2^63-1, which fits no integer column
 * and no number of GraphQL; no record comes near this one.
 */
export const lastRevision = 2_147_483_647;

/** The type of that mark. */
export const streamDeleted = '$streamDeleted';

/** An event as the store holds it: personal fields sealed, data in the shape of its own day. */
export interface StoredEvent {
  readonly eventId: string;
  readonly stream: string;
  readonly revision: number;
  /** Its place in the whole log. */
  readonly position: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

/** An event as it was decided and encoded. */
export interface NewEvent {
  readonly eventId: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: NewEventMetadata;
}

/** An event ready to be appended. */
export interface SealedEvent extends NewEvent {
  readonly metadata: NewEventMetadata & { readonly seal: string };
}

/** Who did something, in which role, when: what a decision may know of an earlier event beside its data. */
export interface Stamp {
  readonly actor: string;
  readonly role: EventMetadata['role'];
  /** When it was recorded, ISO 8601 in UTC. */
  readonly at: string;
}

/** An event as a reader gets it: newest shape, personal fields opened, the stream's name taken apart. */
export interface RecordedEvent<Type extends string = string, Data = unknown> {
  readonly stream: string;
  readonly category: string;
  /** The id of the record, by which its school knows it: another school may have another record of that id. */
  readonly id: string;
  readonly school: string;
  readonly type: Type;
  readonly data: Data;
  readonly by: Stamp;
  readonly revision: number;
  readonly position: bigint;
  readonly eventId: string;
  readonly metadata: EventMetadata;
}

export const streamName = (category: string, id: string): string => `${category}-${id}`;

/** Takes a stream's name apart at its first hyphen; the id is without the school that may stand before it. */
export function partsOf(stream: string): { category: string; id: string } {
  const hyphen = stream.indexOf('-');
  return hyphen < 0
    ? { category: stream, id: '' }
    : { category: stream.slice(0, hyphen), id: stream.slice(hyphen + 1).replace(/^\d{6}\./, '') };
}
