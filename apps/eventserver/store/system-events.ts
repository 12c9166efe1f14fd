import { randomUUID } from 'node:crypto';
import type { ProposedEvent } from './event-log.js';

/** The events that the server itself writes. */
const nothing = new Uint8Array(0);

export const metadataEvent = (data: Buffer): ProposedEvent => ({
  id: randomUUID(),
  type: '$metadata',
  contentType: 'application/json',
  data,
  metadata: nothing,
});

export const tombstoneEvent = (): ProposedEvent => ({
  id: randomUUID(),
  type: '$streamDeleted',
  contentType: 'application/octet-stream',
  data: nothing,
  metadata: nothing,
});
