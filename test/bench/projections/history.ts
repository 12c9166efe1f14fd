import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createSchema } from '../../../apps/eventserver/store/schema.js';
import { StagedEvents } from '../../../apps/eventserver/store/staged-events.js';
import type { EventCodec } from '../../../libs/eventing/schemas/event-codec.js';
import type { KeyRing } from '../../../libs/eventing/privacy/key-ring.js';
import { streamName, type NewEventMetadata, type SealedEvent } from '../../../libs/eventing/log/stored-event.js';
import type { FilteringChangeEvent } from '../../../libs/filtering/filtering.events.js';
import type { IncidentEvent } from '../../../libs/incidents/incidents.events.js';

const school = '900001';
const actor = '00000000-0000-4000-8000-000000000001';
const recordedAt = '2026-03-12T10:15:00.000Z';
const atOnce = 2_000;

/** The first event of a record, as a school would write it. */
const firstEvents = {
  filteringChange: {
    type: 'UnblockRequested',
    data: {
      target: { kind: 'url', value: 'https://example.org/a-page-for-the-lesson' },
      scope: { kind: 'pupilGroup', name: '9X' },
      studyPurpose: 'Sources on the reformation for the homework of week 11',
      reason: 'The site is on the list of the exam board',
      until: '2026-04-12T10:15:00.000Z',
      permanent: false,
    },
  },
  incident: {
    type: 'IncidentRaised',
    data: {
      kind: { code: 'bullying', label: 'Online bullying', about: 'pupil', risk: 'conduct', illegal: false },
      occurredAt: '2026-03-11T09:00:00.000Z',
      place: 'inSchool',
      facts: 'A message in the group of the form named another pupil and made fun of them',
      acknowledgeBy: '2026-03-13T10:15:00.000Z',
      anonymous: false,
    },
  },
} as const satisfies { filteringChange: FilteringChangeEvent; incident: IncidentEvent };
export type Category = keyof typeof firstEvents;

export interface NewRecord {
  readonly id: string;
  readonly stream: string;
  readonly event: SealedEvent;
}

/** Records of one event each, sealed and checked as a command would. */
export async function newRecords(
  { keys, codec }: { keys: KeyRing; codec: EventCodec },
  category: Category,
  count: number,
): Promise<NewRecord[]> {
  const { type, data } = firstEvents[category];
  const ids = Array.from({ length: count }, () => randomUUID());
  // One statement for all; the codec then finds them in memory.
  await keys.keysToSeal(
    school,
    ids.map((id) => streamName(category, id)),
  );
  return Promise.all(
    ids.map(async (id) => {
      const stream = streamName(category, id);
      const eventId = randomUUID();
      const encoded = await codec.encode({ stream, type, eventId }, school, data);
      const event = { eventId, type, data: encoded.data, metadata: metadata(encoded.schemaVersion) };
      const [sealed] = await codec.seal(stream, -1, [event]);
      return { id, stream, event: sealed! };
    }),
  );
}

/**
 * Writes a history of so many records as the server's writer does, but without a client: a million events through the
 * door would take longer than all that is measured. The event server starts on it afterwards.
 */
export async function writeHistory(
  tools: { keys: KeyRing; codec: EventCodec },
  databaseUrl: string,
  category: Category,
  count: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await createSchema(client);
    for (let done = 0; done < count; done += atOnce) {
      const staged = new StagedEvents(done);
      for (const { stream, event } of await newRecords(tools, category, Math.min(atOnce, count - done))) {
        staged.add(stream, 0, {
          id: event.eventId,
          type: event.type,
          contentType: 'application/json',
          metadata: Buffer.from(JSON.stringify(event.metadata)),
          data: Buffer.from(JSON.stringify(event.data)),
        });
      }
      await staged.insert(client);
    }
  } finally {
    await client.end();
  }
}

/** The same event of so many records as no key protects it, for a store that seals nothing. */
export function plainRecords(
  category: Category,
  count: number,
): { id: string; type: string; data: object; metadata: object }[] {
  const { type, data } = firstEvents[category];
  return Array.from({ length: count }, () => ({ id: randomUUID(), type, data, metadata: metadata(1) }));
}

const metadata = (schemaVersion: number): NewEventMetadata => ({
  school,
  actor,
  role: 'dsl',
  command: 'Bench',
  commandId: randomUUID(),
  schemaVersion,
  policy: 'bench@2026-03',
  recordedAt,
  $correlationId: randomUUID(),
  $causationId: randomUUID(),
});
