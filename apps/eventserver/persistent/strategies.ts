import { createHash } from 'node:crypto';
import type { Consumer, Message } from './delivery.js';
import { dataOfMetadata } from './message.js';
import type { Strategy } from './settings.js';

const free = (consumer: Consumer): boolean => consumer.inFlight < consumer.bufferSize;

/** Who gets the next event; undefined if it has to wait. */
export type Choose = (consumers: readonly Consumer[], message: Message) => Consumer | undefined;

export function chooserOf(strategy: Strategy): Choose {
  switch (strategy) {
    case 'DispatchToSingle':
      return (consumers) => consumers.find(free);
    case 'RoundRobin':
      return roundRobin();
    case 'Pinned':
      return (consumers, { original }) => pinned(consumers, original.stream);
    case 'PinnedByCorrelation':
      return (consumers, { original }) => pinned(consumers, correlationOf(original.record) ?? original.stream);
  }
}

function roundRobin(): Choose {
  let next = 0;
  return (consumers) => {
    for (let tried = 0; tried < consumers.length; tried += 1) {
      const consumer = consumers[next++ % consumers.length];
      if (consumer !== undefined && free(consumer)) return consumer;
    }
    return undefined;
  };
}

/** The same key goes to the same consumer for as long as nobody comes or goes. */
function pinned(consumers: readonly Consumer[], key: string): Consumer | undefined {
  if (consumers.length === 0) return undefined;
  const consumer = consumers[createHash('sha256').update(key).digest().readUInt32BE() % consumers.length];
  return consumer !== undefined && free(consumer) ? consumer : undefined;
}

function correlationOf(record: Buffer): string | undefined {
  try {
    const metadata: unknown = JSON.parse(Buffer.from(dataOfMetadata(record)).toString());
    const id = (metadata as Record<string, unknown> | null)?.['$correlationId'];
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined; // Metadata that is no JSON names no correlation.
  }
}
