import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { eventCategories, recordKinds } from '#libs/record-kinds.js';
import { fold as foldRecord } from '#libs/eventing/commands/decider.js';
import { checkEventSchemas, writeEventSchemas } from '#libs/eventing/schemas/event-schema-files.js';
import { checkMetadataFile, writeMetadataFile } from '#libs/eventing/schemas/metadata-file.js';
import { refusalCodes } from '#libs/refusal-codes.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { roles } from '#libs/people/roles.js';
import { projections } from '#projections/index.js';

/** Adds what is new to `schema/events`; with `--check` it only tells whether every event on record can still be read. */
const folder = fileURLToPath(new URL('../../../schema/events', import.meta.url));
const metadataFile = fileURLToPath(new URL('../../../schema/event-metadata.json', import.meta.url));
const namesOnRecord = { roles, refusals: refusalCodes };
if (!process.argv.includes('--check')) {
  await writeEventSchemas(folder, eventCategories);
  await writeMetadataFile(metadataFile, namesOnRecord);
}

const deciders = new Map(recordKinds.map(({ events, decider }) => [events.category, decider]));
/** A record begins with the event that its category declares first. */
const beginnings = new Map<string, RecordedEvent>();

function fold(event: RecordedEvent): void {
  const beginning = beginnings.get(event.category) ?? event;
  beginnings.set(event.category, beginning);
  const record = beginning.type === event.type ? [event] : [beginning, event];
  const decider = deciders.get(event.category);
  if (!decider) throw new Error(`no kind of record is called ${event.category}`);
  foldRecord(decider, record);
  for (const { folds } of projections) {
    let row: Parameters<Exclude<(typeof folds)[string][string], 'ignored'>>[0];
    for (const past of record) {
      const step = folds[past.category]?.[past.type];
      if (step !== undefined && step !== 'ignored') row = step(row, past);
    }
  }
}

for (const fault of await checkEventSchemas(folder, eventCategories, fold)) {
  console.error(`schema/events: ${fault}`);
  process.exitCode = 1;
}

for (const fault of await checkMetadataFile(metadataFile, namesOnRecord)) {
  console.error(`schema/event-metadata.json: ${fault}`);
  process.exitCode = 1;
}
